import type { CallParkFailureCode } from '../../protocol/call-park/diagnostics';
import type { FailureCode } from '../../protocol/failure-map';

/** A failure as data, fit for a snapshot. `code` is stable and literal; `message` is English for developers. */
export interface FailureSnapshot {
  readonly code: string;
  readonly message: string;
  /** SIP status of the answer that caused it, where there was one. */
  readonly status?: number;
  /** The `ms-diagnostics` header of that answer, raw. */
  readonly diagnostics?: string;
}

/** Why the session could not do what was asked. `code` is literal and stable, `cause` is what lay beneath. */
export class SessionError extends Error {
  override readonly name = 'SessionError';
  constructor(
    readonly code: SessionErrorCode,
    message: string,
    readonly details: {
      readonly status?: number;
      readonly diagnostics?: string;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: details.cause });
  }

  toSnapshot(): FailureSnapshot {
    const { status, diagnostics } = this.details;
    return Object.freeze({
      code: this.code,
      message: this.message,
      ...(status !== undefined && { status }),
      ...(diagnostics !== undefined && { diagnostics }),
    });
  }
}

export type SessionErrorCode =
  // Of an answer.
  | FailureCode
  // Of this side.
  | 'connection-failed'
  | 'credentials-unavailable'
  | 'invalid-argument'
  | 'invalid-state'
  | 'aborted'
  // Of devices and media.
  | 'permission-refused'
  | 'device-not-found'
  | 'device-in-use'
  | 'device-unplugged'
  | 'media-failed'
  | 'recovery-failed'
  // Of rooms.
  | 'room-name-taken'
  // Of call park, by [MS-OCER] 7.25.
  | 'park-not-available'
  | CallParkFailureCode
  // Of conferences.
  | 'conference-locked'
  | 'conference-full'
  | 'conference-failed';
