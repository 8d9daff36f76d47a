/** Character classes of RFC 3261 section 25.1, one bit each, for octets. */
export const TOKEN = 1;
export const USER = 2;
export const PASSWORD = 4;
export const URI_PARAM = 8;
export const HOST = 16;
export const HEX = 32;
export const DIGIT = 64;
/** Chars of an absoluteURI of any scheme (reserved, unreserved, and the brackets of IPv6 references). */
export const URIC = 128;
export const UNRESERVED = 256;

const classes = new Uint16Array(256);

function mark(bit: number, chars: string): void {
  for (const char of chars) classes[char.charCodeAt(0)]! |= bit;
}

const digits = '0123456789';
const alphanum = `abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ${digits}`;
const unreserved = `${alphanum}-_.!~*'()`;

mark(TOKEN, `${alphanum}-.!%*_+\`'~`);
mark(UNRESERVED, unreserved);
mark(USER, `${unreserved}&=+$,;?/`);
mark(PASSWORD, `${unreserved}&=+$,`);
mark(URI_PARAM, `${unreserved}[]/:&+$`);
// The underscore is not in the grammar but in host names of real networks.
mark(HOST, `${alphanum}-._`);
mark(HEX, `${digits}abcdefABCDEF`);
mark(DIGIT, digits);
mark(URIC, `${unreserved};/?:@&=+$,[]`);

export function isClass(code: number, bit: number): boolean {
  return code < 256 && (classes[code]! & bit) !== 0;
}

/** Whether `text` from `start` to `end` is one or more chars of a class. */
export function allOf(text: string, bit: number, start = 0, end = text.length): boolean {
  if (start >= end) return false;
  for (let i = start; i < end; i++) if (!isClass(text.charCodeAt(i), bit)) return false;
  return true;
}

/** The same (possibly empty) where `%` HEX HEX is allowed too. */
export function allOfOrEscaped(text: string, bit: number, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === 37 /* % */) {
      if (i + 2 >= end) return false;
      if (!isClass(text.charCodeAt(i + 1), HEX) || !isClass(text.charCodeAt(i + 2), HEX)) return false;
      i += 2;
    } else if (!isClass(code, bit)) {
      return false;
    }
  }
  return true;
}

export function isSpace(code: number): boolean {
  return code === 32 || code === 9;
}

export function skipSpace(text: string, at: number): number {
  while (at < text.length && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** Without leading and trailing SP and HT. String.trim would also take 0xA0, which is the end of a UTF-8 letter. */
export function trimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

/** The position after the closing quote of the quoted-string that begins at `at`; -1 if it is not closed. */
export function skipQuoted(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 92 /* \ */) i++;
    else if (code === 34 /* " */) return i + 1;
  }
  return -1;
}

export function unquote(quoted: string): string {
  const inner = quoted.slice(1, -1);
  return inner.includes('\\') ? inner.replaceAll(/\\([\s\S])/g, '$1') : inner;
}

export function quote(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}

/** A decimal of 1*DIGIT up to `max`; undefined for anything else. */
export function parseDecimal(text: string, max: number): number | undefined {
  if (!allOf(text, DIGIT)) return undefined;
  const value = Number(text);
  return value <= max ? value : undefined;
}

/** Splits at commas that are neither in a quoted-string nor between `<` and `>`. Empty items are kept. */
export function splitCommas(value: string): string[] {
  if (!value.includes(',')) return [value];
  const items: string[] = [];
  let from = 0;
  for (let comma = nextComma(value, 0); comma >= 0; comma = nextComma(value, from)) {
    items.push(trimSpace(value.slice(from, comma)));
    from = comma + 1;
  }
  items.push(trimSpace(value.slice(from)));
  return items;
}

/** The next top-level comma at or after `at`, or -1. An unclosed quote or bracket runs to the end. */
export function nextComma(value: string, at: number): number {
  if (value.indexOf(',', at) < 0) return -1;
  let angle = false;
  for (let i = at; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code === 44 /* , */ && !angle) return i;
    if (code === 60 /* < */) angle = true;
    else if (code === 62 /* > */) angle = false;
    else if (code === 34 /* " */ && !angle) {
      const end = skipQuoted(value, i);
      if (end < 0) return -1;
      i = end - 1;
    }
  }
  return -1;
}
