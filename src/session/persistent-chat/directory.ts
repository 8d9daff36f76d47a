import { xccosCommands } from '../../protocol/xccos';
import type { HistoryBlock, RoomBlock, RoomMessage, SearchBlock } from '../../protocol/xccos';
import type {
  ChatHistoryMatch,
  ChatHistoryResult,
  ChatRoomSummary,
  ChatRoomUser,
  FindRoomsOptions,
  SearchHistoryOptions,
} from '../contract';
import { addressOf } from '../identity';
import { summaryOf, userOf, userOfBlock } from './blocks';
import { compareIds } from './message-window';
import type { XccosChannel } from './xccos-channel';
import { isNotSupported } from './xccos-failure';

const SEARCH_LIMIT = 50;
/** Of rooms; a server gives some forty in each. */
const MAX_PAGES = 50;

/** What can be found at the chat server. All reject with `SessionError`. */

export async function findRooms(
  channel: XccosChannel,
  options: FindRoomsOptions,
): Promise<readonly ChatRoomSummary[]> {
  const { searchDescription = false, text = '' } = options;
  const words = wordsOf(text);
  const found: ChatRoomSummary[] = [];
  for (let page = 0, offset = 0; page < MAX_PAGES; page++) {
    const search = { ...searchOf(options), ...(offset > 0 && { offset }) };
    const { data } = await channel.command(xccosCommands.searchRooms, { search });
    const { rooms = [] } = data;
    // The server looks for one piece of text in names, and in other lists for none.
    for (const room of rooms) {
      const searched =
        `${room.name ?? ''} ${searchDescription ? (room.description ?? '') : ''}`.toLowerCase();
      if (words.every((word) => searched.includes(word))) found.push(summaryOf(room));
    }
    offset += rooms.length;
    if (!data.search?.more || rooms.length === 0) break;
  }
  return Object.freeze(options.scope === 'member' ? await withUnread(channel, found) : found);
}

/** The server counts what is unread in rooms that this user is a member of; older ones do not. */
async function withUnread(
  channel: XccosChannel,
  rooms: readonly ChatRoomSummary[],
): Promise<ChatRoomSummary[]> {
  let counted: readonly RoomBlock[] = [];
  try {
    counted = (await channel.command(xccosCommands.getUnread)).data.rooms ?? [];
  } catch (error) {
    if (!isNotSupported(error)) throw error;
  }
  return rooms.map((room) => {
    const unread = counted.find(({ uri }) => uri === room.uri)?.unread;
    return unread === undefined ? room : Object.freeze({ ...room, unread });
  });
}

function searchOf({
  categoryUri,
  scope = 'all',
  searchDescription,
  text = '',
}: FindRoomsOptions): SearchBlock {
  if (scope !== 'all') return { by: scope === 'member' ? 'member' : 'manager', criteria: '' };
  if (categoryUri !== undefined) return { by: 'category', criteria: categoryUri };
  const words = wordsOf(text);
  // One word the server finds by itself; of several, the longest is the rarest.
  const criteria = words.sort((a, b) => b.length - a.length)[0] ?? '';
  return { by: 'name', criteria, ...(searchDescription && { extended: true }) };
}

export async function findUsers(channel: XccosChannel, text: string): Promise<readonly ChatRoomUser[]> {
  const { data } = await channel.command(xccosCommands.searchUsers, {
    search: { by: 'name', criteria: text.trim() },
  });
  return Object.freeze((data.users ?? []).map(userOfBlock));
}

/** Newest first over all rooms. */
export async function searchHistory(
  channel: XccosChannel,
  options: SearchHistoryOptions,
): Promise<ChatHistoryResult> {
  const { limit = SEARCH_LIMIT, roomUri } = options;
  const { data } = await channel.command(xccosCommands.historyByDate, {
    ...(roomUri !== undefined && { rooms: [{ uri: roomUri }] }),
    history: historyOf(options, limit),
  });
  const rooms = data.rooms ?? [];
  const matches = rooms.flatMap(({ messages = [], name, uri }) =>
    messages.map((message) => matchOf(message, uri, name ?? uri)),
  );
  matches.sort((a, b) => b.at - a.at || compareIds(b.messageId || '0', a.messageId || '0'));
  const isTruncated = matches.length > limit || rooms.some(({ more }) => more);
  return Object.freeze({ matches: Object.freeze(matches.slice(0, limit)), isTruncated });
}

function historyOf(options: SearchHistoryOptions, limit: number): HistoryBlock {
  const { author, from, matchExactPhrase, text = '', to } = options;
  return {
    ...(text.trim() && { text: text.trim() }),
    ...(matchExactPhrase && { exactPhrase: true }),
    ...(author !== undefined && { authors: [addressOf(author) || author] }),
    ...(from !== undefined && { from: new Date(from).toISOString() }),
    // The wire's end is excluded.
    ...(to !== undefined && { to: new Date(to + 1).toISOString() }),
    limit,
    newestFirst: true,
  };
}

function matchOf(message: RoomMessage, roomUri: string, roomName: string): ChatHistoryMatch {
  const { at, author, authorName, id = '', story, text } = message;
  return Object.freeze({
    roomUri,
    roomName,
    messageId: id,
    author: userOf(author, authorName),
    body: text,
    ...(story !== undefined && { title: story }),
    at: Date.parse(at),
  });
}

const wordsOf = (text: string): string[] => text.toLowerCase().split(/\s+/).filter(Boolean);
