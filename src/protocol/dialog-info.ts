import { WireFormatError } from './wire-format-error';
import { childOf, childText, readXml, type XmlElement } from './xml/read';
import { writeXml, type XmlOutput } from './xml/write';

/** RFC 4235: the dialog event package. */
export const dialogInfoContentType = 'application/dialog-info+xml';
export const dialogEvent = 'dialog';

const namespace = 'urn:ietf:params:xml:ns:dialog-info';
const states = ['trying', 'proceeding', 'early', 'confirmed', 'terminated'] as const;
const causes = ['cancelled', 'rejected', 'replaced', 'local-bye', 'remote-bye', 'error', 'timeout'] as const;

/** RFC 4235 section 3.7.1. */
export type WatchedDialogState = (typeof states)[number];
/** Why it got into its state. */
export type WatchedDialogCause = (typeof causes)[number];

export interface WatchedParticipant {
  readonly identity: string;
  readonly displayName?: string;
}

/** Call-ID and tags are left out on purpose: who knows them can take the call with a Replaces (RFC 4235 section 6). */
export interface WatchedDialog {
  /** Unique within the document. */
  readonly id: string;
  readonly direction?: 'initiator' | 'recipient';
  readonly state: WatchedDialogState;
  readonly cause?: WatchedDialogCause;
  /** Seconds since it was made. */
  readonly duration?: number;
  /** Who brought it here. */
  readonly referredBy?: string;
  /** The one who is watched. */
  readonly local?: WatchedParticipant;
  readonly remote?: WatchedParticipant;
}

export interface DialogInfo {
  /** Whose dialogs these are. */
  readonly entity: string;
  /** Rises by one with every document of a subscription. */
  readonly version: number;
  /** `partial`: dialogs that are not listed are as they were. */
  readonly state: 'full' | 'partial';
  readonly dialogs: readonly WatchedDialog[];
}

/** Throws `XmlError`, or `WireFormatError` if it is no such document. At most 256 kB. */
export function parseDialogInfo(body: string): DialogInfo {
  const root = readXml(body.trim(), { maxBytes: 262_144, maxNodes: 65_536 });
  if (root.name !== 'dialog-info') throw new WireFormatError('malformed', root.name);
  const { entity, state } = root.attributes;
  if (!entity) throw new WireFormatError('missing', '@entity');
  if (state !== 'full' && state !== 'partial') throw new WireFormatError('invalid-value', '@state');
  return {
    entity,
    version: integer('@version', root.attributes.version),
    state,
    dialogs: root.children.filter(({ name }) => name === 'dialog').map(dialogOf),
  };
}

/** An XML document with declaration. */
export function buildDialogInfo({ entity, version, state, dialogs }: DialogInfo): string {
  const root: XmlOutput = [
    'dialog-info',
    { xmlns: namespace, version: String(version), state, entity },
    ...dialogs.map(written),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>${writeXml(root)}`;
}

function written(dialog: WatchedDialog): XmlOutput {
  const { id, direction, state, cause, duration, referredBy, local, remote } = dialog;
  const children: XmlOutput[] = [['state', { event: cause }, state]];
  if (duration !== undefined) children.push(['duration', {}, String(Math.max(0, Math.round(duration)))]);
  if (referredBy !== undefined) children.push(['referred-by', {}, referredBy]);
  for (const [side, participant] of [
    ['local', local],
    ['remote', remote],
  ] as const) {
    if (!participant) continue;
    const { identity, displayName } = participant;
    children.push([side, {}, ['identity', { display: displayName }, identity]]);
  }
  return ['dialog', { id, direction }, ...children];
}

function dialogOf(element: XmlElement): WatchedDialog {
  const { id, direction } = element.attributes;
  if (!id) throw new WireFormatError('missing', 'dialog@id');
  const state = childOf(element, 'state');
  if (!state) throw new WireFormatError('missing', 'state');
  const found = states.find((name) => name === state.text.trim().toLowerCase());
  if (!found) throw new WireFormatError('invalid-value', 'state');
  const cause = causes.find((name) => name === state.attributes.event?.toLowerCase());
  const duration = childText(element, 'duration');
  const referredBy = childText(element, 'referred-by');
  const local = participantOf(element, 'local');
  const remote = participantOf(element, 'remote');
  return {
    id,
    ...((direction === 'initiator' || direction === 'recipient') && { direction }),
    state: found,
    ...(cause && { cause }),
    ...(duration !== undefined && { duration: integer('duration', duration) }),
    ...(referredBy && { referredBy }),
    ...(local && { local }),
    ...(remote && { remote }),
  };
}

function participantOf(dialog: XmlElement, side: 'local' | 'remote'): WatchedParticipant | undefined {
  const element = childOf(dialog, side);
  const identity = element && childOf(element, 'identity');
  const uri = identity?.text.trim();
  if (!uri) return undefined;
  const { display } = identity?.attributes ?? {};
  return { identity: uri, ...(display && { displayName: display }) };
}

function integer(path: string, text: string | undefined): number {
  if (text === undefined) throw new WireFormatError('missing', path);
  if (!/^\d{1,10}$/.test(text)) throw new WireFormatError('invalid-value', path);
  return Number(text);
}
