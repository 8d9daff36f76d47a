import { sql, type Kysely, type Selectable } from 'kysely';
import type { RoomDatabase, RoomMessageTable } from './room-schema';
import type { RoomMessageQuery } from './room-store';
import { indexText, phrasesOf } from './room-text';

export type RoomMessageRow = Selectable<RoomMessageTable>;

/** The index of words in messages: what differs from database to database. */
export interface RoomTextIndex {
  /** Adds messages within the transaction that stores them. */
  add(
    db: Kysely<RoomDatabase>,
    messages: readonly {
      readonly seq: number;
      readonly roomId: string;
      readonly number: number;
      readonly author: string;
      readonly text: string;
    }[],
  ): Promise<void>;
  /**
   * Messages with `seq` below `belowSeq` that have the words of `query.text` and fit the rest of the query, newest first, `count` at most. Case
   * (`matchCase`) is left to the caller.
   */
  newest(
    db: Kysely<RoomDatabase>,
    query: RoomMessageQuery,
    belowSeq: number,
    count: number,
  ): Promise<readonly RoomMessageRow[]>;
}

/** More rooms, or authors, than these are left to the join. */
const maxTerms = 64;

/** FTS5. Room and author are words of the index, so that a search in a quiet room does not read what busy rooms said. */
export const sqliteTextIndex: RoomTextIndex = {
  async add(db, messages) {
    const rows = messages.map(
      ({ seq, roomId, author, text }) => sql`(${seq}, ${term(roomId)}, ${term(author)}, ${indexText(text)})`,
    );
    await sql`insert into room_text (rowid, room, author, body) values ${sql.join(rows)}`.execute(db);
  },

  async newest(db, { roomIds, before, after, from, to, authors, text }, belowSeq, count) {
    const phrases = text ? phrasesOf(text) : [];
    if (!phrases.length || !roomIds.length) return [];
    // Tokens are letters and digits only, so that nothing in them has a meaning to FTS5 within quotation marks.
    const words = phrases.map(({ tokens, prefix }) => `"${tokens.join(' ')}"${prefix ? '*' : ''}`);
    const expression = [
      ...oneOf('room', roomIds),
      ...oneOf('author', authors ?? []),
      `body : (${words.join(' AND ')})`,
    ].join(' AND ');
    const conditions = [sql`room_text match ${expression}`, sql`m.room_id in (${sql.join(roomIds)})`];
    if (before !== undefined) conditions.push(sql`m.number < ${before}`);
    if (after !== undefined) conditions.push(sql`m.number > ${after}`);
    if (from !== undefined) conditions.push(sql`m.at >= ${from}`);
    if (to !== undefined) conditions.push(sql`m.at < ${to}`);
    if (authors) conditions.push(sql`m.author in (${sql.join(authors)})`);
    const where = sql.join(conditions, sql` and `);
    const rows: RoomMessageRow[] = [];
    // FTS5 reads all that match within the bounds before it gives the first: so the newest stretches are asked first.
    const newest = (await newestSeq(db)) + 1;
    let high = belowSeq;
    for (const stretch of [...stretches, newest]) {
      const low = Math.min(high, Math.max(0, newest - stretch));
      if (low < high && rows.length < count) {
        const found = await sql<RoomMessageRow>`
          select m.* from room_text cross join room_message m on m.seq = room_text.rowid
          where room_text.rowid >= ${low} and room_text.rowid < ${high} and ${where}
          order by room_text.rowid desc limit ${count - rows.length}`.execute(db);
        rows.push(...found.rows);
      }
      high = low;
    }
    return rows;
  },
};

/** Messages of all rooms, from the newest. */
const stretches = [2_048, 32_768];

async function newestSeq(db: Kysely<RoomDatabase>): Promise<number> {
  const row = await db
    .selectFrom('room_message')
    .select((eb) => eb.fn.max('seq').as('seq'))
    .executeTakeFirst();
  return Number(row?.seq ?? 0);
}

function oneOf(column: string, values: readonly string[]): string[] {
  if (!values.length || values.length > maxTerms) return [];
  return [`${column} : (${values.map((value) => `"${term(value)}"`).join(' OR ')})`];
}

/** One token, whatever the value holds. */
function term(value: string): string {
  return `x${Buffer.from(value, 'utf8').toString('hex')}`;
}
