import { readXml, childOf, childText } from './xml/read';
import type { XmlElement } from './xml/read';

/** Lync's form, in an INFO. */
export const keyboardActivityContentType = 'application/xml';
/** RFC 3994, in a MESSAGE. */
export const isComposingContentType = 'application/im-iscomposing+xml';

export interface TypingState {
  readonly isTyping: boolean;
  /** Seconds after which the peer counts as idle again, where the sender says so (RFC 3994 section 3.3). */
  readonly refresh?: number;
}

/** Body of the INFO that says that somebody types, or has stopped. */
export function buildKeyboardActivity(isTyping: boolean): string {
  return `<?xml version="1.0"?><KeyboardActivity> <status status="${isTyping ? 'type' : 'idle'}" /></KeyboardActivity>`;
}

/** Undefined if the document is something else. Throws `XmlError`. */
export function parseKeyboardActivity(body: string): TypingState | undefined {
  return keyboardActivity(readXml(body.trim(), { maxBytes: 4096 }));
}

/** Reads RFC 3994. Undefined if the document is something else. Throws `XmlError`. */
export function parseIsComposing(body: string): TypingState | undefined {
  return isComposing(readXml(body.trim(), { maxBytes: 4096 }));
}

/** Reads either form. Undefined if the document is neither. Throws `XmlError`. At most 4,096 bytes. */
export function parseTyping(body: string): TypingState | undefined {
  const root = readXml(body.trim(), { maxBytes: 4096 });
  return keyboardActivity(root) ?? isComposing(root);
}

function keyboardActivity(root: XmlElement): TypingState | undefined {
  const status = root.name === 'KeyboardActivity' && childOf(root, 'status')?.attributes.status;
  return status ? { isTyping: status === 'type' } : undefined;
}

function isComposing(root: XmlElement): TypingState | undefined {
  const state = root.name === 'isComposing' && childText(root, 'state');
  if (!state) return undefined;
  const refresh = Number(childText(root, 'refresh'));
  return { isTyping: state === 'active', ...(refresh > 0 && refresh <= 86_400 && { refresh }) };
}
