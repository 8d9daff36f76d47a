import { writeXml } from '../xml/write';
import { callIdForm, checked, envelope, readDocument, required, sipUriForm, tagForm } from './document';

/**
 * Body of the INVITE from the parker to the call park service. The dialog is named from the parker's side, whoever called whom: `fromTag`
 * is the parker's own tag, `toTag` the parkee's.
 */
export interface ParkRequest {
  /** Chosen by the parker, repeated in everything that is said about this call. */
  readonly requestId: string;
  /** The parkee: its GRUU if it has one, else its address. */
  readonly target: string;
  readonly callId: string;
  readonly fromTag: string;
  readonly toTag: string;
}

// Verified are the root and its attributes, and that these facts are in the request. The names of the children are ours.
const names = {
  media: 'media',
  target: 'target',
  callId: 'call-id',
  fromTag: 'from-tag',
  toTag: 'to-tag',
} as const;

/** Only audio can be parked. Throws `XmlError` or `WireFormatError` (see `readDocument`). At most 8,192 bytes. */
export function parseParkRequest(body: string): ParkRequest {
  const { root, requestId } = readDocument(body, 'park-request');
  required(root, names.media, /^audio$/i);
  return {
    requestId,
    target: required(root, names.target, sipUriForm),
    callId: required(root, names.callId, callIdForm),
    fromTag: required(root, names.fromTag, tagForm),
    toTag: required(root, names.toTag, tagForm),
  };
}

/** Throws `WireFormatError` on values that the service would refuse. */
export function buildParkRequest({ requestId, target, callId, fromTag, toTag }: ParkRequest): string {
  return writeXml([
    'park-request',
    envelope(requestId),
    [names.media, {}, 'audio'],
    [names.target, {}, checked(names.target, target, sipUriForm)],
    [names.callId, {}, checked(names.callId, callId, callIdForm)],
    [names.fromTag, {}, checked(names.fromTag, fromTag, tagForm)],
    [names.toTag, {}, checked(names.toTag, toTag, tagForm)],
  ]);
}

/**
 * Value of the `Replaces` header of the INVITE to the parkee (RFC 3891 section 3): `to-tag` is the tag of who receives it, whoever began
 * the dialog.
 */
export function replacesOf(dialog: {
  readonly callId: string;
  /** The tag of the side that receives the INVITE. */
  readonly receiverTag: string;
  readonly replacedTag: string;
}): string {
  return `${dialog.callId};to-tag=${dialog.receiverTag};from-tag=${dialog.replacedTag}`;
}
