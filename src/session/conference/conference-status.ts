import { SessionError } from '../contract';
import { ConferenceParticipantEvent, ConferenceStateChangedEvent } from '../contract';
import type {
  ConferenceInviteeSnapshot,
  ConferenceRole,
  ConferenceSnapshot,
  ConferenceState,
  FailureSnapshot,
} from '../contract';
import { nextConferenceState } from './conference-states';
import type { ConferenceTransition } from './conference-states';
import { conferenceActions, emptyView } from './participants';
import type { RosterView } from './participants';

/** What is known of a conference, as its snapshot, with the events of what changed. */
export class ConferenceStatus {
  state: ConferenceState = 'idle';
  view: RosterView = emptyView;
  #role: ConferenceRole = 'attendee';
  #invitees: readonly ConferenceInviteeSnapshot[] = Object.freeze([]);
  #endReason: string | undefined;
  #failure: FailureSnapshot | undefined;
  #snapshot: ConferenceSnapshot | undefined;
  #changedQueued = false;

  constructor(
    private readonly uri: string,
    private readonly subject: string,
    private readonly target: EventTarget,
    /** Something in the snapshot changed. */
    private readonly onTouch: () => void,
  ) {}

  get snapshot(): ConferenceSnapshot {
    const { activeSpeaker, isAudienceMuted, isLocked, mayUnmute, participants, subject } = this.view;
    const self = participants.find(({ isSelf }) => isSelf);
    return (this.#snapshot ??= Object.freeze({
      uri: this.uri,
      state: this.state,
      subject: subject || this.subject,
      role: this.#role,
      isLocked,
      isAudienceMuted,
      participants,
      invitees: this.#invitees,
      actions: conferenceActions(this.state, this.#role, self, mayUnmute),
      ...(activeSpeaker !== undefined && { activeSpeaker }),
      ...(this.#endReason !== undefined && { endReason: this.#endReason }),
      ...(this.#failure && { failure: this.#failure }),
    }));
  }

  can(on: ConferenceTransition): boolean {
    return nextConferenceState(this.state, on) !== undefined;
  }

  transition(on: ConferenceTransition, reason?: string, failure?: FailureSnapshot): void {
    const previous = this.state;
    const next = nextConferenceState(previous, on);
    if (!next) throw new SessionError('invalid-state', `A conference that is ${previous} cannot ${on}`);
    this.state = next;
    if (next === 'disconnected') {
      this.#endReason = reason;
      this.#failure = failure;
      this.#invitees = Object.freeze([]);
    }
    this.touch();
    this.target.dispatchEvent(new ConferenceStateChangedEvent(previous, next, reason));
  }

  setRole(role: ConferenceRole): void {
    if (role === this.#role) return;
    this.#role = role;
    this.touch();
  }

  /** Undefined takes the entry away. */
  setInvitee(uri: string, invitee: Omit<ConferenceInviteeSnapshot, 'uri'> | undefined): void {
    const others = this.#invitees.filter((each) => each.uri !== uri);
    if (!invitee && others.length === this.#invitees.length) return;
    this.#invitees = Object.freeze(invitee ? [...others, Object.freeze({ uri, ...invitee })] : others);
    this.touch();
  }

  setView(view: RosterView): void {
    const before = this.view;
    this.view = view;
    for (const { uri } of view.participants) this.setInvitee(uri, undefined);
    const self = view.participants.find(({ isSelf }) => isSelf);
    if (self) this.setRole(self.role);
    this.touch();
    this.#tellChanges(before, view);
  }

  touch(): void {
    this.#snapshot = undefined;
    this.onTouch();
    if (this.#changedQueued) return;
    this.#changedQueued = true;
    queueMicrotask(() => {
      this.#changedQueued = false;
      this.target.dispatchEvent(new Event('changed'));
    });
  }

  #tellChanges(before: RosterView, after: RosterView): void {
    const old = new Map(before.participants.map((each) => [each.uri, each]));
    for (const participant of after.participants) {
      const previous = old.get(participant.uri);
      old.delete(participant.uri);
      if (!previous) this.#tell(new ConferenceParticipantEvent('participant-added', participant));
      else if (previous !== participant)
        this.#tell(new ConferenceParticipantEvent('participant-changed', participant, previous));
    }
    for (const gone of old.values()) this.#tell(new ConferenceParticipantEvent('participant-removed', gone));
  }

  #tell(event: Event): void {
    this.target.dispatchEvent(event);
  }
}
