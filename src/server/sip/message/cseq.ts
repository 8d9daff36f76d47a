import { allOf, isSpace, parseDecimal, skipSpace, TOKEN } from './lexical';

export interface CSeq {
  /** 0 to 2^31 - 1 (RFC 3261 section 8.1.1.5). */
  readonly number: number;
  readonly method: string;
}

export function parseCSeq(value: string): CSeq | undefined {
  let end = 0;
  while (end < value.length && !isSpace(value.charCodeAt(end))) end++;
  const number = parseDecimal(value.slice(0, end), 0x7fff_ffff);
  const method = value.slice(skipSpace(value, end));
  return number === undefined || !allOf(method, TOKEN) ? undefined : { number, method };
}
