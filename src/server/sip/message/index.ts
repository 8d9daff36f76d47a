/** The SIP message layer: bytes to messages and back. No I/O, no clock. Public surface of the folder. */
export { SipParseError, type SipParseErrorCode } from './errors';
export { DEFAULT_LIMITS, MAX_VIAS, type MessageLimits } from './limits';
export { Headers } from './headers';
export { SipRequest, SipResponse, type SipMessage } from './message';
export { parseMessage } from './parse';
export { serialize } from './serialize';
export { validate } from './validate';
export type { Rejection } from './rejection';
export {
  checkContentType,
  checkExtensions,
  checkHops,
  checkScheme,
  contentType,
  deltaSeconds,
  nextMaxForwards,
  unsupportedExtensions,
} from './element';
export { StreamFramer, type FrameEvent, type FramerOptions } from './framer';
export { addressOfRecord, formatUri, isAbsoluteUri, parseUri, schemeOf, type SipUri } from './uri';
export { formatNameAddr, parseNameAddr, tagOf, type NameAddr } from './name-addr';
export { formatVia, isTransactionBranch, parseVia, type Via } from './via';
export { parseCSeq, type CSeq } from './cseq';
export { formatParams, parseParams, type Params } from './params';
export { splitCommas } from './lexical';
export { createRequest, createResponse, createTag, rejectionResponse, type ResponseOptions } from './create';
export { reasonPhrase } from './status';
export { handOver } from './hand-over';
export { decodeUtf8, detached, encodeUtf8, safeOctets } from './octets';
