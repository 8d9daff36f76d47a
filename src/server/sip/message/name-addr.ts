import { isClass, isSpace, quote, skipQuoted, skipSpace, TOKEN, trimSpace, unquote } from './lexical';
import { formatParams, parseParams, type Params } from './params';

export interface NameAddr {
  /** Unquoted. Text or byte string, as the parsed value was. */
  displayName?: string;
  /** As written, not parsed. */
  uri: string;
  params: Params;
}

const QUOTE = 34;
const LESS = 60;
const GREATER = 62;

/**
 * One value of From, To, Contact, Route, …: `"name" <uri>;params` or `uri;params`. Undefined if malformed. Pass it
 * `headers.text(…)` to get the display name as text.
 */
export function parseNameAddr(value: string): NameAddr | undefined {
  const start = skipSpace(value, 0);
  let displayName: string | undefined;
  let open: number;
  if (value.charCodeAt(start) === QUOTE) {
    const end = skipQuoted(value, start);
    if (end < 0) return undefined;
    displayName = unquote(value.slice(start, end));
    open = skipSpace(value, end);
    if (value.charCodeAt(open) !== LESS) return undefined;
  } else {
    open = value.indexOf('<', start);
    if (open < 0) return parseAddrSpec(value, start);
    const name = trimSpace(value.slice(start, open));
    // Unquoted, only tokens: a comma there would be read as the end of the value (RFC 4475 section 3.1.2.15).
    // And `sip:a@b;x="<y>"` has its brackets in a parameter.
    if (!isPlainName(name)) return parseAddrSpec(value, start);
    if (name !== '') displayName = name;
  }
  const close = value.indexOf('>', open);
  if (close < 0) return undefined;
  const uri = value.slice(open + 1, close);
  const params = parseParams(value, close + 1);
  if (!params || !isUriText(uri)) return undefined;
  return displayName === undefined ? { uri, params } : { displayName, uri, params };
}

export function formatNameAddr(value: NameAddr): string {
  const name = value.displayName === undefined ? '' : `${quote(value.displayName)} `;
  return `${name}<${value.uri}>${formatParams(value.params)}`;
}

/** The `tag` parameter of a From or To value; quicker than parsing the whole of it. */
export function tagOf(value: string): string | undefined {
  let at = 0;
  if (value.charCodeAt(0) === QUOTE) {
    at = skipQuoted(value, 0);
    if (at < 0) return undefined;
  }
  const open = value.indexOf('<', at);
  let semicolon = value.indexOf(';', at);
  // A semicolon before the bracket means that the bracket stands in a parameter of an addr-spec.
  if (open >= 0 && open < semicolon) {
    const close = value.indexOf('>', open);
    semicolon = close < 0 ? -1 : value.indexOf(';', close);
  }
  return semicolon < 0 ? undefined : parseParams(value, semicolon)?.get('tag');
}

/** Without brackets all that follows the first `;` belongs to the header, and `?` and `,` may not occur (RFC 3261 section 20.10). */
function parseAddrSpec(value: string, start: number): NameAddr | undefined {
  let end = start;
  for (; end < value.length; end++) {
    const code = value.charCodeAt(end);
    if (code === 59 /* ; */ || isSpace(code)) break;
    if (code === 63 /* ? */ || code === 44 /* , */) return undefined;
  }
  const uri = value.slice(start, end);
  const params = parseParams(value, end);
  return params && isUriText(uri) ? { uri, params } : undefined;
}

/** Tokens and white space. Raw UTF-8 is let through: it is against the grammar, but harmless and common in names. */
function isPlainName(name: string): boolean {
  for (let i = 0; i < name.length; i++) {
    const code = name.charCodeAt(i);
    if (!isClass(code, TOKEN) && !isSpace(code) && code < 0x80) return false;
  }
  return true;
}

function isUriText(uri: string): boolean {
  for (let i = 0; i < uri.length; i++) {
    const code = uri.charCodeAt(i);
    if (code <= 32 || code === QUOTE || code === LESS || code === GREATER || code === 127) return false;
  }
  return uri.length > 0;
}
