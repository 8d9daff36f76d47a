import { mediaTypeOf } from '../../protocol/content-type';
import { imdnContentType, isDelivered, parseImdn } from '../../protocol/imdn';
import { isComposingContentType, parseIsComposing } from '../../protocol/is-composing';
import type { TypingState } from '../../protocol/is-composing';
import { isMultipart, parseMultipart } from '../../protocol/multipart';
import type { MessageFormat } from '../contract';
import type { SipReader } from '../signaling/signaling';

/** Largest message taken or sent, in characters. */
export const MAX_MESSAGE = 32_000;

export type ReceivedContent =
  | { readonly kind: 'text'; readonly format: MessageFormat; readonly body: string }
  | { readonly kind: 'typing'; readonly typing: TypingState }
  | { readonly kind: 'delivery'; readonly messageId: string; readonly failedStatus?: number }
  | { readonly kind: 'unknown' };

/** What a MESSAGE, or a notification in its dialog, says. Throws `WireFormatError` or `XmlError` for what cannot be read. */
export function readContent({ body, contentType }: Pick<SipReader, 'body' | 'contentType'>): ReceivedContent {
  const type = mediaTypeOf(contentType);
  if (type === 'text/plain' || type === 'text/html') return { kind: 'text', format: type, body };
  if (type === isComposingContentType) {
    const typing = parseIsComposing(body);
    return typing ? { kind: 'typing', typing } : { kind: 'unknown' };
  }
  if (type === imdnContentType) {
    const { messageId, recipients } = parseImdn(body);
    // [MS-CONFIM] 2.2.2: those who are not listed got it.
    const failed = recipients.find((recipient) => !isDelivered(recipient));
    return { kind: 'delivery', messageId, ...(failed && { failedStatus: failed.status ?? 480 }) };
  }
  if (isMultipart(contentType)) {
    const parts = parseMultipart(contentType, body).map((part) => readContent(part));
    // RFC 2046 section 5.1.4: the last form we understand is the richest.
    return parts.findLast((part) => part.kind === 'text') ?? { kind: 'unknown' };
  }
  return { kind: 'unknown' };
}

/** The text of an HTML message for a peer that reads plain text only. Nothing of it is rendered here. */
export function htmlToText(html: string): string {
  const entities: Readonly<Record<string, string>> = {
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    nbsp: ' ',
  };
  return html
    .replace(/[\r\n]+/g, ' ')
    .replace(/<(?:br\b[^>]*|\/(?:p|div|li|tr|h\d)\s*)>/gi, '\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(amp|lt|gt|quot|apos|nbsp);/g, (_, name: string) => entities[name] ?? '')
    .trim();
}
