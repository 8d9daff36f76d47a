import type { HistoryBlock, RoomBlock, XccosData } from '../../../../protocol/xccos';
import { formatPrimitive } from '../../../../protocol/xccos';
import { addressOfRecord } from '../../../sip';
import type { RoomMessageQuery, StoredRoomMessage } from '../../../store';
import type { ChatServices } from '../chat-services';
import { roomMessage } from '../live-rooms';
import { maxInfoBytes } from '../outbox';
import { ChatRefusal } from '../refusal';
import type { SeenRoom } from '../room-directory';
import type { ChatSession } from '../chat-session';
import { roomOf, type CommandHandler } from './handler';

const defaultPage = 25;
/** Left for the reply around the messages. */
const replyBytes = 4_000;

/** History of one room: the newest, or what lies before or after a message, or fits the criteria. */
export const getHistory: CommandHandler = async (services, session, data) => {
  const room = readable(services, session, data);
  const block = data.history ?? {};
  const { limits } = services.configuration;
  const limit = Math.min(block.limit ?? block.last ?? defaultPage, limits.pageMessages);
  const query = { ...queryOf(block, [room.room.id]), limit };
  const joined = session.rooms.get(room.room.id);
  // Whoever joins and then asks gets what was before; the rest comes by itself. There are clients that show both.
  const isFirst =
    joined?.historyBefore !== undefined && query.after === undefined && query.before === undefined;
  const page = limit
    ? await services.store.find(isFirst ? { ...query, before: joined.historyBefore } : query)
    : noMessages;
  if (joined) joined.historyBefore = undefined;
  const forward = query.after !== undefined && query.before === undefined && !query.text;
  const { messages, cut } = fitting(page.messages, () => room.uri, !forward);
  const more = page.more || cut;
  return {
    rooms: [{ uri: room.uri, ...(more && { more }), ...written(messages, room.uri, block.newestFirst) }],
  };
};

/** Over several rooms: those named, or all that the user may read. A room for each that has something. */
export const searchHistory: CommandHandler = async (services, session, { rooms = [], history = {} }) => {
  const { directory, configuration, store } = services;
  const named = rooms.map(({ uri }) => directory.seen(uri, session.user));
  if (named.some(({ access }) => !access.reads)) throw new ChatRefusal('permission-denied');
  const searched = rooms.length
    ? named
    : directory.allSeen(session.user).filter(({ access }) => access.reads);
  const byId = new Map(searched.map((room) => [room.room.id, room]));
  const limit = Math.min(history.limit ?? history.last ?? defaultPage, configuration.limits.searchResults);
  const page = limit ? await store.find({ ...queryOf(history, [...byId.keys()]), limit }) : noMessages;
  const uriOf = (id: string): string => byId.get(id)?.uri ?? '';
  const { messages, cut } = fitting(page.messages, uriOf, true);
  const more = page.more || cut;
  const found: RoomBlock[] = [];
  for (const [id, room] of byId) {
    const own = messages.filter(({ roomId }) => roomId === id);
    if (own.length)
      found.push({
        uri: room.uri,
        name: room.room.name,
        ...(more && { more }),
        ...written(own, room.uri, history.newestFirst),
      });
  }
  return { rooms: found };
};

const noMessages = { messages: [], more: false };

function readable(services: ChatServices, session: ChatSession, data: XccosData): SeenRoom {
  const room = roomOf(services, session, data);
  if (!room.access.reads) throw new ChatRefusal('permission-denied');
  return room;
}

function queryOf(block: HistoryBlock, roomIds: readonly string[]): Omit<RoomMessageQuery, 'limit'> {
  const { before, after, from, to, text, matchCase, exactPhrase, authors } = block;
  return {
    roomIds,
    ...(before !== undefined && { before: number(before) }),
    ...(after !== undefined && { after: number(after) }),
    ...(from !== undefined && { from: time(from) }),
    ...(to !== undefined && { to: time(to) }),
    ...(authors && { authors: authors.map(addressOfRecord) }),
    ...(text !== undefined && {
      text: { text, ...(matchCase && { matchCase }), ...(exactPhrase && { exactPhrase }) },
    }),
  };
}

/** Numbers beyond what there can be are as good as the greatest. */
function number(decimal: string): number {
  return Math.min(Number(decimal), Number.MAX_SAFE_INTEGER);
}

function time(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new ChatRefusal('invalid-argument');
  return at;
}

/** As many as fit an INFO, from the newest or from the oldest end. */
function fitting(
  messages: readonly StoredRoomMessage[],
  uriOf: (roomId: string) => string,
  newest: boolean,
): { messages: readonly StoredRoomMessage[]; cut: boolean } {
  let bytes = 0;
  let count = 0;
  for (; count < messages.length; count++) {
    const message = messages[newest ? messages.length - 1 - count : count]!;
    const uri = uriOf(message.roomId);
    bytes += Buffer.byteLength(
      formatPrimitive({ kind: 'grpchat', seqid: '1', message: roomMessage(message, uri) }),
    );
    if (bytes > maxInfoBytes - replyBytes && count > 0) break;
  }
  return {
    messages: newest ? messages.slice(messages.length - count) : messages.slice(0, count),
    cut: count < messages.length,
  };
}

function written(
  messages: readonly StoredRoomMessage[],
  uri: string,
  newestFirst: boolean | undefined,
): Pick<RoomBlock, 'messages'> {
  const list = messages.map((message) => roomMessage(message, uri));
  return { messages: newestFirst ? list.reverse() : list };
}
