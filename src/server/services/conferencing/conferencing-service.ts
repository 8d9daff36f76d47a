import type { AdmissionPolicy } from './domain/admission';
import type { AudioMode } from './audio-members';
import type { RosterUser } from './domain/roster';
import type { ConferenceRole } from '../../../protocol/conferencing/conference-info-names';
import type { Digit, MediaLeg, MediaRoom, Unsubscribe } from '../../media';

/**
 * Conferences for applications of ours in the same process, the contact centre above all. Nothing here asks for rights: the application is trusted, and asks
 * its own users for theirs.
 */
export interface ConferencingService {
  /**
   * A conference that goes on until `end`, also while nobody is in it. `organizer` is a user that belongs to the application, e.g.
   * `sip:contact-center@contoso.com`: nobody signs in as it. Throws `ConferenceRefusal`: `duplicate`, `too-many-conferences`, `shutting-down`.
   */
  createConference(options: TrustedConferenceOptions): TrustedConference;
  /** One of these, or one that a user has made; undefined if there is none with this focus address. */
  findConference(focusUri: string): TrustedConference | undefined;
}

export interface TrustedConferenceOptions {
  readonly organizer: string;
  /** 8 to 32 letters and digits; made when absent. */
  readonly id?: string;
  readonly subject?: string;
  /** Default `closedAuthenticated`. */
  readonly policy?: AdmissionPolicy;
  /** Who may join, and as what; guests too. */
  readonly allowed?: ReadonlyMap<string, ConferenceRole>;
}

/** Somebody in a conference by an application's hand. */
export interface TrustedMember {
  readonly uri: string;
  readonly displayName: string;
  /** Default `attendee`. */
  readonly role?: ConferenceRole;
  /** In no roster, and counted nowhere: who monitors. Default false. */
  readonly hidden?: boolean;
}

export interface TrustedAudioOptions extends TrustedMember {
  /** Default `{ kind: 'participant' }`. Take `hidden` with `monitor` and `whisper`. */
  readonly mode?: AudioMode;
}

export interface TrustedAudioLeg {
  /** The application negotiates: `answer(offer)` or `offer()` and `accept(answer)`, and `end()` when its dialog is over. */
  readonly leg: MediaLeg;
  /** Monitor (hears all, heard by none), whisper (heard by one), participant (barge in). From the next frame on. */
  setMode(mode: AudioMode): Promise<void>;
  leave(): void;
}

/** Somebody in the chat of the conference whom the application speaks for, e.g. a visitor. In the roster with a `chat` endpoint unless hidden. */
export interface TrustedChatPlace {
  /** Resolves as `TrustedConference.say`. */
  say(text: string, contentType?: string): Promise<readonly string[]>;
  /** What the others say. */
  onMessage(listener: (message: TrustedMessage) => void): Unsubscribe;
  /** Resolves when this is over, with why: `Ejected`, `The conference has ended`, `Left the conference`. */
  readonly ended: Promise<string>;
  leave(): void;
}

export interface TrustedMessage {
  /** Address of record of who said it. */
  readonly sender: string;
  readonly contentType: string;
  readonly body: Buffer;
}

export interface TrustedInvitation {
  readonly role?: ConferenceRole;
  readonly audio?: boolean;
  readonly im?: boolean;
  readonly firstMessage?: string;
  readonly headers?: [string, string][];
  /** Aborting withdraws it. */
  readonly signal?: AbortSignal;
}

export interface TrustedConference {
  readonly focusUri: string;
  readonly chatUri: string;
  readonly audioVideoUri: string;
  readonly participants: readonly RosterUser[];
  readonly isLocked: boolean;
  readonly isEnded: boolean;
  /** Adds to the list of those who may join; the only way in for guests. */
  allow(uri: string, role?: ConferenceRole): void;
  /**
   * Lets somebody in and sends them `application/ms-conf-invite+xml`, from the focus. Resolves when they have accepted; they join by themselves. Software
   * that answers 415 is called by the MCUs instead. Rejects with `SipFailureError` or `SipTransactionError`.
   */
  invite(uri: string, invitation?: TrustedInvitation): Promise<void>;
  /** An MCU calls somebody. Resolves when they are in. Rejects with `ConferenceRefusal`, the SIP status as its `detail`. */
  dialOut(member: TrustedMember, modality: 'chat' | 'audio-video'): Promise<void>;
  /** A place in the voice of the conference for a peer that the application has a dialog with. Rejects with `ConferenceRefusal`: `media-unavailable`. */
  joinAudio(options: TrustedAudioOptions): Promise<TrustedAudioLeg>;
  /** A place in the chat of the conference for somebody whom the application speaks for. */
  joinChat(member: TrustedMember): TrustedChatPlace;
  /** Says something to all, as `sender`. Resolves when all have answered, with the addresses of those who could not be told. */
  say(sender: string, text: string, contentType?: string): Promise<readonly string[]>;
  /** All that participants and applications say from now on. */
  onMessage(listener: (message: TrustedMessage) => void): Unsubscribe;
  /** Keys that participants press. */
  onDigit(listener: (event: { readonly user: string; readonly digit: Digit }) => void): Unsubscribe;
  /** The roster has changed, or the conference has ended. */
  onChanged(listener: () => void): Unsubscribe;
  /** All streams of somebody, at the server. */
  mute(uri: string, muted: boolean): void;
  setRole(uri: string, role: ConferenceRole): void;
  setLocked(locked: boolean): void;
  eject(uri: string): void;
  /** To play something to all, or to one leg. */
  room(): Promise<MediaRoom>;
  end(): void;
}
