import { SipParseError } from './errors';
import type { Headers } from './headers';
import { allOf, DIGIT, parseDecimal, TOKEN, trimSpace } from './lexical';
import { DEFAULT_LIMITS, type MessageLimits } from './limits';
import { SipRequest, SipResponse, type SipMessage } from './message';
import { keyOf, knownKey } from './names';

const LF = 10;
const CR = 13;

/**
 * Parses one datagram or WebSocket frame. Lazy: lines are cut, values are read when asked for. Whatever can still
 * be answered is returned, faults and all: call `validate` before acting on it.
 *
 * @throws SipParseError `empty`, `too-large` or `bad-start-line`: not a message, or none that could be answered.
 */
export function parseMessage(bytes: Buffer, limits: MessageLimits = DEFAULT_LIMITS): SipMessage {
  if (bytes.length > limits.message) {
    throw new SipParseError(
      'too-large',
      `message of ${bytes.length} octets, at most ${limits.message} are taken`,
    );
  }
  const start = skipLineEnds(bytes);
  if (start === bytes.length) throw new SipParseError('empty', 'nothing but line ends');
  const terminator = bytes.indexOf('\r\n\r\n', start, 'latin1');
  const headEnd = terminator < 0 ? bytes.length : terminator + 2;
  const message = parseHead(bytes.toString('latin1', start, headEnd), limits);
  if (terminator < 0) blame(message, 400, 'Missing End of Headers');
  takeBody(message, bytes, terminator < 0 ? headEnd : headEnd + 2);
  return message;
}

/** RFC 3261 section 7.5: line ends before the start line are ignored. */
function skipLineEnds(bytes: Buffer): number {
  let at = 0;
  while (at < bytes.length && (bytes[at] === CR || bytes[at] === LF)) at++;
  return at;
}

/** RFC 3261 section 18.3: without Content-Length the body is the rest, octets beyond it are discarded. */
function takeBody(message: SipMessage, bytes: Buffer, at: number): void {
  const length = contentLength(message.headers);
  const available = bytes.length - at;
  if (length === 'malformed') blame(message, 400, 'Malformed Content-Length');
  else if (length !== undefined && length > available)
    blame(message, 400, 'Body Shorter Than Content-Length');
  const taken = typeof length === 'number' ? Math.min(length, available) : available;
  if (taken > 0) message.body = bytes.subarray(at, at + taken);
}

/** Undefined if there is none; 'malformed' also if there are several (RFC 4475 section 3.3.9). */
export function contentLength(headers: Headers): number | 'malformed' | undefined {
  const value = headers.get('Content-Length');
  if (value === undefined) return undefined;
  if (headers.count('Content-Length') > 1) return 'malformed';
  return parseDecimal(value, Number.MAX_SAFE_INTEGER) ?? 'malformed';
}

/** Parses a start line and headers, without the empty line. */
export function parseHead(head: string, limits: MessageLimits): SipMessage {
  const end = head.indexOf('\r\n');
  const startLine = end < 0 ? head : head.slice(0, end);
  // To answer it would mean to repeat it, and a CR or LF alone is a line end to some.
  if (/[\r\n\0]/.test(startLine)) throw new SipParseError('bad-start-line', 'control char in the start line');
  const message = startLine.startsWith('SIP/')
    ? parseStatusLine(startLine)
    : parseRequestLine(startLine, limits);
  if (end >= 0) cutHeaders(message, head, end + 2, limits);
  return message;
}

/** First and last space part it, so that printing the parts gives the line back, however wrong it is. */
function parseRequestLine(line: string, limits: MessageLimits): SipRequest {
  const first = line.indexOf(' ');
  const last = line.lastIndexOf(' ');
  if (first < 1 || last === first)
    throw new SipParseError('bad-start-line', 'neither request nor status line');
  const request = new SipRequest(line.slice(0, first), line.slice(first + 1, last));
  const version = line.slice(last + 1);
  if (version !== 'SIP/2.0') request.version = version;
  if (request.uri.length > limits.uri) blame(request, 414, 'Request-URI Too Long');
  return request;
}

function parseStatusLine(line: string): SipResponse {
  const first = line.indexOf(' ');
  const second = line.indexOf(' ', first + 1);
  const digits = line.slice(first + 1, second < 0 ? line.length : second);
  // A status that does not print as it was read is not a number to us; too large a one is refused by validate.
  if (first < 0 || digits.length > 15 || !allOf(digits, DIGIT) || digits.startsWith('0')) {
    throw new SipParseError('bad-start-line', 'malformed status line');
  }
  const response = new SipResponse(Number(digits), second < 0 ? '' : line.slice(second + 1));
  const version = line.slice(0, first);
  if (version !== 'SIP/2.0') response.version = version;
  return response;
}

function cutHeaders(message: SipMessage, head: string, from: number, limits: MessageLimits): void {
  const headers = message.headers;
  for (let at = from; at < head.length;) {
    let end = lineEnd(message, head, at);
    // A line that begins with white space continues the one before (RFC 3261 section 7.3.1).
    for (let next = head.charCodeAt(end); next === 32 || next === 9; next = head.charCodeAt(end)) {
      end = lineEnd(message, head, end);
    }
    if (end - at > limits.header) blame(message, 513, 'Header Too Large');
    if (headers.size >= limits.headers) return blame(message, 513, 'Too Many Headers');
    const line = head.slice(at, end);
    const key = headerKey(head, at, end);
    if (key === '') blame(message, 400, 'Malformed Header');
    headers.appendRaw(key, line.endsWith('\r\n') ? line : `${line}\r\n`);
    at = end;
  }
}

/** The position after the CRLF. A CR or LF alone would be a line end to some and not to others: smuggling. */
function lineEnd(message: SipMessage, head: string, at: number): number {
  const cr = head.indexOf('\r\n', at);
  const end = cr < 0 ? head.length : cr;
  const lf = head.indexOf('\n', at);
  const bare = head.indexOf('\r', at);
  if ((lf >= 0 && lf < end) || (bare >= 0 && bare < end)) blame(message, 400, 'Bare Line End');
  return cr < 0 ? head.length : cr + 2;
}

/** The key of the header's name; '' if there is no name, no colon, or no token before it. */
function headerKey(head: string, at: number, end: number): string {
  const colon = head.indexOf(':', at);
  if (colon < 0 || colon >= end) return '';
  const name = head.slice(at, colon);
  const known = knownKey(name);
  if (known !== undefined) return known;
  const trimmed = trimSpace(name);
  const code = head.charCodeAt(at);
  return code === 32 || code === 9 || !allOf(trimmed, TOKEN) ? '' : keyOf(trimmed);
}

/** Only the first fault is kept. */
export function blame(message: SipMessage, status: number, reason: string): void {
  message.defect ??= { status, reason, drop: false };
}
