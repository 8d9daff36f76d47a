import type { RoomMessage } from '../../../protocol/xccos';
import { addressOfRecord, type IncomingRequest } from '../../sip';
import type { NewRoomMessage } from '../../store';
import type { ChatServices } from './chat-services';
import type { ChatSession } from './chat-session';
import { roomMessage } from './live-rooms';
import { maxInfoBytes, parcelOf } from './outbox';
import { ChatRefusal, infoRefusal, type InfoRefusalCode } from './refusal';

/** Left for headers of the envelope. */
const envelopeBytes = 1_000;

/** A post: answered 200 when it is committed, and not before; else with why it is not. */
export function post(
  services: ChatServices,
  session: ChatSession,
  incoming: IncomingRequest,
  message: RoomMessage,
): void {
  const { writer, log, postBuckets, clock } = services;
  const refuse = (code: InfoRefusalCode, headers: [string, string][] = []): void => {
    const { status, headers: why } = infoRefusal(code);
    incoming.respond(status, { headers: [...why, ...headers] });
  };
  const bucket = postBuckets.get(session.user, clock.now());
  if (!bucket.take(clock.now()))
    return refuse('too-fast', [['Retry-After', String(bucket.retryAfter(clock.now()))]]);
  const checked = newMessage(services, session, message);
  if (typeof checked === 'string') return refuse(checked);
  writer.write(checked).then(
    ({ message: stored, repeated }) => {
      incoming.respond(200);
      // The author may have missed the echo of the first.
      const live = session.rooms.get(stored.roomId)?.live;
      if (repeated && live)
        session.send(parcelOf({ kind: 'grpchat', seqid: '1', message: roomMessage(stored, live.uri) }));
    },
    (error: unknown) => {
      log.warn('post-not-stored', { room: checked.roomId, error });
      refuse('not-stored', [['Retry-After', '5']]);
    },
  );
}

function newMessage(
  { directory, configuration, clock }: ChatServices,
  session: ChatSession,
  message: RoomMessage,
): NewRoomMessage | InfoRefusalCode {
  const { author, roomUri, clientId, text, rtf, alert, story, mentions } = message;
  // Proven by the edge; what the client says of itself is only compared.
  if (addressOfRecord(author) !== session.user) return 'forged-author';
  let room;
  try {
    room = directory.seen(roomUri, session.user);
  } catch (error) {
    if (error instanceof ChatRefusal) return 'no-such-room';
    throw error;
  }
  const { id } = room.room;
  if (!room.access.posts || !session.rooms.has(id)) return 'may-not-post';
  if (!text.trim()) return 'malformed';
  const limit = story === undefined ? configuration.limits.messageBytes : configuration.limits.storyBytes;
  if (Buffer.byteLength(text) > limit) return 'too-large';
  const added: NewRoomMessage = {
    ...{ roomId: id, author: session.user, at: clock.now(), text },
    ...(session.name !== undefined && { authorName: session.name }),
    ...(clientId !== undefined && { clientId }),
    ...(rtf !== undefined && { rtf }),
    ...(alert && { alert }),
    ...(story !== undefined && { story }),
    ...(mentions && { mentions: [...new Set(mentions.map(addressOfRecord))] }),
  };
  // Written out it must fit an INFO: a character takes six bytes at most, and few messages are near.
  const bytes = Buffer.byteLength(`${text}${rtf ?? ''}${story ?? ''}${(mentions ?? []).join()}`);
  if (bytes * 6 < maxInfoBytes / 2) return added;
  const written = parcelOf({
    kind: 'grpchat',
    seqid: '1',
    message: roomMessage({ ...added, number: Number.MAX_SAFE_INTEGER }, room.uri),
  });
  return written.bytes > maxInfoBytes - envelopeBytes ? 'too-large' : added;
}
