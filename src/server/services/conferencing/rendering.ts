import {
  buildConferenceInfo,
  type ConferenceDescription,
  type ConferenceEntityView,
  type ConferenceInfo,
} from '../../../protocol/conferencing/conference-info';
import { mcuTypes, mcuUri, type McuType } from '../../../protocol/conferencing/conference-info-names';
import { conferenceUser, type Roster, type RosterChange, type RosterUser } from './domain/roster';

/** A document that is written once and sent to many: `version` is each subscription's own. */
export interface Rendered {
  at(version: number): string;
}

/** Users in one document: a message is at most 64 kB, so a large roster comes as a full document and partial ones that add to it. */
const usersPerDocument = 25;
const versionMark = ' version="0"';

export interface ConferenceFacts {
  readonly focusUri: string;
  readonly description: ConferenceDescription;
}

export function addressesOf(focusUri: string): ConferenceDescription['confUris'] {
  return mcuTypes.map((type) => ({ uri: mcuUri(focusUri, type), displayText: type, purpose: type }));
}

/** The whole conference: one full document, and partial ones with the users who had no place in it. */
export function renderFull({ focusUri, description }: ConferenceFacts, roster: Roster): Rendered[] {
  const { locked, users } = roster;
  const first = render({
    entity: focusUri,
    state: 'full',
    description,
    status: { userCount: users.length, active: true, locked },
    users: users.slice(0, usersPerDocument).map(conferenceUser),
    usersState: 'full',
    views: views(focusUri, roster),
    viewsState: 'full',
  });
  return [first, ...renderUsers(focusUri, users.slice(usersPerDocument))];
}

/** What has changed, in one document or several. */
export function renderChange(
  { focusUri }: ConferenceFacts,
  roster: Roster,
  change: RosterChange,
): Rendered[] {
  const { gone, locked, users } = change;
  const first = render({
    entity: focusUri,
    state: 'partial',
    status: { userCount: roster.size, ...(locked !== undefined && { locked }) },
    users: [
      ...gone.map((entity) => ({ entity, state: 'deleted' as const })),
      ...users.slice(0, usersPerDocument).map(conferenceUser),
    ],
    usersState: 'partial',
    ...(change.views && { views: views(focusUri, roster), viewsState: 'partial' as const }),
  });
  return [first, ...renderUsers(focusUri, users.slice(usersPerDocument))];
}

/** The last document: there is no such conference any more. */
export function renderEnd(focusUri: string): Rendered {
  return render({ entity: focusUri, state: 'deleted' });
}

function renderUsers(focusUri: string, users: readonly RosterUser[]): Rendered[] {
  const documents: Rendered[] = [];
  for (let at = 0; at < users.length; at += usersPerDocument) {
    const some = users.slice(at, at + usersPerDocument).map(conferenceUser);
    documents.push(render({ entity: focusUri, state: 'partial', users: some, usersState: 'partial' }));
  }
  return documents;
}

function render(document: ConferenceInfo): Rendered {
  const text = buildConferenceInfo({ ...document, version: 0 });
  const at = text.indexOf(versionMark);
  const [before, after] = [text.slice(0, at), text.slice(at + versionMark.length)];
  return { at: (version) => `${before} version="${version}"${after}` };
}

const mediaOf: Readonly<Record<McuType, string>> = { chat: 'chat', 'audio-video': 'audio' };

function views(focusUri: string, { filterRules, locked }: Roster): ConferenceEntityView[] {
  return mcuTypes.map((type) => ({
    entity: mcuUri(focusUri, type),
    state: 'full',
    locked,
    mediaTypes: [mediaOf[type]],
    ...(type === 'audio-video' && filterRules && { filterRules }),
  }));
}
