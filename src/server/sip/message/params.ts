import { isClass, isSpace, quote, skipQuoted, skipSpace, TOKEN, unquote } from './lexical';

/** `;name=value` parameters: names in lower case, quoted values without their quotes; a flag has no value. */
export type Params = Map<string, string | undefined>;

const SEMICOLON = 59;
const EQUALS = 61;
const QUOTE = 34;

/**
 * Parses `*(SEMI generic-param)` from `at` to the end of the value. Undefined if anything else stands there, and if
 * a name is given twice (RFC 3261 section 7.3.1): whoever reads the first and whoever reads the last must not differ.
 */
export function parseParams(text: string, at: number): Params | undefined {
  const params: Params = new Map();
  for (let i = skipSpace(text, at); i < text.length; i = skipSpace(text, i)) {
    if (text.charCodeAt(i) !== SEMICOLON) return undefined;
    const from = skipSpace(text, i + 1);
    i = from;
    while (i < text.length && isClass(text.charCodeAt(i), TOKEN)) i++;
    if (i === from) return undefined;
    const name = text.slice(from, i).toLowerCase();
    if (params.has(name)) return undefined;
    i = skipSpace(text, i);
    if (text.charCodeAt(i) !== EQUALS) {
      params.set(name, undefined);
      continue;
    }
    const start = skipSpace(text, i + 1);
    i = valueEnd(text, start);
    if (i <= start) return undefined;
    const value = text.slice(start, i);
    params.set(name, text.charCodeAt(start) === QUOTE ? unquote(value) : value);
  }
  return params;
}

/**
 * The end of a token, host or quoted-string; -1 for an unclosed quote. More than the grammar's chars are taken, as
 * `received=2001:db8::1` without brackets is common (RFC 5118 section 4.5).
 */
function valueEnd(text: string, start: number): number {
  if (text.charCodeAt(start) === QUOTE) return skipQuoted(text, start);
  let i = start;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === SEMICOLON || isSpace(code)) break;
    if (code < 32 || code === 44 || code === QUOTE || code === 60 || code === 62 || code === EQUALS)
      return -1;
  }
  return i;
}

/** Prints parameters; values that are neither tokens nor (if allowed) addresses are quoted. */
export function formatParams(params: ReadonlyMap<string, string | undefined>, addresses = false): string {
  let out = '';
  for (const [name, value] of params) {
    out += value === undefined ? `;${name}` : `;${name}=${isBare(value, addresses) ? value : quote(value)}`;
  }
  return out;
}

function isBare(value: string, addresses: boolean): boolean {
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (isClass(code, TOKEN)) continue;
    if (!addresses || (code !== 58 && code !== 91 && code !== 93)) return false;
  }
  return value.length > 0;
}
