import { mediaTypeOf } from '../../../protocol/content-type';
import { imdnContentType } from '../../../protocol/imdn';
import { isComposingContentType, keyboardActivityContentType } from '../../../protocol/is-composing';
import type { SipRequest } from '../../sip';
import { inAcceptedForm } from '../contact-center/text-form';

/** What people may say, and in what. */
export const chatTypes: readonly string[] = ['text/plain', 'text/html', 'text/rtf', 'multipart/alternative'];

/** Of our `a=accept-types`. */
export const chatAcceptTypes: readonly string[] = [...chatTypes, isComposingContentType, imdnContentType];

/** What goes from the MCU to a participant: a message, or that somebody types. */
export interface ChatMessage {
  readonly contentType: string;
  readonly body: Buffer;
  /** Who said it: `Ms-Sender`. */
  readonly sender: string;
  /** Of the MCU: `Message-Id`. Absent: nothing is reported about it. */
  readonly messageId?: string;
  /** Of the sender's client: stays the same when it is repeated. */
  readonly clientId?: string;
}

export type ChatRequestKind = 'message' | 'typing' | 'report' | 'unsupported';

/** What a request in a dialog with the MCU is. */
export function kindOf({ method, headers }: SipRequest): ChatRequestKind {
  const type = mediaTypeOf(headers.get('Content-Type'));
  if (type === isComposingContentType) return 'typing';
  if (method === 'INFO') return type === keyboardActivityContentType ? 'typing' : 'unsupported';
  if (type === imdnContentType) return 'report';
  return chatTypes.includes(type) ? 'message' : 'unsupported';
}

/** As it goes to somebody who takes these types. */
export function contentFor(
  message: ChatMessage,
  acceptTypes: readonly string[],
): { headers: [string, string][]; body: Buffer; contentType: string } {
  const { clientId, messageId, sender } = message;
  const headers: [string, string][] = [['Ms-Sender', `<${sender}>`]];
  if (messageId !== undefined) headers.push(['Message-Id', messageId]);
  if (clientId !== undefined) headers.push(['Ms-Message-ID', clientId]);
  return { headers, ...inAcceptedForm(message.contentType, message.body, acceptTypes) };
}
