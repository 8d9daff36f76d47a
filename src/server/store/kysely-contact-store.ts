import { sql, type Kysely, type Selectable } from 'kysely';
import type {
  ContactChanges,
  ContactEnding,
  ContactQuery,
  ContactStore,
  LineAuthor,
  NewLine,
  StoredAttempt,
  StoredContact,
  TranscriptLine,
} from './contact-store';
import type { ContactLineTable, ContactTable, Database } from './schema';
import { StoreError } from './store-error';

/** Contacts in a database that Kysely can reach. Single statements only: each is atomic by itself. */
export class KyselyContactStore implements ContactStore {
  constructor(
    protected readonly db: Kysely<Database>,
    /** Turns a driver's error into a `StoreError`. */
    protected readonly guarded: <T>(work: () => Promise<T>) => Promise<T>,
  ) {}

  create(contact: StoredContact): Promise<void> {
    return this.guarded(async () => {
      await this.db.insertInto('contact').values(toRow(contact)).execute();
    });
  }

  update(id: string, changes: ContactChanges): Promise<void> {
    return this.#change(id, columnsOf(changes));
  }

  finish(id: string, ending: ContactEnding, changes: ContactChanges = {}): Promise<void> {
    const { outcome, endReason, endedAt } = ending;
    return this.#change(id, { ...columnsOf(changes), outcome, end_reason: endReason, ended_at: endedAt });
  }

  get(id: string): Promise<StoredContact | undefined> {
    return this.guarded(async () => {
      const row = await this.db.selectFrom('contact').selectAll().where('id', '=', id).executeTakeFirst();
      return row && fromRow(row);
    });
  }

  find(query: ContactQuery): Promise<readonly StoredContact[]> {
    return this.guarded(async () => {
      let select = this.db.selectFrom('contact').selectAll();
      if (query.queueUri !== undefined) select = select.where('queue_uri', '=', query.queueUri);
      if (query.agentUri !== undefined) select = select.where('agent_uri', '=', query.agentUri);
      if (query.outcome !== undefined) select = select.where('outcome', '=', query.outcome);
      if (query.from !== undefined) select = select.where('queued_at', '>=', query.from);
      if (query.to !== undefined) select = select.where('queued_at', '<', query.to);
      const limit = Math.min(query.limit ?? 100, 1000);
      return (await select.orderBy('queued_at', 'desc').orderBy('id', 'desc').limit(limit).execute()).map(
        fromRow,
      );
    });
  }

  unfinished(): Promise<readonly StoredContact[]> {
    return this.guarded(async () =>
      (
        await this.db
          .selectFrom('contact')
          .selectAll()
          .where('outcome', 'is', null)
          .orderBy('queued_at')
          .execute()
      ).map(fromRow),
    );
  }

  append(contactId: string, line: NewLine): Promise<number> {
    return this.guarded(async () => {
      // Number and row in one statement, and none for a contact that does not exist.
      const { rows } = await sql<{ number: number }>`
        insert into contact_line (contact_id, number, author, author_uri, kind, format, body, at)
        select id, (select coalesce(max(number), 0) + 1 from contact_line where contact_id = contact.id),
          ${line.author}, ${line.authorUri ?? null}, ${line.kind}, ${line.format}, ${Buffer.from(line.body)}, ${line.at}
        from contact where id = ${contactId} returning number`.execute(this.db);
      const number = rows[0]?.number;
      if (number === undefined) throw new StoreError('not-found', 'There is no such contact.');
      return number;
    });
  }

  markDelivered(contactId: string, number: number, at: number): Promise<void> {
    return this.guarded(async () => {
      const result = await this.db
        .updateTable('contact_line')
        .set({ delivered_at: at })
        .where('contact_id', '=', contactId)
        .where('number', '=', number)
        .executeTakeFirst();
      if (Number(result.numUpdatedRows) === 0) throw new StoreError('not-found', 'There is no such line.');
    });
  }

  transcript(contactId: string): Promise<readonly TranscriptLine[]> {
    return this.guarded(async () =>
      (
        await this.db
          .selectFrom('contact_line')
          .selectAll()
          .where('contact_id', '=', contactId)
          .orderBy('number')
          .execute()
      ).map(lineFromRow),
    );
  }

  #change(id: string, columns: Partial<ContactTable>): Promise<void> {
    return this.guarded(async () => {
      if (Object.keys(columns).length === 0) return;
      const result = await this.db
        .updateTable('contact')
        .set(columns)
        .where('id', '=', id)
        .where('outcome', 'is', null)
        .executeTakeFirst();
      if (Number(result.numUpdatedRows) > 0) return;
      const exists = await this.db.selectFrom('contact').select('id').where('id', '=', id).executeTakeFirst();
      if (exists) throw new StoreError('conflict', 'The contact has ended.');
      throw new StoreError('not-found', 'There is no such contact.');
    });
  }
}

function toRow(contact: StoredContact): ContactTable {
  return {
    id: contact.id,
    conversation_id: contact.conversationId,
    queue_uri: contact.queueUri,
    visitor_uri: contact.visitorUri,
    visitor_name: contact.visitorName,
    subject: contact.subject,
    priority: contact.priority,
    queued_at: contact.queuedAt,
    offered_at: contact.offeredAt ?? null,
    answered_at: contact.answeredAt ?? null,
    ended_at: contact.endedAt ?? null,
    outcome: contact.outcome ?? null,
    end_reason: contact.endReason ?? null,
    agent_uri: contact.agentUri ?? null,
    attempts: JSON.stringify(contact.attempts),
    context: contact.context ? JSON.stringify(contact.context) : null,
    verified: contact.verified ? JSON.stringify(contact.verified) : null,
    notes: JSON.stringify(contact.notes),
  };
}

/** Only the columns that change. */
function columnsOf(changes: ContactChanges): Partial<ContactTable> {
  const { queueUri, offeredAt, answeredAt, agentUri, attempts, context, verified, notes, subject } = changes;
  return {
    ...(queueUri !== undefined && { queue_uri: queueUri }),
    ...(offeredAt !== undefined && { offered_at: offeredAt }),
    ...(answeredAt !== undefined && { answered_at: answeredAt }),
    ...(agentUri !== undefined && { agent_uri: agentUri }),
    ...(attempts !== undefined && { attempts: JSON.stringify(attempts) }),
    ...(context !== undefined && { context: JSON.stringify(context) }),
    ...(verified !== undefined && { verified: JSON.stringify(verified) }),
    ...(notes !== undefined && { notes: JSON.stringify(notes) }),
    ...(subject !== undefined && { subject }),
  };
}

export function fromRow(row: Selectable<ContactTable>): StoredContact {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    queueUri: row.queue_uri,
    visitorUri: row.visitor_uri,
    visitorName: row.visitor_name,
    subject: row.subject,
    priority: row.priority,
    queuedAt: row.queued_at,
    ...(row.offered_at !== null && { offeredAt: row.offered_at }),
    ...(row.answered_at !== null && { answeredAt: row.answered_at }),
    ...(row.ended_at !== null && { endedAt: row.ended_at }),
    ...(row.outcome !== null && { outcome: row.outcome }),
    ...(row.end_reason !== null && { endReason: row.end_reason }),
    ...(row.agent_uri !== null && { agentUri: row.agent_uri }),
    attempts: JSON.parse(row.attempts) as readonly StoredAttempt[],
    ...(row.context !== null && { context: JSON.parse(row.context) as Record<string, unknown> }),
    ...(row.verified !== null && { verified: JSON.parse(row.verified) as Record<string, unknown> }),
    notes: JSON.parse(row.notes) as readonly string[],
  };
}

function lineFromRow(row: Selectable<ContactLineTable>): TranscriptLine {
  return {
    number: row.number,
    author: row.author as LineAuthor,
    ...(row.author_uri !== null && { authorUri: row.author_uri }),
    kind: row.kind,
    format: row.format,
    body: Buffer.from(row.body).toString('utf8'),
    at: row.at,
    ...(row.delivered_at !== null && { deliveredAt: row.delivered_at }),
  };
}
