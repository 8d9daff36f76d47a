/** What was wrong with a body or header value: stable and literal. */
export type WireFormatCode =
  | 'too-large'
  | 'too-deep'
  | 'too-many'
  | 'too-long'
  | 'malformed'
  | 'missing'
  | 'wrong-type'
  | 'invalid-value'
  | 'invalid-url';

/**
 * A body or header does not have the agreed form. `path` names the place: a JSON path (`page.url`, `links[3].href`), an XML
 * element or a header parameter; empty for the whole. It may hold the sender's keys, never the sender's values.
 */
export class WireFormatError extends Error {
  override readonly name = 'WireFormatError';
  constructor(
    readonly code: WireFormatCode,
    readonly path: string,
    options?: { readonly cause?: unknown },
  ) {
    super(path ? `${code}: ${path}` : code, options);
  }
}
