import type { ConferenceEndpoint, ConferenceUser } from '../../protocol/conferencing/conference-info-user';
import { parseConferenceUri } from '../../protocol/conferencing/conference-info-names';
import type { Roster } from '../../protocol/conferencing/roster';
import type {
  ConferenceAction,
  ConferenceParticipantSnapshot,
  ConferenceRole,
  ConferenceState,
} from '../contract';
import { addressOf } from '../identity';

export interface RosterView {
  readonly participants: readonly ConferenceParticipantSnapshot[];
  readonly activeSpeaker: string | undefined;
  readonly isLocked: boolean;
  readonly isAudienceMuted: boolean;
  /** Attendees may lift what mutes them at the server. */
  readonly mayUnmute: boolean;
  readonly subject: string | undefined;
}

const emptyView: RosterView = Object.freeze({
  participants: Object.freeze([]),
  activeSpeaker: undefined,
  isLocked: false,
  isAudienceMuted: false,
  mayUnmute: true,
  subject: undefined,
});

export { emptyView };

/** What people see of a roster. Participants that are as they were are the same objects as in `before`. */
export function viewRoster(roster: Roster, selfUri: string, before: RosterView): RosterView {
  const organizer = addressOf(
    roster.description?.organizer?.uri ?? parseConferenceUri(roster.entity)?.organizer ?? '',
  );
  const known = new Map(before.participants.map((each) => [each.uri, each]));
  const self = addressOf(selfUri);
  const participants = (roster.users ?? [])
    .map((user) => participantOf(user, self, organizer))
    .map((each) => {
      const old = known.get(each.uri);
      return old && isSame(old, each) ? old : Object.freeze(each);
    })
    .sort(inOrder);
  const rules = roster.views?.map(({ filterRules }) => filterRules) ?? [];
  const speaking = participants.filter(({ isSpeaking }) => isSpeaking);
  return Object.freeze({
    participants: Object.freeze(participants),
    // Who spoke last goes on being it while they do.
    activeSpeaker: (speaking.find(({ uri }) => uri === before.activeSpeaker) ?? speaking[0])?.uri,
    isLocked: roster.status?.locked ?? roster.views?.some(({ locked }) => locked) ?? false,
    isAudienceMuted: rules.some((each) => each?.attendeeIngress === 'block'),
    mayUnmute:
      !rules.some((each) => each?.attendeesMayUnmute === false) ||
      // There is nobody else to do it.
      !participants.some(({ role }) => role === 'presenter'),
    subject: roster.description?.subject ?? roster.description?.displayText,
  });
}

function participantOf(user: ConferenceUser, self: string, organizer: string): ConferenceParticipantSnapshot {
  const uri = addressOf(user.entity) || user.entity;
  const chat = endpointOf(user, 'chat');
  const audioVideo = endpointOf(user, 'audio-video');
  const audio = audioVideo?.media?.find(({ type }) => type === undefined || type === 'audio');
  const isMutedByServer = audio?.ingressFilter === 'block' || audioVideo?.status === 'muted-via-focus';
  const isOnHold = audioVideo?.status === 'on-hold';
  const isMuted =
    isMutedByServer || (!isOnHold && (audio?.status === 'recvonly' || audio?.status === 'inactive'));
  return {
    uri,
    displayName: user.displayName ?? '',
    role: roleOf(user),
    isSelf: uri === self,
    isOrganizer: uri === organizer,
    chat: chat?.status ?? (chat ? 'connected' : 'none'),
    audioVideo: audioVideo?.status ?? (audioVideo ? 'connected' : 'none'),
    isMuted,
    isMutedByServer,
    isOnHold,
    isSpeaking: !isMuted && !isOnHold && audio?.isTalking === true,
  };
}

export const roleOf = ({ roles }: ConferenceUser): ConferenceRole =>
  roles?.some((role) => role.toLowerCase() === 'presenter') ? 'presenter' : 'attendee';

/** A user's endpoint at that MCU; of several the connected one that came last: those before may be leftovers of a lost connection. */
export function endpointOf(user: ConferenceUser, sessionType: string): ConferenceEndpoint | undefined {
  const all = (user.endpoints ?? []).filter((each) => each.sessionType?.toLowerCase() === sessionType);
  return all.findLast(({ status }) => status === 'connected') ?? all.at(-1);
}

const isSame = (one: ConferenceParticipantSnapshot, other: ConferenceParticipantSnapshot): boolean =>
  (Object.keys(other) as (keyof ConferenceParticipantSnapshot)[]).every((key) => one[key] === other[key]);

/** Self first, then presenters, then by name. */
export function inOrder(one: ConferenceParticipantSnapshot, other: ConferenceParticipantSnapshot): number {
  return (
    Number(other.isSelf) - Number(one.isSelf) ||
    Number(other.role === 'presenter') - Number(one.role === 'presenter') ||
    (one.displayName || one.uri).localeCompare(other.displayName || other.uri)
  );
}

const none: readonly ConferenceAction[] = Object.freeze([]);
const ofPresenters: readonly ConferenceAction[] = [
  'mute-others',
  'mute-all',
  'invite',
  'eject',
  'set-role',
  'lock',
  'end',
];

/** What can be done by whom. The server decides again. */
export function conferenceActions(
  state: ConferenceState,
  role: ConferenceRole,
  self: ConferenceParticipantSnapshot | undefined,
  mayUnmute: boolean,
): readonly ConferenceAction[] {
  if (state === 'connecting') return Object.freeze(['leave']);
  if (state !== 'connected') return none;
  const canMute =
    self?.audioVideo === 'connected' && (role === 'presenter' || mayUnmute || !self.isMutedByServer);
  return Object.freeze([
    'leave',
    ...(canMute ? (['mute'] as const) : []),
    ...(role === 'presenter' ? ofPresenters : []),
  ]);
}
