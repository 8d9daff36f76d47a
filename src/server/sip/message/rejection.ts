/** Why a message is not processed. */
export interface Rejection {
  /** The final response to send if `drop` is false. */
  readonly status: number;
  /** Names the fault (RFC 3261 section 21.4.1); fit to be the reason phrase. */
  readonly reason: string;
  /** It is a response or an ACK, or it has no Via to answer to: say nothing. */
  readonly drop: boolean;
  /** Headers the response needs, such as Unsupported of a 420. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
}
