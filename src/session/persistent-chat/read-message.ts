import type { RoomMessage } from '../../protocol/xccos';
import type { ChatRoomMessageSnapshot, ChatRoomUser } from '../contract';
import { addressOf } from '../identity';
import { userOf } from './blocks';
import { mentions } from './mentions';

/** A message of the server as pages see it. `knownName`: of its author, where the message tells none. */
export function readMessage(
  raw: RoomMessage,
  self: ChatRoomUser,
  knownName?: string,
): ChatRoomMessageSnapshot {
  const { alert, at, author, authorName, clientId, id, mentions: named = [], story, text } = raw;
  const isOwn = addressOf(author) === addressOf(self.uri);
  return Object.freeze({
    // Its own id stays the same from sending to reading it years later. What others chose for theirs could be anything.
    id: (isOwn && clientId) || (id ?? `${at} ${author} ${text}`),
    ...(id !== undefined && { messageId: id }),
    author: isOwn && self.displayName ? self : userOf(author, authorName ?? knownName),
    isOwn,
    body: text,
    isStory: story !== undefined,
    ...(story !== undefined && { title: story }),
    importance: alert ? 'high' : 'normal',
    mentionsMe:
      !isOwn && (named.some((uri) => addressOf(uri) === addressOf(self.uri)) || mentions(text, self)),
    at: Date.parse(at),
    delivery: 'delivered',
  });
}
