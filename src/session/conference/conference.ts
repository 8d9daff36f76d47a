import { mcuUri } from '../../protocol/conferencing/conference-info-names';
import type { McuType } from '../../protocol/conferencing/conference-info-names';
import type { Roster } from '../../protocol/conferencing/roster';
import { sipReasonOf } from '../../protocol/reason';
import { SessionError } from '../contract';
import type {
  AcceptOptions,
  ConferenceAction,
  ConferenceContract,
  ConferenceEvents,
  ConferenceInviteOptions,
  ConferenceModality,
  ConferenceRole,
  ConferenceSnapshot,
  FailureSnapshot,
  ParticipantSnapshot,
} from '../contract';
import type { Conversation } from '../conversation';
import { asSessionError } from '../failures';
import { addressOf } from '../identity';
import { withResolvers } from '../resolvers';
import type { ResumableConversation } from '../resume-token';
import type { DialogEnd, Signaling } from '../signaling/signaling';
import { typedEventTarget } from '../typed-event-target';
import { ChatLeg } from './chat-leg';
import { isConnectionLoss } from './conference-failures';
import { ConferencePeople } from './conference-people';
import { ConferenceStatus } from './conference-status';
import { commandsOf } from './control';
import type { Control } from './control';
import { FocusDialog } from './focus-dialog';
import type { IncomingInvitation } from './incoming-invitation';
import { inviteParticipant } from './invite-participant';
import { viewRoster } from './participants';
import { endOfFocus } from './end-of-focus';
import { PageReload } from './page-reload';
import { RosterSubscription } from './roster-subscription';

/** Milliseconds between attempts to come back, while the server has trouble. */
const RETRY_AFTER = 1000;

export interface ConferenceHost {
  readonly self: { readonly uri: string; readonly displayName: string };
  readonly signaling: Signaling | undefined;
  readonly recoveryTimeout: number;
  report(failure: FailureSnapshot): void;
}

/** A conversation's part in a conference (UCMA: `ConferenceSession`): focus dialog, roster, and the legs to the MCUs. */
export class ConferenceSession extends typedEventTarget<ConferenceEvents>() implements ConferenceContract {
  /** What is joined with; more when more is used. */
  modalities: readonly ConferenceModality[] = ['chat'];
  /** While it is being asked for. */
  invitation: IncomingInvitation | undefined;
  /** Messages and voice still go to the one other party: this conversation is on its way to become a conference. */
  isHeldBack = false;
  roster: Roster | undefined;
  readonly status: ConferenceStatus;
  readonly control: Control;
  readonly #people: ConferencePeople;
  readonly #joined = withResolvers<void>();
  readonly #reload: PageReload;
  #wantsVoice: boolean;
  #focus: FocusDialog | undefined;
  #subscription: RosterSubscription | undefined;
  #chat: ChatLeg | undefined;
  #wasConnected: boolean;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly conversation: Conversation,
    readonly uri: string,
    readonly host: ConferenceHost,
    subject = '',
  ) {
    super();
    this.#joined.promise.catch(() => undefined);
    this.#reload = new PageReload(conversation);
    this.#wasConnected = this.#reload.isReturn;
    this.#wantsVoice = this.#reload.hadVoice;
    this.#people = new ConferencePeople(conversation, this, () => this.status.view.participants);
    this.status = new ConferenceStatus(uri, subject, this, () => {
      this.#people.changed();
      // An attempt that nobody sees yet changes nothing of the conversation.
      if (conversation.conference === this) conversation.refreshActions();
    });
    this.control = commandsOf(this);
  }

  get snapshot(): ConferenceSnapshot {
    return this.status.snapshot;
  }

  get isJoining(): boolean {
    return this.status.state !== 'connected';
  }

  /** Resolves when the focus took us and the roster is here. Rejects with `SessionError`. */
  get whenJoined(): Promise<void> {
    return this.#joined.promise;
  }

  /** Everybody else; undefined until it is known. */
  get others(): readonly ParticipantSnapshot[] | undefined {
    return this.roster && this.#people.others;
  }

  /** For the page that is loaded after this one. */
  get left(): Partial<ResumableConversation> {
    const { call } = this.conversation.audioVideo;
    return this.#reload.keep(this.uri, this.modalities, call?.isLive || (this.isJoining && this.#joinsVoice));
  }

  get focus(): FocusDialog | undefined {
    return this.#focus;
  }

  canInvoke(action: ConferenceAction): boolean {
    return this.snapshot.actions.includes(action);
  }

  // ------------------------------------------------------------------------------------------------ what a page calls

  async invite(uri: string, options?: ConferenceInviteOptions): Promise<void> {
    await inviteParticipant(this, uri, options);
  }

  async leave(): Promise<void> {
    await (this.conversation.conference === this ? this.conversation.terminate() : this.hangUp());
  }

  end(): Promise<void> {
    return this.control.end();
  }

  eject(uri: string): Promise<void> {
    return this.control.eject(uri);
  }

  setRole(uri: string, role: ConferenceRole): Promise<void> {
    return this.control.setRole(uri, role);
  }

  mute(uri?: string): Promise<void> {
    return this.control.mute(uri, true);
  }

  unmute(uri?: string): Promise<void> {
    return this.control.mute(uri, false);
  }

  muteAll(): Promise<void> {
    return this.control.muteAll(true);
  }

  unmuteAll(): Promise<void> {
    return this.control.muteAll(false);
  }

  lock(): Promise<void> {
    return this.control.lock(true);
  }

  unlock(): Promise<void> {
    return this.control.lock(false);
  }

  // --------------------------------------------------------------------------------------- what the conversation calls

  /** A person takes the invitation: its 200, and then the focus. */
  async accept({ modalities }: AcceptOptions = {}): Promise<void> {
    await this.invitation?.accept();
    this.invitation = undefined;
    if (modalities) this.modalities = modalities;
    this.start();
    await this.whenJoined;
  }

  decline(reason: string | undefined): void {
    this.invitation?.decline(reason);
    this.invitation = undefined;
    this.finish('declined');
  }

  /** Joins as soon as requests can be sent; nothing while a person is still asked, or when it has begun. */
  start(): void {
    if (this.status.state !== 'idle' || this.invitation) return;
    this.status.transition('join');
    this.attach();
  }

  attach(): void {
    const { recoveryTimeout, signaling } = this.host;
    if (!signaling || this.status.state !== 'connecting' || this.#focus) return;
    if (this.#wasConnected)
      this.#deadline ??= setTimeout(() => this.#giveUp('recovery-failed'), recoveryTimeout);
    void this.#join(signaling);
  }

  detach(): void {
    // The focus that loses us ends our voice as well.
    if (this.status.state === 'connected')
      this.#wantsVoice = this.conversation.audioVideo.call?.isLive ?? false;
    this.#drop();
    if (this.status.can('lose')) this.status.transition('lose');
  }

  /** A message waits: whoever came for the voice only joins the chat now. */
  onQueued(): void {
    if (!this.modalities.includes('chat')) this.modalities = [...this.modalities, 'chat'];
    const { signaling } = this.host;
    if (signaling && this.status.state === 'connected' && !this.#chat) this.#joinChat(signaling);
  }

  /** The conversation ends here. Never rejects. */
  async hangUp(): Promise<void> {
    if (this.invitation) return this.decline(undefined);
    if (!this.status.can('leave')) return this.finish('left');
    this.status.transition('leave');
    const [focus, chat] = [this.#focus, this.#chat];
    this.#subscription?.stop();
    this.#drop();
    await Promise.all([focus?.leave(), chat?.leave()]);
    if (this.status.can('left')) this.status.transition('left', 'left');
    this.#joined.reject(new SessionError('cancelled', 'The conference was left'));
  }

  /** It is over here, and nobody needs to be told any more. The conversation is not ended by this. */
  finish(reason: string, failure?: FailureSnapshot): void {
    void this.#chat?.leave();
    void this.#focus?.leave();
    this.#drop();
    if (!this.status.can('end')) return;
    this.status.transition('end', reason, failure);
    this.#joined.reject(
      new SessionError((failure?.code ?? 'cancelled') as SessionError['code'], failure?.message ?? reason, {
        ...failure,
      }),
    );
  }

  // ----------------------------------------------------------------------------------------- what parts of it call

  /** From now on the conversation is this conference's. */
  adopt(): this {
    this.conversation.conference = this;
    this.conversation.refreshActions();
    return this;
  }

  /** The address in the roster goes first; before there is one, it is derived. */
  mcu(type: McuType): string {
    const entry = this.roster?.description?.confUris?.find(({ purpose }) => purpose === type);
    return entry?.uri ?? mcuUri(this.uri, type);
  }

  /** Everybody who was waited for is here. */
  release(): void {
    this.isHeldBack = false;
    this.#chat?.take();
  }

  report(error: unknown, message: string): void {
    this.host.report(asSessionError(error, 'server-error', message).toSnapshot());
  }

  async #join(signaling: Signaling): Promise<void> {
    const focus = (this.#focus = new FocusDialog(signaling, {
      uri: this.uri,
      self: this.host.self,
      endpoint: this.#reload.endpoint,
      conversationId: this.conversation.id,
      onEnded: (end) => this.#onFocusEnded(end),
    }));
    try {
      const role = await focus.join();
      if (this.#focus !== focus) return void focus.leave();
      this.status.setRole(role);
      this.#reload.tell();
    } catch (error) {
      if (this.#focus === focus) this.#onNotJoined(error);
      return;
    }
    this.#subscription = new RosterSubscription(signaling, this.uri, {
      onRoster: (roster) => this.#onRoster(roster),
      onConferenceEnded: () => this.#over('ended'),
      onFailed: (error) => this.#over(error.code, error.toSnapshot()),
      report: (error) => this.report(error, 'Roster'),
    });
    // The MCUs' addresses can be derived: nobody waits for the roster to call them.
    if (this.modalities.includes('chat')) this.#joinChat(signaling);
    this.#joinAudio();
  }

  #joinChat(signaling: Signaling): void {
    const { conversation } = this;
    const chat = (this.#chat = new ChatLeg(signaling, this.mcu('chat'), {
      messaging: conversation.messaging,
      conversationId: conversation.id,
      isHeldBack: () => this.isHeldBack,
      authorOf: (uri) => this.#people.authorOf(uri),
      onTyping: (uri, isTyping, refresh) => this.#people.setTyping(uri, isTyping, refresh),
      onEnded: ({ by }) => {
        this.#chat = undefined;
        // Its end comes with that of the focus; alone, it was only lost.
        if (by === 'error') this.onQueued();
      },
      report: (error, message) => this.report(error, message),
    }));
    chat.join().catch((error: unknown) => {
      if (this.#chat !== chat) return;
      this.#chat = undefined;
      if (isConnectionLoss(error)) return;
      const failure = asSessionError(error, 'server-error', 'The chat of the conference could not be joined');
      this.host.report(failure.toSnapshot());
      conversation.messaging.fail(failure.toSnapshot());
    });
  }

  /** Joins with voice, or takes the voice back after a loss. */
  #joinAudio(): void {
    const { audioVideo } = this.conversation;
    if (audioVideo.call?.isLive) return audioVideo.call.attach();
    // Who escalates places the leg without switching to it.
    if (this.isHeldBack) return;
    if (!this.#joinsVoice) return;
    this.#reload.muteAsBefore();
    // Its failure is in the call's snapshot; the conference goes on without it.
    audioVideo.connect().catch(() => undefined);
  }

  get #joinsVoice(): boolean {
    return this.#wasConnected ? this.#wantsVoice : this.modalities.includes('audio');
  }

  #onRoster(roster: Roster): void {
    this.roster = roster;
    const view = viewRoster(roster, this.host.self.uri, this.status.view);
    this.status.setView(view);
    this.#people.settle();
    if (!this.status.can('joined')) return;
    clearTimeout(this.#deadline);
    this.#deadline = undefined;
    this.#wasConnected = true;
    this.status.transition('joined');
    if (!this.isHeldBack) this.conversation.establish();
    for (const channel of this.conversation.contextChannels) channel.attach();
    this.#joined.resolve();
  }

  #onFocusEnded(end: DialogEnd): void {
    // Whoever says that we gave no sign of life gets one.
    if (end.by === 'error' || sipReasonOf(end.reason)?.cause === 408) return this.#recover();
    const self = addressOf(this.host.self.uri);
    const isListed = this.status.view.participants.some(({ uri }) => uri === self);
    this.#over(endOfFocus(end, isListed));
  }

  /** The server has lost us, and the connection is there. */
  #recover(): void {
    const { conversation } = this;
    this.detach();
    if (conversation.state === 'conferenced') conversation.transition('lose');
    conversation.messaging.close();
    this.attach();
  }

  #onNotJoined(error: unknown): void {
    this.#focus = undefined;
    // A new connection tries by itself.
    if (isConnectionLoss(error)) return;
    const failure = asSessionError(error, 'server-error', 'The conference could not be joined');
    const { status = 0 } = failure.details;
    if (this.#wasConnected && (failure.code === 'timeout' || status >= 500) && status < 600) {
      this.#retry = setTimeout(() => this.attach(), RETRY_AFTER);
      return;
    }
    this.#over(failure.code, failure.toSnapshot());
  }

  #giveUp(code: 'recovery-failed'): void {
    this.#over(code, new SessionError(code, 'The conference did not come back in time').toSnapshot());
  }

  /** The conference ends for us, not by our wish. */
  #over(reason: string, failure?: FailureSnapshot): void {
    this.finish(reason, failure);
    // While it is on its way, who began that decides what remains.
    if (this.conversation.conference !== this || this.isHeldBack) return;
    const isEnd = reason === 'ended' || reason === 'ejected' || reason === 'replaced';
    this.conversation.end(isEnd ? 'terminated-remotely' : reason, failure);
  }

  #drop(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#deadline);
    this.#focus?.forget();
    this.#subscription?.forget();
    this.#chat?.forget();
    this.#focus = this.#subscription = this.#chat = this.#deadline = undefined;
  }
}
