import { allOf, HOST, isSpace, nextComma, parseDecimal, skipSpace, TOKEN, trimSpace } from './lexical';
import { formatParams, parseParams, type Params } from './params';

export interface Via {
  /** As written: 'TCP', 'tcp', 'WSS', … */
  transport: string;
  /** sent-by; an IPv6 address is in brackets. */
  host: string;
  port?: number;
  params: Params;
  branch?: string;
}

/** One Via value: `SIP/2.0/TCP host:port;branch=…`, white space allowed around the slashes. */
export function parseVia(value: string): Via | undefined {
  let at = expectSlash(value, 0, tokenEnd(value, 0));
  if (at < 0) return undefined;
  at = expectSlash(value, at, tokenEnd(value, at));
  if (at < 0) return undefined;
  const transportEnd = tokenEnd(value, at);
  const hostStart = skipSpace(value, transportEnd);
  if (transportEnd === at || hostStart === transportEnd) return undefined;
  const sentByEnd = endOfSentBy(value, hostStart);
  const sentBy = parseSentBy(withoutSpaceAroundColon(value.slice(hostStart, sentByEnd)));
  const params = parseParams(value, sentByEnd);
  if (!sentBy || !params) return undefined;
  const via: Via = { transport: value.slice(at, transportEnd), host: sentBy.host, params };
  if (sentBy.port !== undefined) via.port = sentBy.port;
  const branch = params.get('branch');
  if (branch !== undefined) via.branch = branch;
  return via;
}

export function formatVia(via: Via): string {
  const port = via.port === undefined ? '' : `:${via.port}`;
  return `SIP/2.0/${via.transport} ${via.host}${port}${formatParams(via.params, true)}`;
}

const MAGIC_COOKIE = 'z9hG4bK';

/**
 * Whether a branch identifies a transaction (RFC 3261 section 8.1.1.7). Without, or with the bare cookie (RFC 4475
 * section 3.2.1), the rules of RFC 2543 apply.
 */
export function isTransactionBranch(branch: string | undefined): branch is string {
  return branch !== undefined && branch.length > MAGIC_COOKIE.length && branch.startsWith(MAGIC_COOKIE);
}

/** The first of the comma-separated values of a line. */
export function firstValue(line: string): string {
  const comma = nextComma(line, 0);
  return comma < 0 ? line : trimSpace(line.slice(0, comma));
}

/** host, host:port, [IPv6] or [IPv6]:port. */
export function parseSentBy(text: string): { host: string; port?: number } | undefined {
  const hostEnd = endOfHost(text);
  if (hostEnd <= 0) return undefined;
  const host = text.slice(0, hostEnd);
  if (hostEnd === text.length) return { host };
  if (text.charCodeAt(hostEnd) !== 58 /* : */) return undefined;
  const port = parseDecimal(text.slice(hostEnd + 1), 65_535);
  return port === undefined ? undefined : { host, port };
}

/** The position after the host; -1 if there is none. The inside of an IPv6 reference is not checked closely (RFC 5118 section 4.10). */
export function endOfHost(text: string): number {
  if (text.charCodeAt(0) === 91 /* [ */) {
    const close = text.indexOf(']');
    if (close < 2) return -1;
    for (let i = 1; i < close; i++) if (!isAddressChar(text.charCodeAt(i))) return -1;
    return close + 1;
  }
  let i = 0;
  while (i < text.length && allOf(text, HOST, i, i + 1)) i++;
  return i;
}

function isAddressChar(code: number): boolean {
  const lower = code | 32;
  return (code >= 48 && code <= 58) || (lower >= 97 && lower <= 102) || code === 46;
}

function tokenEnd(text: string, at: number): number {
  while (at < text.length && allOf(text, TOKEN, at, at + 1)) at++;
  return at;
}

/** A non-empty token from `start` to `end`, then a slash with white space around it; the position after it or -1. */
function expectSlash(text: string, start: number, end: number): number {
  if (end === start) return -1;
  const slash = skipSpace(text, end);
  return text.charCodeAt(slash) === 47 /* / */ ? skipSpace(text, slash + 1) : -1;
}

function endOfSentBy(text: string, start: number): number {
  const semicolon = text.indexOf(';', start);
  let end = semicolon < 0 ? text.length : semicolon;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return end;
}

/** RFC 3261 section 25.1, COLON: white space may stand around it. */
function withoutSpaceAroundColon(sentBy: string): string {
  const colon = sentBy.lastIndexOf(':');
  if (colon < 0) return sentBy;
  return `${trimSpace(sentBy.slice(0, colon))}:${trimSpace(sentBy.slice(colon + 1))}`;
}
