import { buildContentType, parseContentType } from './content-type';
import { WireFormatError } from './wire-format-error';

/** A part of a multipart body; its body has the type of the whole: bytes, or a string in which nothing is decoded. */
export interface BodyPart<B extends Uint8Array | string> {
  /** `Content-Type` as sent; `text/plain` when absent (RFC 2046 section 5.1). */
  readonly contentType: string;
  /** `Content-Disposition` as sent. */
  readonly disposition?: string;
  /** `Content-ID` as sent. */
  readonly contentId?: string;
  readonly body: B;
}

export interface MultipartLimits {
  /** Default 65,536 bytes (of a string: UTF-16 units). */
  readonly maxBytes?: number;
  /** Default 16. */
  readonly maxParts?: number;
  /** Header of each part; default 4,096. */
  readonly maxHeaderBytes?: number;
}

// RFC 2046 section 5.1.1, without the blank, which needs care nobody should have to take.
const boundaryForm = /^[\w'()+,./:=?-]{1,70}$/;

/** Whether a content type is `multipart/…`. */
export function isMultipart(contentType: string | undefined): boolean {
  return parseContentType(contentType)?.type.startsWith('multipart/') ?? false;
}

/**
 * The parts of `multipart/mixed`, `alternative` or any other. Line ends may be LF only; preamble and epilogue are dropped.
 * Throws `WireFormatError`: `missing` or `invalid-value` `boundary`, `malformed`, `too-large`, `too-many`.
 */
export function parseMultipart<B extends Uint8Array | string>(
  contentType: string,
  body: B,
  { maxBytes = 65_536, maxParts = 16, maxHeaderBytes = 4096 }: MultipartLimits = {},
): readonly BodyPart<B>[] {
  if (body.length > maxBytes) throw new WireFormatError('too-large', '');
  const type = parseContentType(contentType);
  if (!type?.type.startsWith('multipart/')) throw new WireFormatError('invalid-value', 'content-type');
  const { boundary } = type.parameters;
  if (!boundary) throw new WireFormatError('missing', 'boundary');
  if (!boundaryForm.test(boundary)) throw new WireFormatError('invalid-value', 'boundary');
  const text = typeof body === 'string' ? body : latin1(body);
  const parts: BodyPart<B>[] = [];
  let start = -1;
  for (const { before, after, closes } of delimiters(text, `--${boundary}`)) {
    if (start >= 0) {
      if (parts.length >= maxParts) throw new WireFormatError('too-many', '');
      parts.push(parsePart(text, body, start, Math.max(start, before), maxHeaderBytes));
    }
    if (closes) return parts;
    start = after;
  }
  // Without the closing delimiter the body may have been cut: nothing of it can be trusted.
  throw new WireFormatError('malformed', '');
}

/**
 * Builds `multipart/<subtype>`. `boundary` comes from the caller, who has randomness. Throws `WireFormatError`
 * `invalid-value` if the boundary is not one, occurs in a part, or a header holds a line end.
 */
export function buildMultipart<B extends Uint8Array | string>(
  subtype: 'mixed' | 'alternative' | 'related',
  boundary: string,
  parts: readonly BodyPart<B>[],
): { readonly contentType: string; readonly body: B } {
  if (!boundaryForm.test(boundary)) throw new WireFormatError('invalid-value', 'boundary');
  if (!parts.length) throw new WireFormatError('invalid-value', 'parts');
  const pieces: (Uint8Array | string)[] = [];
  for (const part of parts) {
    const text = typeof part.body === 'string' ? part.body : latin1(part.body);
    if (text.includes(`--${boundary}`)) throw new WireFormatError('invalid-value', 'boundary');
    const headers = Object.entries({
      'Content-Type': part.contentType,
      'Content-Disposition': part.disposition,
      'Content-ID': part.contentId,
    }).map(([name, value]) => headerLine(name, value));
    pieces.push(`--${boundary}\r\n${headers.join('')}\r\n`, part.body, '\r\n');
  }
  pieces.push(`--${boundary}--\r\n`);
  const asText = pieces.every((piece) => typeof piece === 'string');
  return {
    contentType: buildContentType(`multipart/${subtype}`, { boundary }),
    body: (asText ? pieces.join('') : concatenate(pieces)) as B,
  };
}

/** Each delimiter line: where the body before it ends, where what follows starts. */
function* delimiters(
  text: string,
  dashes: string,
): Generator<{ before: number; after: number; closes: boolean }> {
  for (let at = text.indexOf(dashes); at >= 0; at = text.indexOf(dashes, at + dashes.length)) {
    if (at > 0 && text[at - 1] !== '\n') continue;
    const end = at + dashes.length;
    const closes = text.startsWith('--', end);
    const lineEnd = /[ \t]*(?:\r?\n|$)/y;
    lineEnd.lastIndex = closes ? end + 2 : end;
    if (!lineEnd.test(text)) continue; // a longer boundary that starts like ours
    // The line end before the delimiter belongs to it (RFC 2046 section 5.1.1).
    const before = at > 1 && text[at - 2] === '\r' ? at - 2 : at - 1;
    yield { before, after: lineEnd.lastIndex, closes };
  }
}

function parsePart<B extends Uint8Array | string>(
  text: string,
  body: B,
  start: number,
  end: number,
  maxHeaderBytes: number,
): BodyPart<B> {
  const part = text.slice(start, end);
  const split = /^\r?\n|\r?\n\r?\n/.exec(part.slice(0, maxHeaderBytes + 4));
  if (!split && part.length > maxHeaderBytes) throw new WireFormatError('too-large', 'headers');
  // A part that ends with its headers has an empty body.
  const headers = new Map<string, string>();
  const head = part.slice(0, split?.index ?? part.length).replace(/\r?\n[ \t]+/g, ' ');
  for (const line of head.split(/\r?\n/).filter(Boolean)) {
    const colon = line.indexOf(':');
    if (colon < 1) throw new WireFormatError('malformed', 'headers');
    headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const from = split ? start + split.index + split[0].length : end;
  const disposition = headers.get('content-disposition');
  const contentId = headers.get('content-id');
  return {
    contentType: headers.get('content-type') ?? 'text/plain',
    ...(disposition !== undefined && { disposition }),
    ...(contentId !== undefined && { contentId }),
    body: body.slice(from, end) as B,
  };
}

function headerLine(name: string, value: string | undefined): string {
  if (value === undefined) return '';
  if (/[\r\n]/.test(value)) throw new WireFormatError('invalid-value', name);
  return `${name}: ${value}\r\n`;
}

/** One character per byte, so that positions agree. */
function latin1(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

function concatenate(pieces: readonly (Uint8Array | string)[]): Uint8Array {
  const encoder = new TextEncoder();
  const chunks = pieces.map((piece) => (typeof piece === 'string' ? encoder.encode(piece) : piece));
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
