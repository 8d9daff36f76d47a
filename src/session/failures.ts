import { inviteFailureOf, messageFailureOf } from '../protocol/failure-map';
import { SessionError } from './contract';
import type { SessionErrorCode } from './contract';
import type { SipResponse } from './signaling/signaling';

/** What a refusal means, by the request it refused. */
export function responseError(response: SipResponse, kind: 'invite' | 'message' = 'invite'): SessionError {
  const { local, reason, status } = response;
  if (local) {
    return status === 408
      ? new SessionError('timeout', 'The peer did not answer in time')
      : new SessionError('connection-failed', 'The request could not be sent');
  }
  const code = (kind === 'message' ? messageFailureOf : inviteFailureOf)(status, response.header('warning'));
  const diagnostics = response.header('ms-diagnostics');
  return new SessionError(code, `${status} ${reason}`, {
    status,
    ...(diagnostics !== undefined && { diagnostics }),
  });
}

/** Anything thrown as a `SessionError`; what is one already stays as it is. */
export function asSessionError(error: unknown, code: SessionErrorCode, message: string): SessionError {
  if (error instanceof SessionError) return error;
  if (error instanceof DOMException && error.name === 'AbortError') {
    return new SessionError('aborted', 'Aborted', { cause: error });
  }
  return new SessionError(code, error instanceof Error ? `${message}: ${error.message}` : message, {
    cause: error,
  });
}
