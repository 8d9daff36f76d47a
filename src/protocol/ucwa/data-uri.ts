import { decodeTextBase64 } from '../base64';
import { parseContentType } from '../content-type';

/** A text that a link carries in itself: `plainMessage`, `htmlMessage` and `message`. */
export interface DataUri {
  /** `text/plain` or another type; lower case. */
  readonly contentType: string;
  readonly text: string;
}

/** As UCWA 2.0 writes it: `data:text/plain;charset=utf-8,` and the text encoded like a form, with `+` for blanks and small hex digits. */
export function buildDataUri(text: string, contentType = 'text/plain'): string {
  const encoded = encodeURIComponent(wellFormed(text))
    .replace(/[!'()*~]/g, (character) => `%${character.charCodeAt(0).toString(16)}`)
    .replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase())
    .replace(/%20/g, '+');
  return `data:${contentType};charset=utf-8,${encoded}`;
}

/** Reads that form, and base64 of UTF-8. Undefined if it is neither. */
export function parseDataUri(uri: string): DataUri | undefined {
  const match = /^data:([^,]*),([^]*)$/i.exec(uri);
  if (!match) return undefined;
  const [, head = '', data = ''] = match;
  const base64 = /;\s*base64\s*$/i.test(head);
  const type = parseContentType(head.replace(/;\s*base64\s*$/i, '') || 'text/plain')?.type;
  if (type === undefined) return undefined;
  const text = base64 ? decodeBase64Text(data) : decodeForm(data);
  return text === undefined ? undefined : { contentType: type, text };
}

function decodeBase64Text(data: string): string | undefined {
  const bare = decodeForm(data.replace(/\+/g, '%2b'))?.replace(/={1,2}$/, '');
  return bare === undefined ? undefined : decodeTextBase64(bare + '='.repeat(-bare.length & 3));
}

function decodeForm(data: string): string | undefined {
  try {
    return decodeURIComponent(data.replace(/\+/g, '%20'));
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

/** Halves of surrogate pairs are no characters. */
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, '\ufffd');
}
