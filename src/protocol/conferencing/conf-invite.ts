import { WireFormatError } from '../wire-format-error';
import { childOf, childText, readXml, type XmlElement } from '../xml/read';
import { writeXml, type XmlOutput } from '../xml/write';
import { parseConferenceUri } from './conference-info-names';

/** The invitation to a conference: an INVITE without SDP, in a dialog that ends at once. */
export const confInviteContentType = 'application/ms-conf-invite+xml';

/** Longest subject, in characters. */
export const confInviteSubjectLimit = 256;

export interface ConfInvite {
  readonly focusUri: string;
  readonly subject?: string;
  /** What one may join with; a person is asked only if audio is among it. */
  readonly audio: boolean;
  readonly im: boolean;
  /** What the inviter says first. */
  readonly firstMessage?: string;
}

const limits = { maxBytes: 8192, maxDepth: 8, maxNodes: 128 };

/**
 * Reads it as Lync and SIPE send it: children in any order, unknown ones ignored; what is not mentioned is not available. Throws `XmlError`, or
 * `WireFormatError`: also if `focus-uri` is no focus. At most 8,192 bytes.
 */
export function parseConfInvite(body: string): ConfInvite {
  const root = readXml(body.trim(), limits);
  if (root.name !== 'Conferencing') throw new WireFormatError('malformed', root.name);
  const focusUri = childText(root, 'focus-uri');
  if (!focusUri) throw new WireFormatError('missing', 'focus-uri');
  if (parseConferenceUri(focusUri)?.type !== 'focus') throw new WireFormatError('invalid-value', 'focus-uri');
  const subject = childText(root, 'subject');
  if (subject && subject.length > confInviteSubjectLimit) throw new WireFormatError('too-long', 'subject');
  const im = childOf(root, 'im');
  const firstMessage = im && childText(im, 'first-im');
  return {
    focusUri,
    ...(subject && { subject }),
    audio: isAvailable(root, 'audio'),
    im: isAvailable(root, 'im'),
    ...(firstMessage && { firstMessage }),
  };
}

/** In the order of the samples; `first-im` is there even when it is empty. Throws `WireFormatError` on values that a reader would refuse. */
export function buildConfInvite({ audio, firstMessage, focusUri, im, subject = '' }: ConfInvite): string {
  if (parseConferenceUri(focusUri)?.type !== 'focus') throw new WireFormatError('invalid-value', 'focus-uri');
  if (subject.length > confInviteSubjectLimit) throw new WireFormatError('too-long', 'subject');
  const first: XmlOutput = firstMessage ? ['first-im', {}, firstMessage] : ['first-im', {}];
  return writeXml([
    'Conferencing',
    { version: '2.0' },
    ['focus-uri', {}, focusUri],
    ['subject', {}, subject],
    ['audio', { available: String(audio) }],
    ['im', { available: String(im) }, first],
  ]);
}

function isAvailable(root: XmlElement, name: string): boolean {
  return childOf(root, name)?.attributes.available?.trim().toLowerCase() === 'true';
}
