import type {
  ChatRoomMessageSnapshot,
  ChatRoomPrivacy,
  ChatRoomSessionContract,
  ChatRoomSessionState,
  ChatRoomSummary,
  PersistentChatEndpointContract,
} from '../../src/session/contract';
import { compareIds } from '../../src/session/persistent-chat/message-window';

/** One line of the list: a room that is joined, or followed and not joined at the moment. */
export interface RoomEntry {
  readonly uri: string;
  readonly name: string;
  readonly about: string;
  readonly privacy: ChatRoomPrivacy;
  readonly state: ChatRoomSessionState;
  readonly unread: number;
  readonly isMentioned: boolean;
  readonly isAlerted: boolean;
  readonly room?: ChatRoomSessionContract;
}

/** Joined rooms in the order joined, then those that are only followed. `known`: what a search has told of rooms. */
export function roomEntries(
  chat: PersistentChatEndpointContract,
  known: ReadonlyMap<string, ChatRoomSummary>,
  onlyFollowed: boolean,
): readonly RoomEntry[] {
  const { followedRoomUris } = chat.snapshot;
  const joined = chat.chatRoomSessions.map((room) => joinedEntry(room, known));
  const entries = [
    ...joined,
    ...followedRoomUris
      .filter((uri) => !joined.some((entry) => entry.uri === uri))
      .map((uri) => absentEntry(uri, known.get(uri))),
  ];
  return onlyFollowed ? entries.filter(({ uri }) => followedRoomUris.includes(uri)) : entries;
}

function joinedEntry(room: ChatRoomSessionContract, known: ReadonlyMap<string, ChatRoomSummary>): RoomEntry {
  const {
    description,
    lastReadMessageId,
    messages,
    name,
    privacy,
    state,
    topic,
    unread,
    unreadMentions,
    uri,
  } = room.snapshot;
  return {
    ...{ uri, privacy, state, unread, room },
    name: name || known.get(uri)?.name || nameInUri(uri),
    about: topic || description,
    isMentioned: unreadMentions > 0,
    isAlerted: unread > 0 && messages.some((message) => isUnreadAlert(message, lastReadMessageId)),
  };
}

function isUnreadAlert(
  { importance, isOwn, messageId }: ChatRoomMessageSnapshot,
  lastRead: string | undefined,
): boolean {
  if (importance !== 'high' || isOwn || messageId === undefined) return false;
  return lastRead === undefined || compareIds(messageId, lastRead) > 0;
}

function absentEntry(uri: string, summary: ChatRoomSummary | undefined): RoomEntry {
  return {
    uri,
    name: summary?.name ?? nameInUri(uri),
    about: summary?.description ?? '',
    privacy: summary?.privacy ?? 'closed',
    state: 'idle',
    unread: summary?.unread ?? 0,
    isMentioned: false,
    isAlerted: false,
  };
}

/** Until the server has told a name. */
const nameInUri = (uri: string): string => decodeURI(uri.split('/').at(-1) ?? uri);
