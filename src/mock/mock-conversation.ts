import {
  ActionAvailabilityChangedEvent,
  ContextChannelEvent,
  ContextDataReceivedEvent,
  ConversationStateChangedEvent,
  ParticipantEvent,
  SessionError,
  type AcceptOptions,
  type CallModality,
  type CallParkOrbit,
  type ConferenceSnapshot,
  type ContextApplication,
  type ConversationAction,
  type ConversationContract,
  type ConversationEvents,
  type ConversationSnapshot,
  type ConversationState,
  type EscalateOptions,
  type MessageFormat,
  type MessageSnapshot,
  type ParticipantSnapshot,
  type QueueSnapshot,
  type SessionErrorCode,
  type SupervisionMode,
  type TypedEventTarget,
  type VisitorContext,
} from '../session/contract';
import { callActions } from '../session/audio-video/call-actions';
import { permittedWhile } from '../session/contact-center/supervision';
import { MockAudioVideo } from './mock-audio-video';
import type { MockCallPark } from './mock-call-park';
import type { MockClock } from './mock-clock';
import { MockConference } from './mock-conference';
import { MockContextChannel, type MockContextChannelOptions } from './mock-context-channel';
import { MockMessaging } from './mock-messaging';

/** What the conversation needs of the session that holds it. */
export interface MockConversationHome {
  readonly clock: MockClock;
  readonly self: ParticipantSnapshot;
  readonly isConnected: boolean;
  readonly contextApplications: readonly ContextApplication[];
  /** Calls are possible. */
  readonly hasCalls: boolean;
  /** Conferences are possible. */
  readonly hasConferences: boolean;
  readonly callPark: MockCallPark;
  nextId(kind: string): string;
  removeConversation(conversation: MockConversation): void;
}

const LIVE_ACTIONS: readonly ConversationAction[] = [
  'send-message',
  'send-typing',
  'terminate',
  'share-context',
];
const ACTIONS: Readonly<Record<ConversationState, readonly ConversationAction[]>> = {
  idle: ['send-message', 'terminate'],
  incoming: ['accept', 'decline'],
  establishing: ['send-message', 'terminate', 'share-context'],
  established: LIVE_ACTIONS,
  conferenced: ['send-message', 'send-typing', 'terminate'],
  recovering: ['send-message', 'terminate'],
  terminating: [],
  terminated: [],
};

/**
 * A conversation without a server. The page uses it as any conversation; a test or a script plays the other side with
 * `receive…()`, `set…()`, and `confirm()` or `failNext()`.
 */
export class MockConversation
  extends (EventTarget as new () => TypedEventTarget<ConversationEvents>)
  implements ConversationContract
{
  readonly messaging: MockMessaging;
  readonly audioVideo = new MockAudioVideo(this);
  readonly contextChannels: MockContextChannel[] = [];
  /** Once it is, or is asked to become, a conference. */
  conference: MockConference | undefined;
  /** What `shareContext()` was given, oldest first. */
  readonly sharedContexts: VisitorContext[] = [];
  #snapshot: ConversationSnapshot;
  #changePending = false;
  #isEnding = false;
  #extraActions: readonly ConversationAction[] = [];

  constructor(
    readonly home: MockConversationHome,
    initial: Pick<ConversationSnapshot, 'id' | 'state' | 'direction'> & Partial<ConversationSnapshot>,
    /** It began as a call, and ends with it. */
    readonly modality?: CallModality,
  ) {
    super();
    this.#snapshot = Object.freeze({
      subject: '',
      importance: 'normal',
      participants: [],
      messages: [],
      unread: 0,
      actions: ACTIONS[initial.state],
      contextChannelIds: [],
      startedAt: home.clock.now(),
      ...initial,
    });
    this.messaging = new MockMessaging(this);
  }

  get snapshot(): ConversationSnapshot {
    return this.#snapshot;
  }

  canInvoke(action: ConversationAction): boolean {
    return this.#snapshot.actions.includes(action);
  }

  async accept({ modalities }: AcceptOptions = {}): Promise<void> {
    this.#require('accept');
    if (this.conference) {
      this.setState('establishing');
      return this.conference.join(modalities);
    }
    if (this.modality) return this.audioVideo.accept();
    this.setState('establishing');
    this.setState('established');
  }

  async decline(reason = 'declined'): Promise<void> {
    this.#require('decline');
    if (this.modality && !this.conference) return this.audioVideo.decline(reason);
    this.#end(reason);
  }

  async terminate(): Promise<void> {
    if (this.#snapshot.state === 'terminated') return;
    this.setState('terminating', 'terminated-locally');
    await this.audioVideo.end();
    this.#end('terminated-locally');
  }

  markRead(): void {
    if (this.#snapshot.unread) this.update({ unread: 0 });
  }

  async shareContext(context: VisitorContext): Promise<void> {
    this.#require('share-context');
    this.sharedContexts.push(context);
  }

  park(): Promise<CallParkOrbit> {
    return this.audioVideo.park();
  }

  /** Both are in at once; a script that wants it otherwise has its own `conference`. */
  async escalate({ invite = [], subject = '' }: EscalateOptions = {}): Promise<MockConference> {
    this.#require('invite');
    if (this.conference) return this.conference;
    const audioVideo = this.audioVideo.snapshot.state === 'connected' ? 'connected' : 'none';
    this.conference = new MockConference(this, {
      subject: subject || this.#snapshot.subject,
      participants: this.#snapshot.participants.map(({ displayName, uri }) => ({
        uri,
        displayName,
        audioVideo,
      })),
    });
    this.conference.join();
    for (const each of invite) this.conference.invite(each).catch(() => undefined);
    return this.conference;
  }

  /** Moves the conversation to `state`, as the wire would. `terminated` ends its channels and takes it out of the session. */
  setState(state: ConversationState, reason?: string): void {
    if (state === 'terminated') this.#end(reason ?? 'terminated-remotely');
    else this.#enter(state, reason);
    if (state === 'established' || state === 'conferenced') this.messaging.flush();
  }

  /** The other side writes; `from` defaults to the first participant. */
  receiveMessage(
    body: string,
    options: {
      format?: MessageFormat;
      kind?: MessageSnapshot['kind'];
      /** Which notice it is, e.g. `menu`. */
      notice?: string;
      from?: ParticipantSnapshot;
      at?: number;
    } = {},
  ): MessageSnapshot {
    return this.messaging.receive(body, options);
  }

  /** The other side is writing, or stopped. */
  setTyping(isTyping: boolean, uri = this.#snapshot.participants[0]?.uri): void {
    this.update({
      participants: this.#snapshot.participants.map((one) => (one.uri === uri ? { ...one, isTyping } : one)),
    });
    this.dispatchEvent(new Event('typing-changed'));
  }

  addParticipant(participant: Omit<ParticipantSnapshot, 'isSelf' | 'isTyping'>): void {
    const added = Object.freeze({ isSelf: false, isTyping: false, ...participant });
    this.update({ participants: [...this.#snapshot.participants, added] });
    this.dispatchEvent(new ParticipantEvent('participant-added', added));
  }

  removeParticipant(uri: string): void {
    const removed = this.#snapshot.participants.find((one) => one.uri === uri);
    if (!removed) return;
    this.update({ participants: this.#snapshot.participants.filter((one) => one !== removed) });
    this.dispatchEvent(new ParticipantEvent('participant-removed', removed));
  }

  /** The contact centre says where the contact stands. */
  setQueue(queue: QueueSnapshot): void {
    this.update({ queue: Object.freeze(queue) });
    this.dispatchEvent(new Event('queue-changed'));
  }

  /** This user only supervises the contact, in this way; undefined: it is theirs. */
  setSupervision(supervision: SupervisionMode | undefined): void {
    this.update({ supervision });
    this.#setActions(this.#snapshot.state);
  }

  /** Offers actions beyond those of the state, e.g. `audio`. */
  offerActions(actions: readonly ConversationAction[]): void {
    this.#extraActions = actions;
    this.#setActions(this.#snapshot.state);
  }

  /** An application opens a channel beside the conversation; one that is not registered here is refused. */
  openContextChannel(options: MockContextChannelOptions): MockContextChannel {
    const wanted = options.applicationId.replace(/[{}]/g, '').toLowerCase();
    const registered =
      options.registered ??
      this.home.contextApplications.some(({ id }) => id.replace(/[{}]/g, '').toLowerCase() === wanted);
    const channel = new MockContextChannel(
      this,
      this.home.nextId('channel'),
      registered,
      options,
      this.home.clock,
    );
    this.contextChannels.push(channel);
    this.update({ contextChannelIds: this.contextChannels.map(({ snapshot }) => snapshot.id) });
    channel.addEventListener('state-changed', () => this.update({}));
    this.dispatchEvent(new ContextChannelEvent('context-channel-added', channel));
    return channel;
  }

  /** Data from the service in the conversation's own dialog, e.g. an offer to the visitor. */
  receiveContextData(contentType: string, body: string): void {
    this.dispatchEvent(new ContextDataReceivedEvent('context-data-received', contentType, body));
  }

  /** The next `count` messages wait for `confirm()` or fail with `code`. */
  failNext(code: SessionErrorCode = 'unreachable', count = 1): void {
    this.messaging.failNext(code, count);
  }

  /** Confirms a message that waits (see `MockMessaging.manual`), the oldest by default. */
  confirm(messageId?: string): void {
    this.messaging.confirm(messageId);
  }

  /** @internal The call is another now: so is what can be done. */
  callChanged(event: Event): void {
    this.#setActions(this.#snapshot.state);
    this.dispatchEvent(event);
  }

  /** @internal The conference is another now. */
  conferenceChanged(conference: ConferenceSnapshot): void {
    this.update({ conference });
    this.#setActions(this.#snapshot.state);
  }

  /** @internal A conversation that began as a call, and in which nobody wrote, is over with it. */
  callEnded(reason: string): void {
    if (this.modality && !this.conference && !this.#isEnding && !this.#snapshot.messages.length)
      this.#end(reason);
  }

  /** @internal Replaces parts of the snapshot; `changed` follows once per task. */
  update(patch: Partial<ConversationSnapshot>): void {
    this.#snapshot = Object.freeze({ ...this.#snapshot, ...patch });
    if (this.#changePending) return;
    this.#changePending = true;
    queueMicrotask(() => {
      this.#changePending = false;
      this.dispatchEvent(new Event('changed'));
    });
  }

  #enter(state: ConversationState, reason?: string): void {
    const previous = this.#snapshot.state;
    this.update({ state, ...(state !== 'incoming' && { invitation: undefined }) });
    this.#setActions(state);
    this.dispatchEvent(new ConversationStateChangedEvent(previous, state, reason));
  }

  #end(reason: string): void {
    if (this.#snapshot.state === 'terminated') return;
    for (const channel of this.contextChannels) void channel.terminate();
    this.#isEnding = true;
    void this.audioVideo.end();
    this.conference?.close();
    this.update({ endReason: reason, endedAt: this.home.clock.now() });
    this.#enter('terminated', reason);
    this.messaging.failWaiting();
    this.home.removeConversation(this);
  }

  #setActions(state: ConversationState): void {
    const before = this.#snapshot.actions;
    const { supervision } = this.#snapshot;
    const all: readonly ConversationAction[] = [
      ...ACTIONS[state],
      ...(state === 'established' || state === 'conferenced' ? this.#extraActions : []),
      ...(this.home.hasCalls ? this.#callActions(state) : []),
      ...(this.#canInvite(state) ? (['invite'] as const) : []),
    ];
    const after = supervision
      ? all.filter((each) =>
          permittedWhile(supervision, this.audioVideo.snapshot.state !== 'idle').includes(each),
        )
      : all;
    this.update({ actions: Object.freeze([...new Set(after)]) });
    for (const action of new Set([...before, ...after])) {
      const isAvailable = after.includes(action);
      if (isAvailable !== before.includes(action)) {
        this.dispatchEvent(new ActionAvailabilityChangedEvent(action, isAvailable));
      }
    }
  }

  #canInvite(state: ConversationState): boolean {
    if (state !== 'established' && state !== 'conferenced') return false;
    return this.conference ? this.conference.canInvoke('invite') : this.home.hasConferences;
  }

  #callActions(state: ConversationState): readonly ConversationAction[] {
    const peerUri = this.#snapshot.participants[0]?.uri ?? '';
    const between = { state, self: this.home.self, init: { peerUri } };
    return callActions(this.audioVideo.snapshot, between, this.#provisioning);
  }

  get #provisioning(): Parameters<typeof callActions>[2] {
    if (!this.home.callPark.isProvisioned) return undefined;
    return { callParkServerUri: 'sip:park@contoso.com', enableCallPark: true, isInResiliencyMode: false };
  }

  #require(action: ConversationAction): void {
    if (!this.canInvoke(action)) throw new SessionError('invalid-state', `${action} is not possible now.`);
  }
}
