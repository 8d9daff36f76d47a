import type { CallbackSnapshot } from '../../../src/session/contract';

/** A call that the service has promised, as a tab keeps it over a reload. */
export interface PromisedCall extends CallbackSnapshot {
  /** The number or address that is called; absent: this browser. */
  readonly target?: string;
  /** Milliseconds since 1970. */
  readonly promisedAt: number;
}
