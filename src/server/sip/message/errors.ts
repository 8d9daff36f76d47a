export type SipParseErrorCode =
  /** Nothing but line ends: a keep-alive. */
  | 'empty'
  | 'bad-start-line'
  /** A stream whose Content-Length is missing, malformed or contradictory: what follows cannot be framed. */
  | 'bad-framing'
  /** More octets than a limit allows. */
  | 'too-large';

/** Octets that are no SIP message at all. What is a message, but a faulty one, is `validate`'s business. */
export class SipParseError extends Error {
  override readonly name = 'SipParseError';
  readonly code: SipParseErrorCode;

  constructor(code: SipParseErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
