import type {
  ConferenceEndpointStatus,
  ConferenceRole,
} from '../../protocol/conferencing/conference-info-names';
import type { FailureSnapshot } from './errors';
import type { ConferenceParticipantEvent, ConferenceStateChangedEvent } from './conference-events';
import type { TypedEventTarget } from './typed-event-target';

export type { ConferenceRole };

/**
 * UCMA's states of a conference session, of this participant. `connecting` also while a lost connection is being restored: `participants` are then those of
 * before. `disconnected`: left, or over, with `endReason`.
 */
export type ConferenceState = 'idle' | 'connecting' | 'connected' | 'disconnecting' | 'disconnected';

/** UCMA's `ConferenceEndpointState` (RFC 4575 section 5.7.3); `none`: not in this modality. Show it greyed until it is `connected`. */
export type ConferenceEndpointState = ConferenceEndpointStatus | 'none';

export type ConferenceModality = 'chat' | 'audio';

/** As the server says, never as it was asked for. */
export interface ConferenceParticipantSnapshot {
  readonly uri: string;
  readonly displayName: string;
  readonly role: ConferenceRole;
  readonly isSelf: boolean;
  readonly isOrganizer: boolean;
  readonly chat: ConferenceEndpointState;
  readonly audioVideo: ConferenceEndpointState;
  /** Nothing is heard of this person, whoever muted. */
  readonly isMuted: boolean;
  /** The conference drops what this person's microphone sends. */
  readonly isMutedByServer: boolean;
  readonly isOnHold: boolean;
  readonly isSpeaking: boolean;
}

/** Somebody who was asked and is not in the roster yet. Those who did not come stay until they are asked again or `connected`. */
export interface ConferenceInviteeSnapshot {
  readonly uri: string;
  /** `dialing-out`: their software takes no conference invitation, so the conference calls them. */
  readonly state: 'inviting' | 'dialing-out' | 'failed';
  /** `declined`, `no-answer`, `busy`, … */
  readonly failure?: FailureSnapshot;
}

/** `mute`: oneself, and back where that is allowed. `mute-others`, and everything after it, is for presenters. */
export type ConferenceAction =
  'leave' | 'mute' | 'mute-others' | 'mute-all' | 'invite' | 'eject' | 'set-role' | 'lock' | 'end';

export interface ConferenceSnapshot {
  /** Address of the focus. */
  readonly uri: string;
  readonly state: ConferenceState;
  readonly subject: string;
  /** This participant's. */
  readonly role: ConferenceRole;
  /** Nobody else gets in. */
  readonly isLocked: boolean;
  /** A presenter has muted everybody: attendees are muted as soon as they come, and do not unmute themselves. */
  readonly isAudienceMuted: boolean;
  /** Self first, then presenters, then by name. */
  readonly participants: readonly ConferenceParticipantSnapshot[];
  readonly invitees: readonly ConferenceInviteeSnapshot[];
  readonly actions: readonly ConferenceAction[];
  /** URI of who speaks. */
  readonly activeSpeaker?: string;
  /**
   * `left`, `ended` (by a presenter or the server), `ejected`, `replaced` (another page of this user has taken the place), `recovery-failed`, or a
   * `SessionErrorCode`.
   */
  readonly endReason?: string;
  readonly failure?: FailureSnapshot;
}

export interface ConferenceEvents {
  'state-changed': ConferenceStateChangedEvent;
  'participant-added': ConferenceParticipantEvent;
  'participant-removed': ConferenceParticipantEvent;
  'participant-changed': ConferenceParticipantEvent;
  /** Any change at all; `snapshot` is new. Fired once per task after the specific events. */
  changed: Event;
}

export interface ConferenceInviteOptions {
  /** What is offered; default: what this participant is in. */
  readonly modalities?: readonly ConferenceModality[];
  /** Aborting withdraws the invitation. */
  readonly signal?: AbortSignal;
}

/**
 * The conference that a conversation has become (UCMA: `ConferenceSession`). Methods reject with `SessionError`: `forbidden` without the role,
 * `timeout`, `invalid-state`, or what the server said. A command resolves when the server has done it; the roster shows it.
 */
export interface ConferenceContract extends TypedEventTarget<ConferenceEvents> {
  readonly snapshot: ConferenceSnapshot;
  canInvoke(action: ConferenceAction): boolean;
  /**
   * Resolves when the person has accepted; they join by themselves. Rejects with `declined`, `no-answer`, `busy`, … Software that knows no conference invitations
   * is called by the conference instead.
   */
  invite(uri: string, options?: ConferenceInviteOptions): Promise<void>;
  /** The conference goes on without this participant; the conversation ends. */
  leave(): Promise<void>;
  /** For everybody. */
  end(): Promise<void>;
  eject(uri: string): Promise<void>;
  setRole(uri: string, role: ConferenceRole): Promise<void>;
  /** On the server: whatever the microphone sends is dropped. Without `uri` oneself. */
  mute(uri?: string): Promise<void>;
  unmute(uri?: string): Promise<void>;
  /**
   * On the server: everybody but this presenter, and attendees who come later. Presenters may unmute themselves; attendees may not, while a presenter is there. `unmuteAll` ends that; who
   * is muted stays so until they unmute themselves.
   */
  muteAll(): Promise<void>;
  unmuteAll(): Promise<void>;
  lock(): Promise<void>;
  unlock(): Promise<void>;
}

/** Who may join: those who were invited, anybody who is signed in, anybody. */
export type ConferenceAdmission = 'closedAuthenticated' | 'openAuthenticated' | 'anonymous';

export interface CreateConferenceOptions {
  readonly subject?: string;
  /** Default `openAuthenticated`. */
  readonly admission?: ConferenceAdmission;
  /** Invited as soon as the conference is there; see `invitees` for what becomes of it. */
  readonly invite?: readonly string[];
  /** What to join with; default `chat`. */
  readonly modalities?: readonly ConferenceModality[];
  readonly signal?: AbortSignal;
}

export type EscalateOptions = Omit<CreateConferenceOptions, 'modalities'>;

export interface JoinConferenceOptions {
  readonly subject?: string;
  /** What to join with; default `chat`. */
  readonly modalities?: readonly ConferenceModality[];
  /** Continue a thread: its `Ms-Conversation-ID`. */
  readonly conversationId?: string;
  readonly signal?: AbortSignal;
}
