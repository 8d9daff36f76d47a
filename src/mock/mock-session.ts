import {
  AgentStateChangedEvent,
  ConversationAddedEvent,
  ConversationRemovedEvent,
  InvitationReceivedEvent,
  PresenceChangedEvent,
  SessionError,
  SessionErrorEvent,
  SessionStateChangedEvent,
  type AgentCommand,
  type AgentStateSnapshot,
  type CallbackOptions,
  type CallbackSnapshot,
  type ContextApplication,
  type CreateConferenceOptions,
  type FailureSnapshot,
  type JoinConferenceOptions,
  type OrbitListener,
  type ParticipantSnapshot,
  type PresenceAvailability,
  type SessionContract,
  type SessionErrorCode,
  type SessionEvents,
  type SessionSnapshot,
  type SessionState,
  type StartConversationOptions,
  type TypedEventTarget,
} from '../session/contract';
import { MockCallPark } from './mock-call-park';
import { MockCallbacks } from './mock-callbacks';
import { MockContactCenter } from './mock-contact-center';
import { systemClock, type MockClock } from './mock-clock';
import {
  invitationTo,
  MockConference,
  newConferenceUri,
  type MockConferenceOptions,
} from './mock-conference';
import { MockConversation, type MockConversationHome } from './mock-conversation';
import type { MockInvitationOptions, MockSessionOptions } from './mock-options';
import { MockPersistentChat } from './mock-persistent-chat';

export type { MockInvitationOptions, MockSessionOptions };

/**
 * A session without a server, for docs, demos and tests, ours and yours. The page uses it like any session; a test or a
 * script plays the world with `receiveInvitation()`, `loseConnection()`, `failNextConnect()` and the conversations' own methods.
 * @example
 * const session = new MockSession();
 * await session.connect();
 * const conversation = session.receiveInvitation({ fromName: 'Jane Doe', toast: 'Where is my order?' });
 * @since 0.1.0
 */
export class MockSession
  extends (EventTarget as new () => TypedEventTarget<SessionEvents>)
  implements SessionContract, MockConversationHome
{
  readonly clock: MockClock;
  /** Calls are possible, in every conversation. */
  readonly hasCalls: boolean;
  /** Conversations of two may become conferences. */
  readonly hasConferences: boolean;
  /** The call park service; a script plays it. */
  readonly callPark = new MockCallPark();
  /** What a contact centre would call back; a script plays it. */
  readonly callbacks = new MockCallbacks();
  /** What agents and supervisors see of contacts; a script plays the centre. */
  readonly contactCenter = new MockContactCenter(this);
  /** The rooms; a script plays the server and the others. Guests have none. */
  readonly persistentChat: MockPersistentChat | undefined;
  contextApplications: readonly ContextApplication[];
  trustedApplications: readonly string[] = ['sip:contact-center@contoso.com'];
  /** Called with each conversation that the page starts; plays its other side. */
  onConversationStarted:
    ((conversation: MockConversation, to: string, options: StartConversationOptions) => void) | undefined;
  readonly #conversations: MockConversation[] = [];
  readonly #connectDelay: number;
  #snapshot: SessionSnapshot;
  #connectFailure: SessionErrorCode | undefined;
  #ids = 0;

  constructor(options: MockSessionOptions = {}) {
    super();
    this.clock = options.clock ?? systemClock;
    this.hasCalls = options.calls ?? false;
    this.hasConferences = options.conferences ?? false;
    this.contextApplications = options.contextApplications ?? [];
    this.#connectDelay = options.connectDelay ?? 0;
    this.persistentChat = (options.isGuest ?? !options.uri) ? undefined : new MockPersistentChat(this);
    this.#snapshot = Object.freeze({
      state: 'idle',
      uri: options.uri ?? 'sip:guest-1@contoso.com',
      displayName: options.displayName ?? '',
      isGuest: options.isGuest ?? !options.uri,
      conversationIds: [],
      presence: Object.freeze({ availability: 'offline' }),
      ...(options.agent && { agent: options.agent }),
    });
  }

  get snapshot(): SessionSnapshot {
    return this.#snapshot;
  }

  get conversations(): readonly MockConversation[] {
    return this.#conversations;
  }

  get isConnected(): boolean {
    return this.#snapshot.state === 'connected';
  }

  get self(): ParticipantSnapshot {
    const { uri, displayName } = this.#snapshot;
    return Object.freeze({ uri, displayName, isSelf: true, isTyping: false });
  }

  async connect(options: { signal?: AbortSignal } = {}): Promise<void> {
    if (this.isConnected) return;
    this.setState('connecting');
    await new Promise<void>((resolve) => void this.clock.setTimeout(resolve, this.#connectDelay));
    if (options.signal?.aborted) {
      this.setState('idle');
      throw new SessionError('aborted', 'Connecting was given up.');
    }
    const code = this.#connectFailure;
    this.#connectFailure = undefined;
    if (code) {
      const error = new SessionError(code, 'The server cannot be reached.');
      this.setState('failed', error.toSnapshot());
      throw error;
    }
    this.setState('connected');
    if (!this.#snapshot.isGuest) this.#setPresence('online');
    this.#flush();
  }

  async disconnect(): Promise<void> {
    this.setState('disconnecting');
    for (const conversation of [...this.#conversations]) await conversation.terminate();
    await this.persistentChat?.terminate();
    this.setState('idle');
  }

  startConversation(to: string, options: StartConversationOptions = {}): MockConversation {
    if (!/^(sips?|tel):./.test(to)) throw new SessionError('invalid-argument', `${to} is no SIP address.`);
    const user = /:([^@;]+)/.exec(to)?.[1] ?? to;
    const conversation = new MockConversation(
      this,
      {
        id: options.conversationId ?? this.nextId('conversation'),
        state: 'establishing',
        direction: 'outgoing',
        subject: options.subject ?? '',
        importance: options.importance ?? 'normal',
        participants: [Object.freeze({ uri: to, displayName: user, isSelf: false, isTyping: false })],
      },
      options.modality,
    );
    if (options.context) conversation.sharedContexts.push(options.context);
    this.#add(conversation);
    if (options.firstMessage) {
      conversation.messaging.send(options.firstMessage).catch((error: unknown) => this.#report(error));
    }
    if (options.modality) {
      // Its failure ends the conversation, which says why.
      conversation.audioVideo.connect({ video: options.modality === 'video' }).catch(() => undefined);
    }
    if (this.onConversationStarted) this.onConversationStarted(conversation, to, options);
    else if (options.modality) return conversation;
    else if (this.isConnected) this.#establishSoon(conversation);
    return conversation;
  }

  /** Picks up from the {@link callPark}: the parker's conversation ends, and the retriever has a new one. */
  async retrieve(target: string): Promise<MockConversation> {
    if (!this.hasCalls) throw new SessionError('invalid-state', 'This session has no calls.');
    const { conversation: parked } = this.callPark.take(target);
    const [peer] = parked.snapshot.participants;
    parked.audioVideo.unpark('retrieval', this.#snapshot.uri);
    const conversation = new MockConversation(
      this,
      {
        id: this.nextId('conversation'),
        state: 'establishing',
        direction: 'outgoing',
        participants: peer ? [peer] : [],
      },
      'audio',
    );
    this.#add(conversation);
    await conversation.audioVideo.connect();
    return conversation;
  }

  /** Joins a conference in which nobody else is; a script lets others come. */
  async joinConference(uri: string, options: JoinConferenceOptions = {}): Promise<MockConversation> {
    return this.#enterConference({ uri, role: 'attendee', ...options }, options.conversationId);
  }

  async createConference({
    invite = [],
    ...options
  }: CreateConferenceOptions = {}): Promise<MockConversation> {
    const uri = newConferenceUri(this.#snapshot.uri, this.nextId('conference'));
    const conversation = this.#enterConference({ ...options, uri });
    for (const each of invite) conversation.conference?.invite(each).catch(() => undefined);
    return conversation;
  }

  /** Tells which orbits are occupied, now and whenever it changes. */
  watchOrbits(listener: OrbitListener): () => void {
    return this.callPark.watch(listener);
  }

  async loadContactCenter(): Promise<MockContactCenter> {
    return this.contactCenter;
  }

  async requestCallback(queueUri: string, options: CallbackOptions = {}): Promise<CallbackSnapshot> {
    return this.callbacks.promise(queueUri, options, () => this.nextId('conversation'));
  }

  async cancelCallback(callback: CallbackSnapshot): Promise<void> {
    this.callbacks.cancel(callback);
  }

  getConversation(id: string): MockConversation | undefined {
    return this.#conversations.find(({ snapshot }) => snapshot.id === id);
  }

  async publishPresence(
    availability: PresenceAvailability,
    note?: string,
    { onThePhone = false }: { readonly onThePhone?: boolean } = {},
  ): Promise<void> {
    if (!this.isConnected) throw new SessionError('invalid-state', 'The session is not connected.');
    this.#setPresence(availability, note, onThePhone);
  }

  async setAgentState(command: AgentCommand): Promise<void> {
    const { agent } = this.#snapshot;
    if (!agent) throw new SessionError('forbidden', 'This user is no agent.');
    if ('readiness' in command) {
      const { reason: _before, ...rest } = agent;
      const reason = command.readiness === 'not-ready' ? command.reason : undefined;
      this.setAgent({
        ...rest,
        readiness: command.readiness,
        state: command.readiness,
        ...(reason && { reason }),
      });
    } else if (command.wrapUp === 'end')
      this.setAgent({ ...agent, state: agent.readiness, wrapUpEndsAt: undefined });
    else {
      const endsAt = (agent.wrapUpEndsAt ?? this.clock.now()) + command.seconds * 1000;
      this.setAgent({ ...agent, wrapUpEndsAt: endsAt });
    }
  }

  /** Somebody invites this user. */
  receiveInvitation(options: MockInvitationOptions = {}): MockConversation {
    const fromUri = options.fromUri ?? `sip:contact-${++this.#ids}@contoso.com`;
    const fromName = options.fromName ?? 'Visitor';
    const now = this.clock.now();
    const initial = {
      id: options.id ?? this.nextId('conversation'),
      state: 'incoming',
      direction: 'incoming',
      subject: options.subject ?? '',
      importance: options.importance ?? 'normal',
      participants: [Object.freeze({ uri: fromUri, displayName: fromName, isSelf: false, isTyping: false })],
      invitation: Object.freeze({
        toast: options.toast ?? '',
        fromUri,
        fromName,
        receivedAt: now,
        ...(options.expiresIn !== undefined && { expiresAt: now + options.expiresIn }),
        ...(options.modality && { modality: options.modality }),
        ...(options.conference && { conference: invitationTo(options.conference) }),
      }),
    } as const;
    const conversation = new MockConversation(this, initial, options.modality);
    if (options.conference)
      conversation.conference = new MockConference(conversation, { role: 'attendee', ...options.conference });
    else if (options.modality) conversation.audioVideo.receiveCall();
    this.#add(conversation);
    this.dispatchEvent(new InvitationReceivedEvent(conversation));
    return conversation;
  }

  /** The contact centre says how it sees this agent; undefined: no agent. */
  setAgent(agent: AgentStateSnapshot | undefined): void {
    this.#update({ agent: agent && Object.freeze(agent) });
    this.dispatchEvent(new AgentStateChangedEvent(agent));
  }

  /** The next `connect()` fails with `code`. */
  failNextConnect(code: SessionErrorCode = 'connection-failed'): void {
    this.#connectFailure = code;
  }

  /** The connection goes; conversations recover until `restoreConnection()`. */
  loseConnection(options: { nextAttemptIn?: number } = {}): void {
    this.setState('lost', undefined, this.clock.now() + (options.nextAttemptIn ?? 5000));
    for (const conversation of this.#conversations) {
      const { state } = conversation.snapshot;
      conversation.conference?.setConnected(false);
      if (state === 'established' || state === 'conferenced') conversation.setState('recovering');
    }
    this.persistentChat?.loseConnection();
  }

  restoreConnection(): void {
    this.setState('recovering');
    this.setState('connected');
    for (const conversation of this.#conversations) {
      conversation.conference?.setConnected(true);
      if (conversation.snapshot.state === 'recovering')
        conversation.setState(conversation.conference ? 'conferenced' : 'established');
    }
    this.persistentChat?.restoreConnection();
  }

  /** Moves the session to `state`, as the connection would. */
  setState(state: SessionState, failure?: FailureSnapshot, nextAttemptAt?: number): void {
    const previous = this.#snapshot.state;
    this.#update({ state, failure, nextAttemptAt });
    this.dispatchEvent(new SessionStateChangedEvent(previous, state, failure));
  }

  nextId(kind: string): string {
    return `${kind}-${++this.#ids}`;
  }

  removeConversation(conversation: MockConversation): void {
    const index = this.#conversations.indexOf(conversation);
    if (index < 0) return;
    this.#conversations.splice(index, 1);
    this.#listConversations();
    this.dispatchEvent(new ConversationRemovedEvent(conversation));
  }

  #enterConference(options: MockConferenceOptions, id = this.nextId('conversation')): MockConversation {
    if (!this.isConnected) throw new SessionError('connection-failed', 'The session is not connected.');
    const subject = options.subject ?? '';
    const initial = { id, subject, state: 'establishing', direction: 'outgoing' } as const;
    const conversation = new MockConversation(this, initial);
    conversation.conference = new MockConference(conversation, options);
    this.#add(conversation);
    conversation.conference.join();
    return conversation;
  }

  #add(conversation: MockConversation): void {
    this.#conversations.push(conversation);
    this.#listConversations();
    this.dispatchEvent(new ConversationAddedEvent(conversation));
  }

  #flush(): void {
    if (this.onConversationStarted) return;
    for (const conversation of this.#conversations) {
      if (conversation.snapshot.state === 'establishing' && !conversation.modality)
        this.#establishSoon(conversation);
    }
  }

  #establishSoon(conversation: MockConversation): void {
    this.clock.setTimeout(() => {
      if (conversation.snapshot.state === 'establishing') conversation.setState('established');
    }, 0);
  }

  #listConversations(): void {
    this.#update({ conversationIds: Object.freeze(this.#conversations.map(({ snapshot }) => snapshot.id)) });
  }

  #setPresence(availability: PresenceAvailability, note?: string, onThePhone = false): void {
    const presence = Object.freeze({
      availability,
      ...(onThePhone && { onThePhone }),
      ...(note && { note }),
    });
    this.#update({ presence });
    this.dispatchEvent(new PresenceChangedEvent(presence));
  }

  #report(error: unknown): void {
    const failure =
      error instanceof SessionError ? error : new SessionError('server-error', 'Unknown', { cause: error });
    this.dispatchEvent(new SessionErrorEvent(failure.toSnapshot()));
  }

  #update(patch: Partial<SessionSnapshot>): void {
    this.#snapshot = Object.freeze({ ...this.#snapshot, ...patch });
  }
}
