import type { SipResponse } from './message';

export type SipTransactionErrorCode =
  /** No final response in 64*T1 (RFC 3261 17.1.1.2, 17.1.2.2), or no ACK. */
  | 'timeout'
  /** The flow ended before the transaction did. */
  | 'connection-lost'
  /** The caller's AbortSignal. The request may have been carried out all the same. */
  | 'aborted'
  /** The dialog or subscription had ended. */
  | 'dialog-terminated'
  /** Another INVITE transaction is in progress in this dialog (RFC 3261 14.1). */
  | 'glare'
  /** The caller of an incoming INVITE has withdrawn it. */
  | 'cancelled';

/** There was no answer: the exchange ended on the way. */
export class SipTransactionError extends Error {
  override readonly name = 'SipTransactionError';

  constructor(
    readonly code: SipTransactionErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

export type SipFailureCode =
  /** The peer's final answer was 3xx to 6xx. */
  | 'rejected'
  /** The caller's AbortSignal: CANCEL was sent. */
  | 'cancelled'
  /** `expires` seconds passed without an answer: CANCEL was sent. */
  | 'expired';

/** There will be no dialog: the answer was negative, or the request was withdrawn. */
export class SipFailureError extends Error {
  override readonly name = 'SipFailureError';
  /** The peer's final response; undefined when we withdrew before it came. */
  readonly response: SipResponse | undefined;

  constructor(
    readonly code: SipFailureCode,
    readonly status: number,
    options: { response?: SipResponse; reason?: string; cause?: unknown } = {},
  ) {
    super(`${status} ${options.reason ?? options.response?.reason ?? code}`, { cause: options.cause });
    this.response = options.response;
  }
}
