import { sql, type Kysely, type Transaction } from 'kysely';
import type { RoomMessageRow, RoomTextIndex } from './room-index';
import type { RoomDatabase } from './room-schema';
import type {
  AppendedMessage,
  NewRoomMessage,
  RoomMessagePage,
  RoomMessageQuery,
  StoredRoomMessage,
} from './room-store';
import { matchesCase, searchableText } from './room-text';
import { StoreError } from './store-error';

/** Rows of one INSERT: databases bound the number of parameters. */
const rowsPerInsert = 500;
/** Rows of one look into the index, and looks, when the case of letters has to be compared afterwards. */
const candidates = 200;
const maxLooks = 50;

/** Stores messages in one transaction. The first statement takes the rooms' rows, so that writers of one room come one after the other. */
export async function appendMessages(
  db: Transaction<RoomDatabase>,
  index: RoomTextIndex,
  messages: readonly NewRoomMessage[],
): Promise<readonly AppendedMessage[]> {
  const rooms = new Map<string, { number: number; at: number }>();
  // In one order everywhere, so that two writers never wait for each other.
  for (const id of [...new Set(messages.map(({ roomId }) => roomId))].sort()) {
    const row = await db
      .updateTable('room')
      .set((eb) => ({ last_message: eb.ref('last_message') }))
      .where('id', '=', id)
      .returning(['last_message', 'last_at'])
      .executeTakeFirst();
    if (!row) throw new StoreError('not-found', 'There is no such room.');
    rooms.set(id, { number: Number(row.last_message), at: Number(row.last_at) });
  }
  const known = await namedMessages(db, messages);
  const added: StoredRoomMessage[] = [];
  const results = messages.map((message): AppendedMessage => {
    const name = nameOf(message);
    const earlier = name === undefined ? undefined : known.get(name);
    if (earlier) return { message: earlier, repeated: true };
    const room = rooms.get(message.roomId)!;
    room.number++;
    room.at = Math.max(room.at, message.at);
    const stored = { ...message, at: room.at, number: room.number };
    added.push(stored);
    if (name !== undefined) known.set(name, stored);
    return { message: stored, repeated: false };
  });
  for (let from = 0; from < added.length; from += rowsPerInsert)
    await insert(db, index, added.slice(from, from + rowsPerInsert));
  for (const id of new Set(added.map(({ roomId }) => roomId))) {
    const { number, at } = rooms.get(id)!;
    await db.updateTable('room').set({ last_message: number, last_at: at }).where('id', '=', id).execute();
  }
  return results;
}

async function insert(
  db: Transaction<RoomDatabase>,
  index: RoomTextIndex,
  messages: readonly StoredRoomMessage[],
): Promise<void> {
  const rows = await db
    .insertInto('room_message')
    .values(
      messages.map((message) => ({
        room_id: message.roomId,
        number: message.number,
        author: message.author,
        author_name: message.authorName ?? null,
        client_id: message.clientId ?? null,
        at: message.at,
        text: message.text,
        rtf: message.rtf ?? null,
        alert: message.alert ? 1 : 0,
        story: message.story ?? null,
        mentions: message.mentions ? JSON.stringify(message.mentions) : null,
      })),
    )
    .returning(['seq', 'room_id', 'number'])
    .execute();
  const seqs = new Map(rows.map(({ seq, room_id, number }) => [`${room_id} ${number}`, Number(seq)]));
  await index.add(
    db,
    messages.map((message) => ({
      seq: seqs.get(`${message.roomId} ${message.number}`)!,
      roomId: message.roomId,
      number: message.number,
      author: message.author,
      text: searchableText(message),
    })),
  );
}

async function namedMessages(
  db: Kysely<RoomDatabase>,
  messages: readonly NewRoomMessage[],
): Promise<Map<string, StoredRoomMessage>> {
  const ids = messages.flatMap(({ clientId }) => (clientId === undefined ? [] : [clientId]));
  if (!ids.length) return new Map();
  const distinct = (key: 'roomId' | 'author'): string[] => [...new Set(messages.map((one) => one[key]))];
  const rows = await db
    .selectFrom('room_message')
    .selectAll()
    .where('room_id', 'in', distinct('roomId'))
    .where('author', 'in', distinct('author'))
    .where('client_id', 'in', ids)
    .execute();
  return new Map(
    rows.map((row) => {
      const message = messageOf(row);
      return [nameOf(message)!, message];
    }),
  );
}

function nameOf({ roomId, author, clientId }: NewRoomMessage): string | undefined {
  return clientId === undefined ? undefined : `${roomId} ${author} ${clientId}`;
}

export async function findMessages(
  db: Kysely<RoomDatabase>,
  index: RoomTextIndex,
  query: RoomMessageQuery,
): Promise<RoomMessagePage> {
  const { roomIds, limit } = query;
  if (query.text) return searchMessages(db, index, query);
  const oldestFirst = query.after !== undefined && query.before === undefined && roomIds.length === 1;
  const rows = [];
  // Room by room, since the indexes are by room: no room is read further than the page needs.
  for (const id of roomIds) rows.push(...(await messagesOfRoom(db, id, query, oldestFirst)));
  const found = rows.map(messageOf).sort((a, b) => a.at - b.at || a.number - b.number);
  const messages = oldestFirst ? found.slice(0, limit) : found.slice(-limit);
  return { messages, more: found.length > limit };
}

async function messagesOfRoom(
  db: Kysely<RoomDatabase>,
  roomId: string,
  { before, after, from, to, authors, limit }: RoomMessageQuery,
  oldestFirst: boolean,
): Promise<readonly RoomMessageRow[]> {
  let select = db.selectFrom('room_message').selectAll().where('room_id', '=', roomId);
  if (before !== undefined) select = select.where('number', '<', before);
  if (after !== undefined) select = select.where('number', '>', after);
  // `at` never goes back in a room, so that a time is a bound of numbers.
  const low = from === undefined ? 1 : await firstNumberAt(db, roomId, from);
  if (low === undefined) return [];
  if (low > 1) select = select.where('number', '>=', low);
  const high = to === undefined ? undefined : await firstNumberAt(db, roomId, to);
  if (high !== undefined) select = select.where('number', '<', high);
  if (authors) select = select.where('author', 'in', authors);
  return select
    .orderBy('number', oldestFirst ? 'asc' : 'desc')
    .limit(limit + 1)
    .execute();
}

async function firstNumberAt(
  db: Kysely<RoomDatabase>,
  roomId: string,
  at: number,
): Promise<number | undefined> {
  const row = await db
    .selectFrom('room_message')
    .select('number')
    .where('room_id', '=', roomId)
    .where('at', '>=', at)
    .orderBy('at')
    .orderBy('number')
    .limit(1)
    .executeTakeFirst();
  return row?.number;
}

async function searchMessages(
  db: Kysely<RoomDatabase>,
  index: RoomTextIndex,
  query: RoomMessageQuery,
): Promise<RoomMessagePage> {
  const { limit, text } = query;
  const found: StoredRoomMessage[] = [];
  const count = text?.matchCase ? Math.max(candidates, limit + 1) : limit + 1;
  let below = Number.MAX_SAFE_INTEGER;
  let exhausted = false;
  for (let look = 0; look < maxLooks && !exhausted && found.length <= limit; look++) {
    const rows = await index.newest(db, query, below, count);
    exhausted = rows.length < count;
    below = Number(rows.at(-1)?.seq ?? 0);
    for (const row of rows) {
      if (!text || matchesCase(searchableText(row), text)) found.push(messageOf(row));
    }
  }
  const more = found.length > limit || !exhausted;
  return { messages: found.slice(0, limit).reverse(), more };
}

/** Databases with wider integers than JavaScript give them as text. */
function messageOf(row: RoomMessageRow): StoredRoomMessage {
  return {
    roomId: row.room_id,
    number: Number(row.number),
    author: row.author,
    at: Number(row.at),
    text: row.text,
    ...(row.author_name !== null && { authorName: row.author_name }),
    ...(row.client_id !== null && { clientId: row.client_id }),
    ...(row.rtf !== null && { rtf: row.rtf }),
    ...(row.alert && { alert: true }),
    ...(row.story !== null && { story: row.story }),
    ...(row.mentions !== null && { mentions: JSON.parse(row.mentions) as string[] }),
  };
}

/** Messages of others after `lastRead`, counted as far as `most`. */
export async function countUnread(
  db: Kysely<RoomDatabase>,
  user: string,
  roomId: string,
  lastRead: number,
  most: number,
): Promise<number> {
  const { rows } = await sql<{ unread: number }>`
    select count(*) as unread from (
      select 1 from room_message where room_id = ${roomId} and number > ${lastRead} and author <> ${user} limit ${most}
    ) as few`.execute(db);
  return Number(rows[0]?.unread ?? 0);
}
