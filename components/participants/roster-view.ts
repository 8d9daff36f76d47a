import type {
  ConferenceAction,
  ConferenceParticipantSnapshot,
  ConferenceRole,
  ConferenceSnapshot,
} from '../../src/session/contract';
import type { ParticipantsStrings } from './strings';

/** What the person is asked before it is done. */
export type Question = { readonly act: 'end' } | { readonly act: 'eject'; readonly uri: string };

/** What the templates of a roster are made from. */
export interface RosterView {
  readonly t: ParticipantsStrings;
  readonly conference: ConferenceSnapshot;
  /** URI of the row that shows more. */
  readonly open: string | undefined;
  /** URI of the row that Tab goes to. */
  readonly current: string | undefined;
  readonly question: Question | undefined;
  readonly isInviting: boolean;
  readonly can: (action: ConferenceAction) => boolean;
  readonly isPending: (act: string, about?: string) => boolean;
  readonly canWithdraw: (uri: string) => boolean;
  readonly do: RosterDeeds;
}

export interface RosterDeeds {
  choose(uri: string): void;
  toggle(uri: string): void;
  mute(participant: ConferenceParticipantSnapshot): void;
  setRole(uri: string, role: ConferenceRole): void;
  ask(question: Question | undefined): void;
  eject(uri: string): void;
  muteAll(isMuted: boolean): void;
  lock(isLocked: boolean): void;
  toggleInviting(): void;
  inviteAgain(uri: string): void;
  withdraw(uri: string): void;
  leave(): void;
  end(): void;
}

/** Why what is for presenters cannot be done now; empty if it can. */
export function whyNot({ conference, t }: Pick<RosterView, 'conference' | 't'>): string {
  if (conference.state !== 'connected') return t.notWhileCatchingUp;
  return conference.role === 'presenter' ? '' : t.onlyPresenters;
}

/** Who has a voice in the conference that can be muted. */
export const isInAudio = ({ audioVideo }: ConferenceParticipantSnapshot): boolean =>
  audioVideo !== 'none' && audioVideo !== 'disconnected' && audioVideo !== 'disconnecting';
