import type {
  ChatRoomMessageSnapshot,
  ChatRoomUser,
  MessageSnapshot,
  ParticipantSnapshot,
} from '../../src/session/contract';
import { compareIds } from '../../src/session/persistent-chat/message-window';

/** A room's message as the message list of conversations has it, so that one list shows both. */
export interface RoomListMessage extends MessageSnapshot {
  readonly room: ChatRoomMessageSnapshot;
}

const known = new WeakMap<ChatRoomMessageSnapshot, RoomListMessage>();

export function asListMessage(message: ChatRoomMessageSnapshot): RoomListMessage {
  const before = known.get(message);
  if (before) return before;
  const { at, author, body, delivery, failure, id, isOwn } = message;
  const made: RoomListMessage = {
    ...{ id, at, body, delivery, room: message },
    direction: isOwn ? 'outgoing' : 'incoming',
    kind: 'message',
    from: asParticipant(author, isOwn),
    format: 'text/plain',
    ...(failure && { failure }),
  };
  known.set(message, made);
  return made;
}

function asParticipant({ displayName, uri }: ChatRoomUser, isSelf: boolean): ParticipantSnapshot {
  return { uri, displayName, isSelf, isTyping: false };
}

/** The first message of others after the last one read: where the line of new messages stands. */
export function firstNew(
  messages: readonly RoomListMessage[],
  lastRead: string | undefined,
): RoomListMessage | undefined {
  return messages.find(
    ({ room: { isOwn, messageId } }) =>
      !isOwn && messageId !== undefined && (lastRead === undefined || compareIds(messageId, lastRead) > 0),
  );
}
