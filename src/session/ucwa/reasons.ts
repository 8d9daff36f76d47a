import { inviteFailureOf, messageFailureOf } from '../../protocol/failure-map';
import type { UcwaReason } from '../../protocol/ucwa';
import type { FailureSnapshot, SessionErrorCode } from '../contract';

/** What reasons are in SIP (UCWA guide, "Conversations"): the codes of a session's failures are by those. */
const statuses: Readonly<Record<string, number>> = {
  Busy: 486,
  Canceled: 487,
  Declined: 603,
  DestinationNotFound: 404,
  Ended: 481,
  Missed: 480,
  ModalityNotSupported: 488,
  NotAcceptable: 606,
  NotAllowed: 403,
  TemporarilyUnavailable: 480,
  Timeout: 408,
  Unavailable: 503,
};

/** Why an invitation or a message failed. */
export function failureOf(reason: UcwaReason | undefined, kind: 'invite' | 'message'): FailureSnapshot {
  const { code = 'RemoteFailure', message, subcode } = reason ?? {};
  const status = statuses[subcode ?? ''];
  const said = [code, subcode, message].filter(Boolean).join(': ');
  if (status === undefined) return { code: 'unreachable', message: said };
  return { code: (kind === 'message' ? messageFailureOf : inviteFailureOf)(status), message: said, status };
}

/** What an HTTP status means that refuses a request. */
export function codeOfStatus(status: number): SessionErrorCode {
  switch (status) {
    case 401:
      return 'credentials-refused';
    case 403:
      return 'forbidden';
    case 404:
    case 410:
      return 'not-found';
    case 413:
      return 'too-large';
    case 415:
      return 'type-not-supported';
    case 429:
      return 'rate-limited';
    default:
      return status >= 500 ? 'server-error' : 'invalid-argument';
  }
}
