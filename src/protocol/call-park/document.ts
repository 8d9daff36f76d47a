import { WireFormatError } from '../wire-format-error';
import { readXml, type XmlElement } from '../xml/read';

/** [MS-SIPAPP] 3.1.5.2: of park-request, park-response and unpark-notification alike. */
export const callParkContentType = 'application/ms-call-park+xml';
export const callParkVersion = '1.0';

const limits = { maxBytes: 8192, maxDepth: 8, maxNodes: 128 };

/**
 * Reads the envelope that the three messages share. The namespace of the schema is not known, so names are compared without it. Throws
 * `XmlError`, or `WireFormatError`: path `@version` and code `invalid-value` if it is of another version.
 */
export function readDocument(body: string, name: string): { root: XmlElement; requestId: string } {
  const root = readXml(body.trim(), limits);
  if (root.name !== name) throw new WireFormatError('malformed', root.name);
  const { version } = root.attributes;
  if (version === undefined) throw new WireFormatError('missing', '@version');
  if (version !== callParkVersion) throw new WireFormatError('invalid-value', '@version');
  const requestId = root.attributes['request-id'];
  if (requestId === undefined) throw new WireFormatError('missing', '@request-id');
  return { root, requestId: checked('@request-id', requestId, requestIdForm) };
}

export const envelope = (requestId: string): Record<string, string> => ({
  version: callParkVersion,
  'request-id': checked('@request-id', requestId, requestIdForm),
});

/** The text of a child that must be there once. */
export function required(root: XmlElement, name: string, form: RegExp): string {
  const value = optional(root, name, form);
  if (value === undefined) throw new WireFormatError('missing', name);
  return value;
}

/** The text of a child that may be there once. */
export function optional(root: XmlElement, name: string, form: RegExp): string | undefined {
  const [first, second] = root.children.filter((child) => child.name === name);
  if (second) throw new WireFormatError('too-many', name);
  return first && checked(name, first.text.trim(), form);
}

export function checked(path: string, value: string, form: RegExp): string {
  if (value.length > maxLength) throw new WireFormatError('too-long', path);
  if (!form.test(value)) throw new WireFormatError('invalid-value', path);
  return value;
}

const maxLength = 1024;
/** One line of visible text. */
const requestIdForm = /^[\x21-\x7E]{1,128}$/;
/** RFC 3261 section 25.1, callid: words, so that none can end the header it is put into. */
export const callIdForm = /^[\w.!%*+`'~()<>:\\"/[\]?{}-]{1,255}(?:@[\w.!%*+`'~()<>:\\"/[\]?{}-]{1,255})?$/;
/** RFC 3261 section 25.1, token. */
export const tagForm = /^[\w.!%*+`'~-]{1,128}$/;
/** A SIP URI that holds no headers: it is put into brackets and into a Request-URI as it is. */
export const sipUriForm = /^sips?:[^\s<>"?,\\^`{|}\x7F-\uFFFF]{1,512}$/i;
