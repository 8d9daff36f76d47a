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
    messages: readonly { readonly seq: number; readonly roomId: string; readonly text: string }[],
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

/** More rooms than these are left to the join. */
const maxRoomTerms = 64;

/** FTS5. The room is a word of the index, so that a search in a quiet room does not read what busy rooms said. */
export const sqliteTextIndex: RoomTextIndex = {
  async add(db, messages) {
    const rows = messages.map(
      ({ seq, roomId, text }) => sql`(${seq}, ${roomTerm(roomId)}, ${indexText(text)})`,
    );
    await sql`insert into room_text (rowid, room, body) values ${sql.join(rows)}`.execute(db);
  },

  async newest(db, { roomIds, before, after, from, to, authors, text }, belowSeq, count) {
    const phrases = text ? phrasesOf(text) : [];
    if (!phrases.length || !roomIds.length) return [];
    // Tokens are letters and digits only, so that nothing in them has a meaning to FTS5 within quotation marks.
    const words = phrases.map(({ tokens, prefix }) => `"${tokens.join(' ')}"${prefix ? '*' : ''}`);
    const body = `body : (${words.join(' AND ')})`;
    const rooms = roomIds.map((id) => `"${roomTerm(id)}"`).join(' OR ');
    const expression = roomIds.length > maxRoomTerms ? body : `room : (${rooms}) AND ${body}`;
    const conditions = [
      sql`room_text match ${expression}`,
      sql`room_text.rowid < ${belowSeq}`,
      sql`m.room_id in (${sql.join(roomIds)})`,
    ];
    if (before !== undefined) conditions.push(sql`m.number < ${before}`);
    if (after !== undefined) conditions.push(sql`m.number > ${after}`);
    if (from !== undefined) conditions.push(sql`m.at >= ${from}`);
    if (to !== undefined) conditions.push(sql`m.at < ${to}`);
    if (authors) conditions.push(sql`m.author in (${sql.join(authors)})`);
    // The index gives its rows in this order by itself, so that nothing is sorted and the limit ends the work.
    const { rows } = await sql<RoomMessageRow>`
      select m.* from room_text cross join room_message m on m.seq = room_text.rowid
      where ${sql.join(conditions, sql` and `)} order by room_text.rowid desc limit ${count}`.execute(db);
    return rows;
  },
};

/** One token, whatever the id holds. */
function roomTerm(id: string): string {
  return `r${Buffer.from(id, 'utf8').toString('hex')}`;
}
