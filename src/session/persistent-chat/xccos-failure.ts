import { resultOf } from '../../protocol/xccos';
import type { XccosReply, XccosResultName } from '../../protocol/xccos';
import { SessionError } from '../contract';
import type { SessionErrorCode } from '../contract';

/** What a refusal means for the page. */
const codes: Readonly<Record<Exclude<XccosResultName, 'ok'>, SessionErrorCode>> = {
  'invalid-argument': 'invalid-argument',
  'permission-denied': 'forbidden',
  'no-such-room': 'not-found',
  'no-such-category': 'not-found',
  'no-such-user': 'not-found',
  'not-supported': 'type-not-supported',
  'duplicate-name': 'room-name-taken',
  'limit-exceeded': 'too-large',
  'presenter-not-member': 'invalid-argument',
  'room-disabled': 'forbidden',
  'too-fast': 'rate-limited',
  'server-error': 'server-error',
  'database-unavailable': 'server-error',
};

/** Undefined for success. The text is the server's, for people. */
export function replyFailure({ code, name, text }: XccosReply): SessionError | undefined {
  const result = resultOf(code, text);
  if (result === 'ok') return undefined;
  return new SessionError(codes[result], text || `${name} was refused with ${code}`, { status: code });
}

/** The server does not know the command: an older one, or not ours. */
export function isNotSupported(error: unknown): boolean {
  return error instanceof SessionError && error.code === 'type-not-supported';
}
