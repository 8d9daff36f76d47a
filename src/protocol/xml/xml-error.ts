export type XmlErrorCode =
  | 'too-large'
  | 'too-deep'
  | 'too-many-nodes'
  | 'doctype'
  | 'entity'
  | 'invalid-character'
  | 'duplicate-attribute'
  | 'undeclared-prefix'
  | 'not-well-formed';

/** The text is no XML this reader accepts. `offset` counts UTF-16 units from the start of the text. */
export class XmlError extends Error {
  override readonly name = 'XmlError';
  constructor(
    readonly code: XmlErrorCode,
    readonly offset: number,
  ) {
    super(`${code} at ${offset}`);
  }
}
