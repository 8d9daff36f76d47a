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
/** Messages that are looked through one by one before the index is asked for all that ever matched: what is said often is found among them. */
const newestOfRoom = 4_096;
const newestOfAll = 16_384;

/**
 * A GIN index of text search vectors, of the same tokens as every other store has: PostgreSQL's own parsers and dictionaries would find other words.
 * Room and author are words of the index, so that a search in a quiet room does not read what busy rooms said.
 */
export const postgresTextIndex: RoomTextIndex = {
  async add(db, messages) {
    const column = <T>(of: (message: (typeof messages)[number]) => T): T[] => messages.map(of);
    const vectors = column(({ roomId, author, text }) => vectorOf(roomId, author, text));
    await sql`insert into room_text (seq, room_id, number, words)
      select seq, room_id, number, words::tsvector from unnest(
        ${column(({ seq }) => seq)}::bigint[], ${column(({ roomId }) => roomId)}::text[],
        ${column(({ number }) => number)}::bigint[], ${vectors}::text[]
      ) as added (seq, room_id, number, words)`.execute(db);
  },

  async newest(db, query, belowSeq, count) {
    const wanted = wordsOf(query);
    if (wanted === undefined || !query.roomIds.length) return [];
    const conditions = [sql`t.words @@ ${wanted}::tsquery`, sql`t.seq < ${belowSeq}`, ...boundsOf(query)];
    const where = sql.join(conditions, sql` and `);
    // Only these are asked of the messages themselves.
    const { from, to, authors } = query;
    const joined = from !== undefined || to !== undefined || authors !== undefined;
    const message = joined ? sql`join room_message m using (seq)` : sql``;
    const newest = await sql<RoomMessageRow>`
      select m.* from (
        select t.seq from (${stretchOf(query)}) as t ${message} where ${where} order by t.seq desc limit ${count}
      ) as few join room_message m using (seq) order by m.seq desc`.execute(db);
    if (newest.rows.length >= count) return newest.rows;
    // What is said seldom: all of it is found first, and then the newest; never the other way, which might read everything.
    const { rows } = await sql<RoomMessageRow>`
      with found as materialized (select t.seq from room_text t ${message} where ${where})
      select m.* from (select seq from found order by seq desc limit ${count}) as few
      join room_message m using (seq) order by m.seq desc`.execute(db);
    return rows;
  },
};

/** The newest messages, whatever is in them: of one room, or of all where several are searched. */
function stretchOf({ roomIds, before }: RoomMessageQuery): RawBuilder<unknown> {
  if (roomIds.length > 1)
    return sql`select * from room_text where seq > (select max(seq) from room_text) - ${newestOfAll}
      order by seq desc limit ${newestOfAll}`;
  const end = sql`(select least(${before ?? null}::bigint, last_message + 1) from room where id = ${roomIds[0]})`;
  return sql`select * from room_text where room_id = ${roomIds[0]} and number < ${end} and number >= ${end} - ${newestOfRoom}
    order by number desc limit ${newestOfRoom}`;
}

function boundsOf({ roomIds, before, after, from, to, authors }: RoomMessageQuery): RawBuilder<unknown>[] {
  const conditions = [sql`t.room_id = any(${[...roomIds]}::text[])`];
  if (before !== undefined) conditions.push(sql`t.number < ${before}`);
  if (after !== undefined) conditions.push(sql`t.number > ${after}`);
  if (from !== undefined) conditions.push(sql`m.at >= ${from}`);
  if (to !== undefined) conditions.push(sql`m.at < ${to}`);
  if (authors) conditions.push(sql`m.author = any(${[...authors]}::text[])`);
  // `at` never goes back in a room, so that a time is a bound of numbers: what is outside is not read.
  if (roomIds.length === 1) {
    const firstAt = (at: number): RawBuilder<unknown> =>
      sql`(select number from room_message where room_id = ${roomIds[0]} and at >= ${at} order by at, number limit 1)`;
    if (from !== undefined) conditions.push(sql`t.number >= ${firstAt(from)}`);
    if (to !== undefined)
      conditions.push(sql`t.number < coalesce(${firstAt(to)}, ${Number.MAX_SAFE_INTEGER})`);
  }
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
