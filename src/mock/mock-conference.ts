import { ConferenceStatus } from '../session/conference/conference-status';
import { inOrder } from '../session/conference/participants';
import {
  SessionError,
  type ConferenceAction,
  type ConferenceContract,
  type ConferenceEvents,
  type ConferenceInviteOptions,
  type ConferenceModality,
  type ConferenceParticipantSnapshot,
  type ConferenceRole,
  type ConferenceSnapshot,
  type ParticipantSnapshot,
  type SessionErrorCode,
  type TypedEventTarget,
} from '../session/contract';
import type { MockConversation } from './mock-conversation';

/** Somebody in a {@link MockConference}; what is not said is as of an attendee who chats. */
export type MockConferenceParticipant = Partial<ConferenceParticipantSnapshot> & { readonly uri: string };

export interface MockConferenceOptions {
  readonly uri?: string;
  readonly subject?: string;
  /** This participant's. Default `presenter`. */
  readonly role?: ConferenceRole;
  readonly isLocked?: boolean;
  readonly isAudienceMuted?: boolean;
  /** Everybody else. */
  readonly participants?: readonly MockConferenceParticipant[];
  /** What is joined with. Default `chat`. */
  readonly modalities?: readonly ConferenceModality[];
}

/**
 * The conference of a {@link MockConversation}. Commands of the page are carried out by the mock itself or, when `manual`, by `confirm()`; a script plays the
 * server and the others with `addParticipant()`, `changeParticipant()`, `removeParticipant()`, `setLocked()`, `setAudienceMuted()`, `eject…()`, `finish()` and `failNext()`.
 */
export class MockConference
  extends (EventTarget as new () => TypedEventTarget<ConferenceEvents>)
  implements ConferenceContract
{
  /** True: what the page asks for waits for `confirm()`. */
  manual = false;
  /** Plays who is invited: resolves when they accept, rejects when they do not. Default: they accept and come. */
  onInvited: (uri: string, options: ConferenceInviteOptions) => Promise<void> = async (uri) =>
    this.addParticipant({ uri });
  readonly uri: string;
  readonly modalities: readonly ConferenceModality[];
  readonly #status: ConferenceStatus;
  readonly #role: ConferenceRole;
  readonly #others: readonly MockConferenceParticipant[];
  readonly #isLocked: boolean;
  readonly #isAudienceMuted: boolean;
  #failures: SessionErrorCode[] = [];
  #waiting: (() => void)[] = [];

  constructor(
    private readonly conversation: MockConversation,
    options: MockConferenceOptions = {},
  ) {
    super();
    ({ modalities: this.modalities, uri: this.uri } = invitationTo(options));
    this.#role = options.role ?? 'presenter';
    this.#isLocked = options.isLocked ?? false;
    this.#isAudienceMuted = options.isAudienceMuted ?? false;
    this.#others = options.participants ?? [];
    this.#status = new ConferenceStatus(this.uri, options.subject ?? '', this, () => this.#touch());
    conversation.audioVideo.addEventListener('changed', () => this.#followCall());
  }

  get snapshot(): ConferenceSnapshot {
    return this.#status.snapshot;
  }

  canInvoke(action: ConferenceAction): boolean {
    return this.snapshot.actions.includes(action);
  }

  async invite(uri: string, options: ConferenceInviteOptions = {}): Promise<void> {
    this.#require('invite');
    this.#status.setInvitee(uri, { state: 'inviting' });
    try {
      await this.#confirmed();
      await this.onInvited(uri, options);
    } catch (error) {
      const failure =
        error instanceof SessionError ? error : new SessionError('declined', 'Declined', { cause: error });
      this.#status.setInvitee(uri, { state: 'failed', failure: failure.toSnapshot() });
      throw failure;
    }
  }

  async leave(): Promise<void> {
    await this.conversation.terminate();
  }

  async end(): Promise<void> {
    await this.#command('end');
    this.finish('ended');
  }

  async eject(uri: string): Promise<void> {
    await this.#command('eject');
    this.removeParticipant(uri);
  }

  async setRole(uri: string, role: ConferenceRole): Promise<void> {
    await this.#command('set-role');
    this.changeParticipant(uri, { role });
  }

  mute(uri?: string): Promise<void> {
    return this.#mute(uri, true);
  }

  unmute(uri?: string): Promise<void> {
    return this.#mute(uri, false);
  }

  async muteAll(): Promise<void> {
    await this.#command('mute-all');
    this.setAudienceMuted(true);
    for (const { audioVideo, isSelf, uri } of this.snapshot.participants)
      if (!isSelf && audioVideo !== 'none') this.changeParticipant(uri, muted(true));
  }

  async unmuteAll(): Promise<void> {
    await this.#command('mute-all');
    this.setAudienceMuted(false);
  }

  async lock(): Promise<void> {
    await this.#command('lock');
    this.setLocked(true);
  }

  async unlock(): Promise<void> {
    await this.#command('lock');
    this.setLocked(false);
  }

  // ------------------------------------------------------------------------------------------------ what a script calls

  /** Somebody comes. */
  addParticipant(participant: MockConferenceParticipant): void {
    const others = this.snapshot.participants.filter(({ uri }) => uri !== participant.uri);
    this.#setParticipants([...others, complete(participant)]);
  }

  /** What the roster says of somebody is another now, e.g. `{ isSpeaking: true }`. */
  changeParticipant(uri: string, change: Partial<Omit<ConferenceParticipantSnapshot, 'uri'>>): void {
    if (!this.snapshot.participants.some((each) => each.uri === uri))
      throw new SessionError('not-found', `${uri} is not in the conference.`);
    this.#setParticipants(
      this.snapshot.participants.map((each) =>
        each.uri === uri ? Object.freeze({ ...each, ...change }) : each,
      ),
    );
  }

  /** Somebody leaves, or was thrown out. */
  removeParticipant(uri: string): void {
    this.#setParticipants(this.snapshot.participants.filter((each) => each.uri !== uri));
  }

  setLocked(isLocked: boolean): void {
    this.#status.setView({ ...this.#status.view, isLocked });
  }

  /** A presenter mutes everybody, or ends that; `changeParticipant` says who is muted. */
  setAudienceMuted(isAudienceMuted: boolean): void {
    this.#status.setView({ ...this.#status.view, isAudienceMuted, mayUnmute: !isAudienceMuted });
  }

  /** It is over for this participant: `ended`, `ejected`, … */
  finish(reason: string): void {
    if (!this.#status.can('end')) return;
    this.#status.transition('end', reason);
    this.conversation.setState(
      'terminated',
      reason === 'left' ? 'terminated-locally' : 'terminated-remotely',
    );
  }

  /** The next `count` commands or invitations fail with `code`. */
  failNext(code: SessionErrorCode = 'forbidden', count = 1): void {
    for (let each = 0; each < count; each++) this.#failures.push(code);
  }

  /** Carries out what the page asked for first (see `manual`). */
  confirm(): void {
    this.#waiting.shift()?.();
  }

  // ---------------------------------------------------------------------------------------------- what the mock calls

  /** @internal This participant comes in. */
  join(modalities = this.modalities): void {
    if (!this.#status.can('join')) return;
    this.#status.transition('join');
    const { uri, displayName } = this.conversation.home.self;
    const chat = modalities.includes('chat') ? 'connected' : 'none';
    const self = complete({ uri, displayName, role: this.#role, isSelf: true, chat });
    if (this.#isAudienceMuted) this.setAudienceMuted(true);
    this.#setParticipants([self, ...this.#others.map(complete)], this.#isLocked);
    this.#status.transition('joined');
    this.conversation.setState('conferenced');
    if (modalities.includes('audio')) this.conversation.audioVideo.connect().catch(() => undefined);
  }

  /** @internal The connection went, or is back. */
  setConnected(isConnected: boolean): void {
    const on = isConnected ? 'joined' : 'lose';
    if (this.#status.can(on)) this.#status.transition(on);
  }

  /** @internal The conversation is over. */
  close(): void {
    if (this.#status.can('leave')) {
      this.#status.transition('leave');
      this.#status.transition('left', 'left');
    } else if (this.#status.can('end')) this.#status.transition('end', 'declined');
  }

  async #mute(uri: string | undefined, isMuted: boolean): Promise<void> {
    const self = this.conversation.home.self.uri;
    const target = uri ?? self;
    await this.#command(target === self ? 'mute' : 'mute-others');
    this.changeParticipant(target, muted(isMuted));
  }

  #require(action: ConferenceAction): void {
    if (this.canInvoke(action)) return;
    const code = this.snapshot.state === 'connected' ? 'forbidden' : 'invalid-state';
    throw new SessionError(code, `${action} is not possible now.`);
  }

  async #command(action: ConferenceAction): Promise<void> {
    this.#require(action);
    await this.#confirmed();
  }

  async #confirmed(): Promise<void> {
    await (this.manual ? new Promise<void>((resolve) => this.#waiting.push(resolve)) : undefined);
    const code = this.#failures.shift();
    if (code) throw new SessionError(code, 'The conference did not do it.');
  }

  #setParticipants(
    participants: readonly ConferenceParticipantSnapshot[],
    isLocked = this.#status.view.isLocked,
  ): void {
    const sorted = Object.freeze([...participants].sort(inOrder));
    const speaking = sorted.find(({ isSpeaking }) => isSpeaking);
    this.#status.setView({
      ...this.#status.view,
      participants: sorted,
      activeSpeaker: speaking?.uri,
      isLocked,
      subject: undefined,
    });
    // Until it is joined, who invited is all that is known.
    if (!sorted.length) return;
    this.conversation.update({
      participants: Object.freeze(sorted.filter(({ isSelf }) => !isSelf).map(person)),
    });
  }

  #followCall(): void {
    const { uri } = this.conversation.home.self;
    const self = this.snapshot.participants.find((each) => each.isSelf);
    if (!self) return;
    const { state } = this.conversation.audioVideo.snapshot;
    const audioVideo = state === 'connected' ? 'connected' : state === 'held' ? 'on-hold' : 'none';
    if (self.audioVideo !== audioVideo)
      this.changeParticipant(uri, { audioVideo, isOnHold: audioVideo === 'on-hold' });
  }

  #touch(): void {
    if (this.conversation.conference === this) this.conversation.conferenceChanged(this.snapshot);
  }
}

/** @internal What an invitation says of the conference. */
export function invitationTo({
  modalities = ['chat'],
  uri = newConferenceUri('sip:bob@contoso.com', 'JL3GPNYP'),
}: MockConferenceOptions): { readonly uri: string; readonly modalities: readonly ConferenceModality[] } {
  return Object.freeze({ uri, modalities });
}

/** @internal */
export function newConferenceUri(organizer: string, id: string): string {
  return `${organizer};gruu;opaque=app:conf:focus:id:${id.replace(/[^a-z\d]/gi, '')}`;
}

function complete(participant: MockConferenceParticipant): ConferenceParticipantSnapshot {
  return Object.freeze({
    displayName: /:([^@;]+)/.exec(participant.uri)?.[1] ?? participant.uri,
    role: 'attendee',
    isSelf: false,
    isOrganizer: false,
    chat: 'connected',
    audioVideo: 'none',
    isMuted: false,
    isMutedByServer: false,
    isOnHold: false,
    isSpeaking: false,
    ...participant,
  });
}

const muted = (isMuted: boolean): Partial<ConferenceParticipantSnapshot> => ({
  isMuted,
  isMutedByServer: isMuted,
  ...(isMuted && { isSpeaking: false }),
});

const person = ({ displayName, uri }: ConferenceParticipantSnapshot): ParticipantSnapshot =>
  Object.freeze({ uri, displayName, isSelf: false, isTyping: false });
