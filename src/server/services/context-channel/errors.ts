import type { ContextChannelFailureCode } from '../../../protocol/failure-map';

/**
 * The four documented causes (`remote-not-supported`, `application-not-installed`, `rejected-by-user`, `fatal-server-error`) and
 * `not-trusted`; `invalid-state`: not legal now; `rejected`: the peer refused one piece of data; `aborted`: withdrawn by the caller.
 */
export type ContextChannelErrorCode =
  ContextChannelFailureCode | 'invalid-state' | 'invalid-argument' | 'rejected' | 'aborted';

export class ContextChannelError extends Error {
  override readonly name = 'ContextChannelError';
  constructor(
    readonly code: ContextChannelErrorCode,
    message: string,
    /** SIP status of the answer that caused it, where there was one. */
    readonly status?: number,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}
