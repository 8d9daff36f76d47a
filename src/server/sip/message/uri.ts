import { allOfOrEscaped, isClass, PASSWORD, URI_PARAM, UNRESERVED, URIC, USER } from './lexical';
import { parseNameAddr } from './name-addr';
import { parseSentBy } from './via';

/** A sip: or sips: URI. Parts are as written (still escaped); parameter names are in lower case. */
export interface SipUri {
  scheme: string;
  user?: string;
  password?: string;
  host: string;
  port?: number;
  params: Map<string, string | undefined>;
  /** What follows the `?`. */
  headers?: string;
}

/** Undefined if malformed, or if the scheme is neither sip nor sips (see `schemeOf`, `isAbsoluteUri`). Never throws. */
export function parseUri(text: string): SipUri | undefined {
  const scheme = schemeOf(text);
  if (scheme !== 'sip' && scheme !== 'sips') return undefined;
  const start = scheme.length + 1;
  const uri: SipUri = { scheme, host: '', params: new Map() };
  // The user part may itself contain ; and ?, so the @ is looked for first.
  const at = text.indexOf('@', start);
  if (at >= 0 && !readUserInfo(uri, text, start, at)) return undefined;
  const hostStart = at < 0 ? start : at + 1;
  const question = text.indexOf('?', hostStart);
  const paramsEnd = question < 0 ? text.length : question;
  const semicolon = text.indexOf(';', hostStart);
  const hostEnd = semicolon < 0 || semicolon > paramsEnd ? paramsEnd : semicolon;
  const address = parseSentBy(text.slice(hostStart, hostEnd));
  if (!address || !readParams(uri, text, hostEnd, paramsEnd)) return undefined;
  uri.host = address.host;
  if (address.port !== undefined) uri.port = address.port;
  if (question >= 0) {
    if (!allOfOrEscaped(text, URIC, question + 1, text.length)) return undefined;
    uri.headers = text.slice(question + 1);
  }
  return uri;
}

export function formatUri(uri: SipUri): string {
  let out = `${uri.scheme}:`;
  if (uri.user !== undefined) out += `${uri.user}${uri.password === undefined ? '' : `:${uri.password}`}@`;
  out += uri.host;
  if (uri.port !== undefined) out += `:${uri.port}`;
  for (const [name, value] of uri.params) out += value === undefined ? `;${name}` : `;${name}=${value}`;
  return uri.headers === undefined ? out : `${out}?${uri.headers}`;
}

/**
 * `sip:user@host`: host in lower case, user with needless escapes removed, no port, password, parameters or headers,
 * the same for sips. Also takes a name-addr. What is no sip URI is returned unchanged: it equals itself only.
 */
export function addressOfRecord(uri: SipUri | string): string {
  const parsed = typeof uri === 'string' ? (parseUri(uri) ?? fromNameAddr(uri)) : uri;
  if (!parsed) return uri as string;
  const host = parsed.host.toLowerCase();
  return parsed.user === undefined ? `sip:${host}` : `sip:${canonicalUser(parsed.user)}@${host}`;
}

/** The scheme in lower case; undefined if the text does not begin with one. */
export function schemeOf(uri: string): string | undefined {
  const colon = uri.indexOf(':');
  if (colon < 1) return undefined;
  for (let i = 0; i < colon; i++) {
    const code = uri.charCodeAt(i);
    const letter = (code | 32) >= 97 && (code | 32) <= 122;
    const other = (code >= 48 && code <= 57) || code === 43 || code === 45 || code === 46;
    if (!letter && (i === 0 || !other)) return undefined;
  }
  return uri.slice(0, colon).toLowerCase();
}

/** Whether it is well formed: a sip URI fully, a URI of another scheme as far as RFC 3261 knows it. */
export function isAbsoluteUri(text: string): boolean {
  const scheme = schemeOf(text);
  if (scheme === undefined) return false;
  if (scheme === 'sip' || scheme === 'sips') return parseUri(text) !== undefined;
  return text.length > scheme.length + 1 && allOfOrEscaped(text, URIC, scheme.length + 1, text.length);
}

function readUserInfo(uri: SipUri, text: string, start: number, at: number): boolean {
  const colon = text.indexOf(':', start);
  const userEnd = colon < 0 || colon > at ? at : colon;
  if (userEnd === start || !allOfOrEscaped(text, USER, start, userEnd)) return false;
  uri.user = text.slice(start, userEnd);
  if (userEnd === at) return true;
  if (!allOfOrEscaped(text, PASSWORD, colon + 1, at)) return false;
  uri.password = text.slice(colon + 1, at);
  return true;
}

function readParams(uri: SipUri, text: string, start: number, end: number): boolean {
  for (let i = start; i < end;) {
    const next = text.indexOf(';', i + 1);
    const stop = next < 0 || next > end ? end : next;
    const equals = text.indexOf('=', i);
    const nameEnd = equals < 0 || equals > stop ? stop : equals;
    if (nameEnd === i + 1 || !allOfOrEscaped(text, URI_PARAM, i + 1, nameEnd)) return false;
    if (nameEnd < stop && !allOfOrEscaped(text, URI_PARAM, nameEnd + 1, stop)) return false;
    const name = text.slice(i + 1, nameEnd).toLowerCase();
    // RFC 3261 section 19.1.1: a parameter name must not appear more than once.
    if (uri.params.has(name)) return false;
    uri.params.set(name, nameEnd < stop ? text.slice(nameEnd + 1, stop) : undefined);
    i = stop;
  }
  return true;
}

function fromNameAddr(text: string): SipUri | undefined {
  const parsed = parseNameAddr(text);
  return parsed && parseUri(parsed.uri);
}

/** RFC 3261 section 19.1.4: an escaped char equals the char, unless it is a reserved one. */
function canonicalUser(user: string): string {
  if (!user.includes('%')) return user;
  return user.replaceAll(/%[0-9a-fA-F]{2}/g, (escape) => {
    const code = Number.parseInt(escape.slice(1), 16);
    return isClass(code, UNRESERVED) ? String.fromCharCode(code) : escape.toUpperCase();
  });
}
