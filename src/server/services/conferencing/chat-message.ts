import { acceptsType, mediaTypeOf } from '../../../protocol/content-type';
import { imdnContentType } from '../../../protocol/imdn';
import { isComposingContentType, keyboardActivityContentType } from '../../../protocol/is-composing';
import type { SipRequest } from '../../sip';
import type { Place } from './endpoints';
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
  /** The device that said it, where one did. */
  readonly author?: Place;
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

/** A message as it goes out. */
export interface ChatContent {
  readonly headers: [string, string][];
  readonly body: Buffer;
  readonly contentType: string;
}

/** Whether somebody with these `a=accept-types` is sent HTML. */
export const takesHtml = (acceptTypes: readonly string[]): boolean =>
  acceptTypes.length === 0 || acceptsType(acceptTypes, 'text/html');

/** Written once for all who are told: as it came, and as text. */
const written = new WeakMap<ChatMessage, [ChatContent?, ChatContent?]>();

/** As it goes to somebody who takes HTML, or does not. */
export function contentFor(message: ChatMessage, html: boolean): ChatContent {
  const forms = written.get(message) ?? [];
  written.set(message, forms);
  return (forms[html ? 0 : 1] ??= write(message, html));
}

function write({ body, clientId, contentType, messageId, sender }: ChatMessage, html: boolean): ChatContent {
  const headers: [string, string][] = [['Ms-Sender', `<${sender}>`]];
  if (messageId !== undefined) headers.push(['Message-Id', messageId]);
  if (clientId !== undefined) headers.push(['Ms-Message-ID', clientId]);
  return { headers, ...inAcceptedForm(contentType, body, html ? [] : ['text/plain']) };
}
