import { sql, type RawBuilder } from 'kysely';
import type { RoomMessageRow, RoomTextIndex } from './room-index';
import type { RoomMessageQuery } from './room-store';
import { phrasesOf, tokensOf } from './room-text';

/** UTF-16 units of a word that count: a lexeme is shorter than 2 KB (postgresql.org/docs/current/textsearch-limitations.html). */
const maxLexeme = 500;
/** Positions beyond this one are all this one. */
const maxPosition = 16_383;
/** More authors, or rooms, than these are left to the other conditions. */
const maxTerms = 64;
/** Messages that are looked through one by one, before the index of words is asked for all that ever matched. */
const newestStretch = 4_096;

/**
 * A GIN index of text search vectors, of the same tokens as every other store has: PostgreSQL's own parsers and dictionaries would find other words.
 * Room and author are words of the index, so that a search in a quiet room does not read what busy rooms said.
 */
export const postgresTextIndex: RoomTextIndex = {
  async add(db, messages) {
    const seqs = messages.map(({ seq }) => seq);
    const vectors = messages.map(({ roomId, author, text }) => vectorOf(roomId, author, text));
    await sql`insert into room_text (seq, words)
      select seq, words::tsvector from unnest(${seqs}::bigint[], ${vectors}::text[]) as added (seq, words)`.execute(
      db,
    );
  },

  async newest(db, query, belowSeq, count) {
    const { roomIds, text } = query;
    const wanted = text ? wordsOf(query) : undefined;
    if (wanted === undefined || !roomIds.length) return [];
    const conditions = [
      ...boundsOf(query),
      sql`m.seq < ${belowSeq}`,
      sql`m.room_id = any(${[...roomIds]}::text[])`,
    ];
    const where = sql.join(conditions, sql` and `);
    const newest = await sql<RoomMessageRow>`
      select m.* from (${newestOf(roomIds, belowSeq)}) as m join room_text t using (seq)
      where t.words @@ ${wanted}::tsquery and ${where} order by m.seq desc limit ${count}`.execute(db);
    if (newest.rows.length >= count) return newest.rows;
    // A word that is seldom: all its messages are found first, and then the newest of them; never the other way, which might read everything.
    const { rows } = await sql<RoomMessageRow>`
      with found as materialized (
        select m.seq from room_text t join room_message m using (seq)
        where t.words @@ ${wanted}::tsquery and ${where}
      )
      select m.* from (select seq from found order by seq desc limit ${count}) as few
      join room_message m using (seq) order by m.seq desc`.execute(db);
    return rows;
  },
};

/** The newest messages, whatever is in them: of one room by its index, of several among all. */
function newestOf(roomIds: readonly string[], belowSeq: number): RawBuilder<RoomMessageRow> {
  return roomIds.length === 1
    ? sql`select * from room_message where room_id = ${roomIds[0]} and seq < ${belowSeq}
        order by number desc limit ${newestStretch}`
    : sql`select * from room_message where seq < ${belowSeq} order by seq desc limit ${newestStretch}`;
}

function boundsOf({ before, after, from, to, authors }: RoomMessageQuery): RawBuilder<unknown>[] {
  const conditions: RawBuilder<unknown>[] = [];
  if (before !== undefined) conditions.push(sql`m.number < ${before}`);
  if (after !== undefined) conditions.push(sql`m.number > ${after}`);
  if (from !== undefined) conditions.push(sql`m.at >= ${from}`);
  if (to !== undefined) conditions.push(sql`m.at < ${to}`);
  if (authors) conditions.push(sql`m.author = any(${[...authors]}::text[])`);
  return conditions;
}

/** The `tsquery` of a search, or undefined when it has no word. */
function wordsOf({ roomIds, authors, text }: RoomMessageQuery): string | undefined {
  const phrases = text ? phrasesOf(text) : [];
  if (!phrases.length) return undefined;
  const words = phrases.map(({ tokens, prefix }) => {
    const last = tokens.length - 1;
    const quoted = tokens.map((token, index) => `${lexeme(token)}${prefix && index === last ? ':*' : ''}`);
    return `(${quoted.join(' <-> ')})`;
  });
  return [...oneOf(roomIds, roomLexeme), ...oneOf(authors ?? [], authorLexeme), ...words].join(' & ');
}

function oneOf(values: readonly string[], lexemeOf: (value: string) => string): string[] {
  if (!values.length || values.length > maxTerms) return [];
  return [`(${values.map(lexemeOf).join(' | ')})`];
}

/** The `tsvector` of a message. */
function vectorOf(roomId: string, author: string, text: string): string {
  const words = tokensOf(text).map((token, index) => `${lexeme(token)}:${Math.min(index + 1, maxPosition)}`);
  return [roomLexeme(roomId), authorLexeme(author), ...words].join(' ');
}

// Tokens are letters and digits: no word is ever taken for a room or an author.
const roomLexeme = (id: string): string => lexeme(`#${id}`);
const authorLexeme = (uri: string): string => lexeme(`@${uri}`);

function lexeme(word: string): string {
  return `'${word.slice(0, maxLexeme).replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
