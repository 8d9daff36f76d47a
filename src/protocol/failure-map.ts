/** What an answer other than 2xx can mean. */
export type FailureCode =
  | 'credentials-refused'
  | 'forbidden'
  | 'not-found'
  | 'unreachable'
  | 'declined'
  | 'busy'
  | 'no-answer'
  | 'cancelled'
  | 'too-large'
  | 'type-not-supported'
  | 'rate-limited'
  | 'server-error'
  | 'timeout';

/** Why a channel could not be opened; the documented causes of UCMA, and `not-trusted` for an inviter that may not. */
export type ContextChannelFailureCode =
  | 'remote-not-supported'
  | 'application-not-installed'
  | 'rejected-by-user'
  | 'not-trusted'
  | 'fatal-server-error';

/** What an answer means whatever it answers; undefined where that depends on the request. */
function commonFailure(status: number): FailureCode | undefined {
  switch (status) {
    case 401:
    case 407:
      return 'credentials-refused';
    case 403:
      return 'forbidden';
    case 404:
    case 410:
    case 604:
      return 'not-found';
    case 413:
    case 513:
      return 'too-large';
    case 415:
    case 488:
      return 'type-not-supported';
    case 429:
      return 'rate-limited';
    case 486:
    case 600:
      return 'busy';
    default:
      return undefined;
  }
}

/** Warning 309 (blocked by policy), as Lync's servers send it beside 606: the code is the first word of the header. */
function isBlockedByPolicy(status: number, warning: string | undefined): boolean {
  return status === 606 && /^\s*309\b/.test(warning ?? '');
}

/** Why an INVITE failed. Any status that is not a 2xx gives a code. `warning` is the `Warning` header. */
export function inviteFailureOf(status: number, warning?: string): FailureCode {
  if (isBlockedByPolicy(status, warning)) return 'forbidden';
  const common = commonFailure(status);
  if (common) return common;
  switch (status) {
    case 408:
    case 480:
      return 'no-answer';
    case 487:
      return 'cancelled';
    case 603:
      return 'declined';
    case 606:
      return 'type-not-supported';
    case 504:
      return 'timeout';
    default:
      return status >= 500 && status < 600 ? 'server-error' : 'unreachable';
  }
}

/** Why a MESSAGE was not delivered: 500, 503, 504 and 603 mean that the service is not available, what is not known that the peer is offline. */
export function messageFailureOf(status: number, warning?: string): FailureCode {
  if (isBlockedByPolicy(status, warning)) return 'forbidden';
  const common = commonFailure(status);
  if (common) return common;
  if (status === 408) return 'timeout';
  return (status >= 500 && status < 600) || status === 603 ? 'server-error' : 'unreachable';
}

/** The dialog is dead on the other side: send BYE, drop it, and report what is unconfirmed (408, 480, 481 to an in-dialog request). */
export function isDanglingDialog(status: number): boolean {
  return status === 408 || status === 480 || status === 481;
}

/** Why the INVITE of a context channel failed. `reasonText` is the text of the answer's `Reason` header. */
export function contextChannelFailureOf(status: number, reasonText?: string): ContextChannelFailureCode {
  switch (status) {
    case 603:
      return 'rejected-by-user';
    case 403:
      return 'not-trusted';
    case 480:
      return /not installed/i.test(reasonText ?? '') ? 'application-not-installed' : 'fatal-server-error';
    // Ours say 488; the others are how a client without context channels refuses the method, the body or its disposition.
    case 405:
    case 406:
    case 415:
    case 420:
    case 488:
    case 501:
    case 606:
      return 'remote-not-supported';
    default:
      return 'fatal-server-error';
  }
}
