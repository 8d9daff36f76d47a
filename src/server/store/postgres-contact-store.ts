import { sql } from 'kysely';
import type { NewLine, StoredContact } from './contact-store';
import { fromRow, KyselyContactStore } from './kysely-contact-store';
import { StoreError } from './store-error';

/** Contacts where several processes have one database: each sees to its own. */
export class PostgresContactStore extends KyselyContactStore {
  /** What this process, or an earlier one of its name, has left. */
  override unfinished(): Promise<readonly StoredContact[]> {
    return this.guarded(async () => {
      const rows = await this.db
        .selectFrom('contact')
        .selectAll()
        .where('outcome', 'is', null)
        .where(sql<boolean>`node = current_setting('application_name')`)
        .orderBy('queued_at')
        .execute();
      return rows.map(fromRow);
    });
  }

  override append(contactId: string, line: NewLine): Promise<number> {
    return this.guarded(async () => {
      // The contact's row is taken first: two writers at once see each other's number.
      const { rows } = await sql<{ number: number }>`
        with taken as (update contact set last_line = last_line + 1 where id = ${contactId} returning id, last_line)
        insert into contact_line (contact_id, number, author, author_uri, kind, format, body, at)
        select id, last_line, ${line.author}::text, ${line.authorUri ?? null}::text, ${line.kind}::text,
          ${line.format}::text, ${Buffer.from(line.body)}::bytea, ${line.at}::bigint
        from taken returning number`.execute(this.db);
      const number = rows[0]?.number;
      if (number === undefined) throw new StoreError('not-found', 'There is no such contact.');
      return number;
    });
  }
}
