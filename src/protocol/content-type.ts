import { parseValues, quote, toParameters } from './parameters';
import type { Parameters } from './parameters';

export interface ContentType {
  /** Lower case, e.g. `text/plain`. */
  readonly type: string;
  /** By lower-case name. */
  readonly parameters: Parameters;
}

const token = /^[\w!#$%&'*+.^`|~-]+$/;
const mediaType = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+$/;

/** Reads a `Content-Type` or `Content-Disposition`-like value with one media type; undefined if it is none. */
export function parseContentType(header: string | undefined): ContentType | undefined {
  const values = parseValues(header ?? '');
  const [first, ...parameters] = values?.[0] ?? [];
  if (values?.length !== 1 || !first || first[1] || !mediaType.test(first[0])) return undefined;
  return { type: first[0].toLowerCase(), parameters: toParameters(parameters) };
}

/** The media type alone, lower case; empty if the header has none. */
export function mediaTypeOf(header: string | undefined): string {
  return parseContentType(header)?.type ?? '';
}

/** Values that are no token are quoted. */
export function buildContentType(type: string, parameters: Readonly<Record<string, string>> = {}): string {
  const suffix = Object.entries(parameters).map(
    ([name, value]) => `;${name}=${token.test(value) ? value : quote(value)}`,
  );
  return type + suffix.join('');
}

/** Whether a list of types, as in `a=accept-types` or `Accept`, takes `type`; `*` and `text/*` are understood. */
export function acceptsType(accepted: readonly string[], type: string): boolean {
  const wanted = type.toLowerCase();
  return accepted.some((item) => {
    const range = item.toLowerCase();
    return (
      range === wanted ||
      /^\*(\/\*)?$/.test(range) ||
      (range.endsWith('/*') && wanted.startsWith(range.slice(0, -1)))
    );
  });
}
