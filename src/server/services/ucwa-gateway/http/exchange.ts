import type { IncomingMessage, ServerResponse } from 'node:http';
import { mediaTypeOf, parseContentType } from '../../../../protocol/content-type';
import type { UcwaApplication } from '../application';
import { UcwaBody } from '../body';
import { UcwaFailure } from '../failure';
import { maxMessageBytes } from '../sip/messaging-leg';
import type { TextContent } from '../sip/read-content';
import { readBody } from './answer';

/** Largest body that is not a message, in bytes. */
const maxBody = 65_536;

/** One request within an application. */
export class Exchange {
  constructor(
    readonly application: UcwaApplication,
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
    /** What stands in the places of the route's `:names`. */
    readonly places: Readonly<Record<string, string>>,
    readonly query: URLSearchParams,
  ) {}

  /** The text in a place of the route. */
  place(name: string): string {
    return this.places[name] ?? '';
  }

  header(name: 'if-match'): string | undefined {
    return this.request.headers[name];
  }

  body(): Promise<UcwaBody> {
    return readJsonBody(this.request);
  }

  /** The body of a message. Throws `UcwaFailure` for what is no text. */
  async text(): Promise<TextContent> {
    const header = this.request.headers['content-type'];
    const type = header === undefined ? 'text/plain' : mediaTypeOf(header);
    if (type !== 'text/plain' && type !== 'text/html')
      throw new UcwaFailure('UnsupportedMediaType', undefined, 'A message is text/plain or text/html.');
    const charset = parseContentType(header)?.parameters.charset ?? 'utf-8';
    const bytes = await readBody(this.request, maxMessageBytes);
    if (bytes.length === 0) throw new UcwaFailure('BadRequest', undefined, 'The message is empty.');
    return { format: type === 'text/html' ? 'Html' : 'Plain', text: decode(bytes, charset) };
  }
}

/** Throws `UcwaFailure` for what is not JSON, or too large. */
export async function readJsonBody(request: IncomingMessage): Promise<UcwaBody> {
  const bytes = await readBody(request, maxBody);
  if (bytes.length === 0) return new UcwaBody(undefined);
  const type = mediaTypeOf(request.headers['content-type']);
  if (/[/+]xml$/.test(type))
    throw new UcwaFailure('UnsupportedMediaType', undefined, 'Bodies are read as JSON only.');
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new UcwaFailure('BadRequest', undefined, 'The body is not JSON.', { cause });
  }
  return new UcwaBody(value);
}

function decode(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch (cause) {
    // RangeError: nobody knows the charset. TypeError: the bytes are not of it.
    if (!(cause instanceof RangeError || cause instanceof TypeError)) throw cause;
    throw new UcwaFailure('BadRequest', undefined, `The message is not ${charset.slice(0, 40)}.`, { cause });
  }
}
