import { WireFormatError } from '../wire-format-error';
import { childOf, childText, readXml, type XmlElement } from '../xml/read';
import { readBoolean, readState, type ElementState } from './conference-info-elements';
import { readUser, type ConferenceUser } from './conference-info-user';
import { readFilterRules, type MediaFilterRules } from './media-filter-rules';

export { buildConferenceInfo, writeConferenceInfo } from './conference-info-write';

/** An address of the conference; `purpose` is the type of an MCU, e.g. `chat`. */
export interface ConferenceInfoUri {
  readonly uri: string;
  readonly purpose?: string;
  readonly displayText?: string;
}

/** Undefined: not in the document. In a partial one it is as it was. */
export interface ConferenceDescription {
  readonly displayText?: string;
  readonly subject?: string;
  /** `msci:conference-id`. */
  readonly conferenceId?: string;
  /** `msci:admission-policy`: `closedAuthenticated`, `openAuthenticated`, `anonymous`. */
  readonly admissionPolicy?: string;
  /** `msci:expiry-time`, as written. */
  readonly expiryTime?: string;
  readonly organizer?: { readonly uri?: string; readonly displayName?: string };
  /** All of them: `conf-uris` is written and read in full. */
  readonly confUris?: readonly ConferenceInfoUri[];
}

/** RFC 4575 section 5.5. */
export interface ConferenceStatus {
  readonly userCount?: number;
  readonly active?: boolean;
  readonly locked?: boolean;
}

/** How one MCU sees the conference ([MS-CONFBAS] `entity-view`). */
export interface ConferenceEntityView {
  /** The MCU's address; in requests its type. */
  readonly entity: string;
  readonly state?: ElementState;
  readonly locked?: boolean;
  readonly mediaTypes?: readonly string[];
  /** Of the A/V MCU; they stand with the first of `mediaTypes`. */
  readonly filterRules?: MediaFilterRules;
}

/** A document of the conference event package (RFC 4575) with the extensions of Lync. */
export interface ConferenceInfo {
  /** The focus; empty in requests to the focus factory. */
  readonly entity: string;
  /** `deleted`: there is no such conference any more. */
  readonly state: ElementState;
  /** Rises by one with every document of a subscription; undefined in requests. */
  readonly version?: number;
  readonly description?: ConferenceDescription;
  readonly status?: ConferenceStatus;
  /** `usersState` full: whoever is not listed is not there. */
  readonly users?: readonly ConferenceUser[];
  readonly usersState?: ElementState;
  readonly views?: readonly ConferenceEntityView[];
  readonly viewsState?: ElementState;
}

/** A roster of a thousand people fits. */
const limits = { maxBytes: 1_048_576, maxNodes: 65_536 };

/** Throws `XmlError`, or `WireFormatError` if it is no such document. At most 1 MB. */
export function parseConferenceInfo(body: string): ConferenceInfo {
  return readConferenceInfo(readXml(body.trim(), limits));
}

/** The same of an element, as commands carry it. */
export function readConferenceInfo(root: XmlElement): ConferenceInfo {
  if (root.name !== 'conference-info') throw new WireFormatError('malformed', root.name);
  const { entity, version } = root.attributes;
  if (entity === undefined) throw new WireFormatError('missing', '@entity');
  if (version !== undefined && !/^\d{1,10}$/.test(version))
    throw new WireFormatError('invalid-value', '@version');
  const description = childOf(root, 'conference-description');
  const status = childOf(root, 'conference-state');
  const users = childOf(root, 'users');
  const view = childOf(root, 'conference-view');
  return {
    entity: entity.trim(),
    state: readState(root),
    ...(version !== undefined && { version: Number(version) }),
    ...(description && { description: readDescription(description) }),
    ...(status && { status: readStatus(status) }),
    ...(users && {
      users: users.children.filter(({ name }) => name === 'user').map(readUser),
      usersState: readState(users),
    }),
    ...(view && {
      views: view.children.filter(({ name }) => name === 'entity-view').map(readView),
      viewsState: readState(view),
    }),
  };
}

function readDescription(element: XmlElement): ConferenceDescription {
  const displayText = childText(element, 'display-text');
  const subject = childText(element, 'subject');
  const conferenceId = childText(element, 'conference-id');
  const admissionPolicy = childText(element, 'admission-policy');
  const expiryTime = childText(element, 'expiry-time');
  const organizer = childOf(element, 'organizer');
  const confUris = childOf(element, 'conf-uris');
  return {
    ...(displayText !== undefined && { displayText }),
    ...(subject !== undefined && { subject }),
    ...(conferenceId !== undefined && { conferenceId }),
    ...(admissionPolicy !== undefined && { admissionPolicy }),
    ...(expiryTime !== undefined && { expiryTime }),
    ...(organizer && { organizer: readOrganizer(organizer) }),
    ...(confUris && { confUris: confUris.children.filter(({ name }) => name === 'entry').flatMap(readUri) }),
  };
}

function readOrganizer(element: XmlElement): { uri?: string; displayName?: string } {
  const uri = childText(element, 'uri');
  const displayName = childText(element, 'display-name');
  return { ...(uri && { uri }), ...(displayName && { displayName }) };
}

function readUri(entry: XmlElement): ConferenceInfoUri[] {
  const uri = childText(entry, 'uri');
  if (!uri || entry.attributes.state === 'deleted') return [];
  const purpose = childText(entry, 'purpose');
  const displayText = childText(entry, 'display-text');
  return [{ uri, ...(purpose && { purpose }), ...(displayText && { displayText }) }];
}

function readStatus(element: XmlElement): ConferenceStatus {
  const userCount = childText(element, 'user-count');
  const active = readBoolean(element, 'active');
  const locked = readBoolean(element, 'locked');
  return {
    ...(userCount !== undefined && /^\d{1,9}$/.test(userCount) && { userCount: Number(userCount) }),
    ...(active !== undefined && { active }),
    ...(locked !== undefined && { locked }),
  };
}

function readView(element: XmlElement): ConferenceEntityView {
  const { entity } = element.attributes;
  if (entity === undefined) throw new WireFormatError('missing', 'entity-view@entity');
  const state = childOf(element, 'entity-state');
  const locked = state && readBoolean(state, 'locked');
  const media = state && childOf(state, 'media');
  const [filterRules] = media?.children.flatMap((entry) => readFilterRules(entry) ?? []) ?? [];
  return {
    entity: entity.trim(),
    state: readState(element),
    ...(locked !== undefined && { locked }),
    ...(media && {
      mediaTypes: media.children.flatMap((entry) => childText(entry, 'type') || []),
    }),
    ...(filterRules && { filterRules }),
  };
}
