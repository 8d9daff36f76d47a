import { decodeTextBase64, encodeTextBase64 } from './base64';

/** The first message, carried in the header `Ms-Text-Format` of an INVITE. */
export interface TextFormat {
  /** `text/plain`, or another text type; lower case. */
  readonly contentType: string;
  readonly body: string;
}

/** Value of `Ms-Text-Format`. The body's UTF-8 grows by a third; a header of more than some kilobytes may be refused on the way. */
export function buildTextFormat(body: string, contentType = 'text/plain'): string {
  return `${contentType}; charset=UTF-8; ms-body=${encodeTextBase64(body)}`;
}

/** Undefined if the header is not of that form or its body no base64 of UTF-8. */
export function parseTextFormat(header: string | undefined): TextFormat | undefined {
  const [type = '', ...parameters] = (header ?? '').split(';').map((part) => part.trim());
  const encoded = parameters.find((item) => /^ms-body\s*=/i.test(item));
  if (encoded === undefined || !/^text\/[\w.+-]+$/i.test(type)) return undefined;
  const bare = encoded
    .slice(encoded.indexOf('=') + 1)
    .trim()
    .replace(/={1,2}$/, '');
  // Some senders leave the padding out.
  const body = decodeTextBase64(bare + '='.repeat(-bare.length & 3));
  return body === undefined ? undefined : { contentType: type.toLowerCase(), body };
}
