import { mediaTypeOf } from '../../../../protocol/content-type';
import {
  isComposingContentType,
  keyboardActivityContentType,
  parseIsComposing,
  parseKeyboardActivity,
} from '../../../../protocol/is-composing';
import { imdnContentType } from '../../../../protocol/imdn';
import { isMultipart, parseMultipart } from '../../../../protocol/multipart';
import {
  parseQueueStatus,
  queueStatusContentType,
  type QueueStatus,
} from '../../../../protocol/queue-status';
import type { UcwaMessageFormat } from '../../../../protocol/ucwa';
import type { SipRequest } from '../../../sip/message';

export interface TextContent {
  readonly format: UcwaMessageFormat;
  readonly text: string;
}

export type PeerContent =
  | ({ readonly kind: 'text' } & TextContent)
  | { readonly kind: 'typing'; readonly isTyping: boolean; readonly refresh?: number }
  | { readonly kind: 'queue'; readonly status: QueueStatus }
  /** Understood, and nothing to be told. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'unknown' };

/** What a MESSAGE or INFO says that UCWA can carry. Throws `WireFormatError` or `XmlError` for what cannot be read. */
export function readContent({ headers, body }: SipRequest): PeerContent {
  return read(headers.get('Content-Type') ?? '', body.toString('utf8'));
}

function read(contentType: string, body: string): PeerContent {
  const type = mediaTypeOf(contentType);
  switch (type) {
    case 'text/plain':
      return { kind: 'text', format: 'Plain', text: body };
    case 'text/html':
      return { kind: 'text', format: 'Html', text: body };
    case queueStatusContentType:
      return { kind: 'queue', status: parseQueueStatus(body) };
    case imdnContentType:
      return { kind: 'silent' };
    case isComposingContentType:
    case keyboardActivityContentType: {
      const typing = type === isComposingContentType ? parseIsComposing(body) : parseKeyboardActivity(body);
      return typing ? { kind: 'typing', ...typing } : { kind: 'unknown' };
    }
  }
  if (!isMultipart(contentType)) return { kind: 'unknown' };
  const parts = parseMultipart(contentType, body).map((part) => read(part.contentType, part.body));
  // RFC 2046 section 5.1.4: the last form we understand is the richest.
  return parts.findLast(({ kind }) => kind === 'text') ?? { kind: 'unknown' };
}
