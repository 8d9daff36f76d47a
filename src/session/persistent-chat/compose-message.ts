import { utf8Length } from '../../protocol/base64';
import { maxMentions } from '../../protocol/xccos';
import type { RoomMessage } from '../../protocol/xccos';
import { SessionError } from '../contract';
import type {
  ChatRoomMessageSnapshot,
  ChatRoomUser,
  PersistentChatLimits,
  SendChatMessageOptions,
} from '../contract';
import { uuid } from '../uuid';
import { mentions } from './mentions';

/** An own message that is still to be sent. Throws `SessionError`: nothing in it, or more bytes than the server takes. */
export function composeMessage(
  body: string,
  { importance = 'normal', title }: SendChatMessageOptions,
  self: ChatRoomUser,
  limits: PersistentChatLimits,
): ChatRoomMessageSnapshot {
  const limit = title === undefined ? limits.messageSize : limits.storySize;
  if (!body.trim()) throw new SessionError('invalid-argument', 'There is nothing to send');
  if (utf8Length(body) + utf8Length(title ?? '') > limit)
    throw new SessionError('too-large', `A message has at most ${limit} bytes`);
  return Object.freeze({
    id: uuid(),
    author: self,
    isOwn: true,
    body: body.replace(/\r\n?/g, '\n'),
    isStory: title !== undefined,
    ...(title !== undefined && { title }),
    importance,
    mentionsMe: false,
    at: Date.now(),
    delivery: 'queued',
  });
}

/** As it goes to the server. `others`: who may be meant by an @. */
export function wireMessage(
  { at, author, body, id, importance, title }: ChatRoomMessageSnapshot,
  roomUri: string,
  others: readonly ChatRoomUser[],
): RoomMessage {
  const named = others.filter((user) => mentions(body, user)).slice(0, maxMentions);
  return {
    roomUri,
    author: author.uri,
    // Required also of clients; the server sets its own.
    at: new Date(at).toISOString(),
    clientId: id,
    text: body,
    ...(importance === 'high' && { alert: true }),
    ...(title !== undefined && { story: title }),
    ...(named.length > 0 && { mentions: named.map(({ uri }) => uri) }),
  };
}
