import { mediaTypeOf } from '../protocol/content-type';
import { redactSip } from '../protocol/redact';
import { AgentLoader } from './agent-loader';
import type { Calls } from './audio-video/calls';
import type { Conferences } from './conference/conferences';
import { hasWebRtc } from './audio-video/media/has-web-rtc';
import { Connector } from './connection/connector';
import { loadSignaling } from './connection/load-signaling';
import {
  AgentStateChangedEvent,
  PresenceChangedEvent,
  SessionError,
  SessionErrorEvent,
  SessionStateChangedEvent,
  SipMessageEvent,
} from './contract';
import type {
  CreateConferenceOptions,
  JoinConferenceOptions,
  AgentCommand,
  AgentStateSnapshot,
  CallbackOptions,
  CallbackSnapshot,
  ContextApplication,
  FailureSnapshot,
  OrbitListener,
  PresenceAvailability,
  PresenceSnapshot,
  SessionContract,
  SessionEvents,
  SessionSnapshot,
  SessionState,
  StartConversationOptions,
} from './contract';
import type { Conversation } from './conversation';
import { ConversationRegistry } from './conversation-registry';
import { CredentialsStore } from './credentials';
import { asSessionError } from './failures';
import { assertedIdentity, defaultTrusted } from './identity';
import { receiveImInvite } from './im/receive-im-invite';
import { readContent } from './im/read-message';
import { PersistentChatEndpoint } from './persistent-chat-endpoint';
import { DefaultReconnectPolicy } from './reconnect-policy';
import { withResolvers } from './resolvers';
import { buildResumeToken, isGuest, readResumeToken } from './resume-token';
import type { ResumableConversation } from './resume-token';
import type { LyncSessionOptions } from './session-options';
import type { IncomingInvite, IncomingRequest, Signaling } from './signaling/signaling';
import { typedEventTarget } from './typed-event-target';
import { uuid } from './uuid';

const USER_AGENT = 'lync-widgets/0.1';
const RECOVERY_TIMEOUT = 30_000;
/** How long `disconnect` waits for others to confirm what they are told, in milliseconds. */
const GOODBYE_TIMEOUT = 2000;
/** `application/ms-session-invite+xml`, whose reader is loaded with the channels. */
const SESSION_INVITE = 'application/ms-session-invite+xml';
const CONF_INVITE = 'application/ms-conf-invite+xml';

/** One signed-in SIP endpoint over WebSocket (UCMA: `UserEndpoint`), in browsers and in Node. */
export class LyncSession extends typedEventTarget<SessionEvents>() implements SessionContract {
  contextApplications: readonly ContextApplication[];
  #trusted: readonly string[] | undefined;
  #state: SessionState = 'idle';
  #failure: FailureSnapshot | undefined;
  #nextAttemptAt: number | undefined;
  #presence: PresenceSnapshot = Object.freeze({ availability: 'offline' });
  #agentState: AgentStateSnapshot | undefined;
  #snapshot: SessionSnapshot | undefined;
  #connecting = withResolvers<void>();
  #isTraced = false;
  readonly #instanceId = uuid();
  readonly #credentials: CredentialsStore;
  readonly #connector: Connector;
  readonly #conversations: ConversationRegistry;
  readonly #agent: AgentLoader;
  #calls: Promise<Calls> | undefined;
  #persistentChat: PersistentChatEndpoint | undefined;
  #conferences: Promise<Conferences> | undefined;

  constructor(private readonly options: LyncSessionOptions) {
    super();
    const resumed = readResumeToken(options.resume);
    this.contextApplications = options.contextApplications ?? [];
    this.#trusted = options.trustedApplications;
    const { credentials, credentialsUrl, credentialsResponse, uri } = options;
    this.#credentials = new CredentialsStore(
      credentials,
      credentialsUrl,
      uri,
      resumed?.credentials,
      credentialsResponse,
    );
    this.#conversations = new ConversationRegistry(this.#registryHost());
    this.#conversations.resumable = resumed?.conversations ?? [];
    this.#agent = new AgentLoader(this.#agentHost());
    this.#connector = new Connector(
      {
        server: options.server,
        displayName: options.displayName,
        credentials: this.#credentials,
        webSocket: options.webSocket,
        instanceId: this.#instanceId,
        userAgent: USER_AGENT,
        load: options.signaling ?? loadSignaling,
        policy: options.reconnectPolicy ?? new DefaultReconnectPolicy(),
      },
      {
        onInvite: (invite) => this.#onInvite(invite),
        onRequest: (request) => this.#onRequest(request),
        onTrace: (direction, text) => this.#onTrace(direction, text),
        onMalformed: (_, cause) =>
          this.#report(asSessionError(cause, 'server-error', 'A message could not be read')),
        onSendable: (signaling) => this.#onSendable(signaling),
        onLost: () => this.#onLost(),
        onRetryAt: (at) => this.#touch(() => (this.#nextAttemptAt = at)),
        onRecovering: () => this.#setState('recovering'),
        onRecovered: () => this.#onConnected(),
        onGivenUp: (error) => this.#onFailed(error),
      },
    );
    options.signal?.addEventListener('abort', () => void this.disconnect(), { once: true });
  }

  get snapshot(): SessionSnapshot {
    return (this.#snapshot ??= Object.freeze({
      state: this.#state,
      transport: 'sip',
      ...this.#self,
      isGuest: isGuest(this.#self.uri),
      conversationIds: Object.freeze(this.conversations.map(({ id }) => id)),
      presence: this.#presence,
      ...(this.#agentState && { agent: this.#agentState }),
      ...(this.#failure && { failure: this.#failure }),
      ...(this.#nextAttemptAt !== undefined && { nextAttemptAt: this.#nextAttemptAt }),
    }));
  }

  get conversations(): readonly Conversation[] {
    return this.#conversations.all;
  }

  get persistentChat(): PersistentChatEndpoint | undefined {
    if (isGuest(this.#self.uri)) return undefined;
    return (this.#persistentChat ??= new PersistentChatEndpoint(this.#registryHost()));
  }

  get trustedApplications(): readonly string[] {
    return this.#trusted ?? defaultTrusted(this.#self.uri);
  }

  set trustedApplications(patterns: readonly string[]) {
    this.#trusted = patterns;
  }

  /** Conversations of before a page reload that `resume` brought and nobody has resumed yet. */
  get resumableConversations(): readonly ResumableConversation[] {
    return this.#conversations.resumable;
  }

  /** What a reloaded page needs to go on: keep it in `sessionStorage`, and give it as `resume`. Holds the transcript, and a guest's credentials. */
  get resumeToken(): string {
    return buildResumeToken(this.#credentials.current, this.conversations);
  }

  async connect({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
    if (this.#state === 'connected') return;
    // Somebody has asked already, or it is coming back by itself.
    if (this.#state !== 'idle' && this.#state !== 'failed') return this.#connecting.promise;
    this.#renewConnecting();
    this.#failure = undefined;
    this.#setState('connecting');
    try {
      await this.#connector.open(signal);
      this.#onConnected();
    } catch (error) {
      const failure = asSessionError(error, 'connection-failed', 'Not connected');
      this.#agent.detach();
      if (failure.code === 'aborted' || signal?.aborted) {
        this.#conversations.detach();
        if ((this.#state as SessionState) === 'connecting') this.#setState('idle');
        this.#connecting.reject(failure);
      } else {
        this.#onFailed(failure);
      }
      throw failure;
    }
  }

  async disconnect(): Promise<void> {
    if (this.#state === 'idle' || this.#state === 'disconnecting') return;
    this.#setState('disconnecting');
    const goodbyes = Promise.allSettled([
      this.#persistentChat?.terminate(),
      ...this.conversations.map((conversation) => conversation.terminate()),
    ]);
    let timer: ReturnType<typeof setTimeout> | undefined;
    await Promise.race([goodbyes, new Promise((resolve) => (timer = setTimeout(resolve, GOODBYE_TIMEOUT)))]);
    clearTimeout(timer);
    this.#agent.detach(true);
    await this.#connector.close();
    this.#conversations.fail({ code: 'cancelled', message: 'The session was closed' });
    this.#connecting.reject(new SessionError('aborted', 'The session was closed'));
    this.#setState('idle');
  }

  startConversation(to: string, options: StartConversationOptions = {}): Conversation {
    return this.#conversations.start(to, options);
  }

  getConversation(id: string): Conversation | undefined {
    return this.#conversations.get(id);
  }

  /** Takes a forgotten conversation off the list. False if it is live or unknown. */
  removeConversation(id: string): boolean {
    return this.#conversations.remove(id);
  }

  /** Goes on with a conversation of before a page reload; the first when no id is given. Throws `SessionError` `not-found`. */
  resumeConversation(id?: string): Conversation {
    return this.#conversations.resume(id);
  }

  async publishPresence(
    availability: PresenceAvailability,
    note?: string,
    { onThePhone = false }: { readonly onThePhone?: boolean } = {},
  ): Promise<void> {
    const agent = await this.#agent.get(this.#subscribes);
    const presence = Object.freeze({
      availability,
      ...(onThePhone && { onThePhone }),
      ...(note !== undefined && { note }),
    });
    await agent.publishPresence(presence);
    this.#touch(() => (this.#presence = presence));
    this.dispatchEvent(new PresenceChangedEvent(this.#presence));
  }

  async setAgentState(command: AgentCommand): Promise<void> {
    const agent = await this.#agent.get(this.#subscribes);
    await agent.setState(command);
  }

  async retrieve(target: string): Promise<Conversation> {
    return (await this.#loadCalls()).retrieve(target);
  }

  watchOrbits(listener: OrbitListener): () => void {
    const stop = new AbortController();
    this.#loadCalls().then(
      (calls) => calls.watchOrbits(listener, stop.signal),
      (error: unknown) => this.#report(asSessionError(error, 'connection-failed', 'Orbits')),
    );
    return () => stop.abort();
  }

  async requestCallback(queueUri: string, options: CallbackOptions = {}): Promise<CallbackSnapshot> {
    return (await this.#loadCalls()).requestCallback(queueUri, options);
  }

  async cancelCallback(callback: CallbackSnapshot): Promise<void> {
    await (await this.#loadCalls()).cancelCallback(callback);
  }

  async joinConference(uri: string, options?: JoinConferenceOptions): Promise<Conversation> {
    return (await this.#loadConferences()).join(uri, options);
  }

  async createConference(options?: CreateConferenceOptions): Promise<Conversation> {
    return (await this.#loadConferences()).create(options);
  }

  override addEventListener<K extends keyof SessionEvents>(
    type: K,
    listener: ((event: SessionEvents[K]) => void) | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  override addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void {
    // Redacting every message is worth its time only when somebody reads them.
    if (type === 'sip-message') this.#isTraced = true;
    super.addEventListener(type, listener, options);
  }

  get #self(): { uri: string; displayName: string } {
    const { current } = this.#credentials;
    const displayName = this.options.displayName ?? current?.displayName ?? '';
    return { uri: current?.uri ?? this.options.uri ?? '', displayName };
  }

  /** Guests are no agents; anybody else is told by the contact centre. */
  get #subscribes(): boolean {
    return this.options.agent ?? !isGuest(this.#self.uri);
  }

  #onSendable(signaling: Signaling): void {
    this.#touch();
    this.#conversations.attach();
    this.#agent.attach(signaling);
    if (this.#subscribes)
      void this.#agent
        .get(true)
        .catch((error: unknown) => this.#report(asSessionError(error, 'server-error', 'Agent state')));
    if (this.options.calls === true) this.#loadCalls().catch(() => undefined);
    void this.#calls?.then((calls) => calls.attach());
    this.#persistentChat?.attach();
    // The agent's answer to an offer is soon followed by a channel: its code should be here by then. If not, the invitation says so.
    if (this.contextApplications.length > 0) loadContextChannels().catch(() => undefined);
  }

  #onConnected(): void {
    this.#nextAttemptAt = undefined;
    this.#setState('connected');
    this.#connecting.resolve();
  }

  #onLost(): void {
    if (this.#state !== 'lost') this.#renewConnecting();
    this.#agent.detach();
    this.#persistentChat?.detach();
    this.#conversations.detach();
    this.#setState('lost');
  }

  #onFailed(error: SessionError): void {
    this.#nextAttemptAt = undefined;
    this.#failure = error.toSnapshot();
    this.#setState('failed');
    this.#connecting.reject(error);
    this.#persistentChat?.fail(this.#failure);
    this.#conversations.fail(this.#failure);
  }

  #onInvite(invite: IncomingInvite): void {
    if (/^m=audio /m.test(invite.body))
      return void this.#loadCalls()
        .then((calls) => calls.receive(invite))
        .catch((error: unknown) => this.#notLoaded(invite, error));
    const type = mediaTypeOf(invite.contentType);
    if (type === CONF_INVITE)
      return void this.#loadConferences()
        .then((conferences) => conferences.receive(invite))
        .catch((error: unknown) => this.#notLoaded(invite, error));
    if (type !== SESSION_INVITE) return receiveImInvite(invite, this.#imInviteHost());
    // A visitor's browser has no channels.
    if (isGuest(this.#self.uri)) return invite.reject(488);
    loadContextChannels()
      .then(({ receiveContextInvite }) => receiveContextInvite(invite, this.#contextHost()))
      .catch((error: unknown) => this.#notLoaded(invite, error));
  }

  #notLoaded(invite: IncomingInvite, error: unknown): void {
    invite.reject(500);
    this.#report(asSessionError(error, 'server-error', 'An invitation could not be answered'));
  }

  #loadCalls(): Promise<Calls> {
    return (this.#calls ??= import('./audio-video/calls').then(
      ({ Calls }) => new Calls(this.#registryHost(), this.#conversations, this.options, this),
      (error: unknown) => {
        this.#calls = undefined;
        throw error;
      },
    ));
  }

  #loadConferences(): Promise<Conferences> {
    return (this.#conferences ??= import('./conference/conferences').then(
      ({ Conferences }) => new Conferences(this.#registryHost(), this.#conversations),
      (error: unknown) => {
        this.#conferences = undefined;
        throw error;
      },
    ));
  }

  /** Outside of dialogs there are delivery notifications, and pager-mode messages, which this session does not take. */
  #onRequest(request: IncomingRequest): void {
    try {
      const content = readContent(request);
      if (content.kind !== 'delivery')
        return request.respond(405, { headers: [['Allow', 'INVITE, ACK, BYE, CANCEL, INFO']] });
      const from = assertedIdentity(request);
      for (const { messaging, peer } of this.conversations) {
        if (peer.uri.toLowerCase() === from)
          messaging.onNotification(content.messageId, content.failedStatus);
      }
      request.respond(200);
    } catch (error) {
      request.respond(400, { reason: error instanceof Error ? error.message : 'Malformed' });
    }
  }

  #onTrace(direction: 'in' | 'out', text: string): void {
    if (this.#isTraced) this.dispatchEvent(new SipMessageEvent(direction, redactSip(text), Date.now()));
  }

  #imInviteHost() {
    const { conversations, trustedApplications } = this;
    const registry = this.#conversations;
    return {
      conversations,
      trustedApplications,
      getConversation: registry.get.bind(registry),
      isResumable: registry.isResumable.bind(registry),
      addIncoming: registry.addIncoming.bind(registry),
    };
  }

  #contextHost() {
    const { contextApplications, trustedApplications } = this;
    return {
      contextApplications,
      trustedApplications,
      roles: [...(this.options.roles ?? []), ...(this.#agentState?.roles ?? [])],
      recoveryTimeout: this.options.recoveryTimeout ?? RECOVERY_TIMEOUT,
      getConversation: (id: string) => this.getConversation(id),
    };
  }

  #registryHost() {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- getters of an object literal have a `this` of their own
    const session = this;
    return {
      get self() {
        return session.#self;
      },
      get signaling() {
        return session.#connector.signaling;
      },
      get signedContext() {
        return session.#credentials.current?.signedContext;
      },
      recoveryTimeout: this.options.recoveryTimeout ?? RECOVERY_TIMEOUT,
      wake: () => {
        // Its failure is an event, and the conversation's own.
        if (this.#state === 'failed') this.connect().catch(() => undefined);
      },
      get iceServers() {
        return session.#credentials.current?.iceServers;
      },
      offersCalls: this.options.calls === 'on-demand' && (!!this.options.mediaEngine || hasWebRtc()),
      loadCalls: () => this.#loadCalls(),
      offersConferences: this.options.conferences ?? false,
      loadConferences: () => this.#loadConferences(),
      policy: this.options.reconnectPolicy ?? new DefaultReconnectPolicy(),
      report: (failure: FailureSnapshot) => void this.dispatchEvent(new SessionErrorEvent(failure)),
      dispatchEvent: (event: Event) => this.dispatchEvent(event),
      onConversationsChanged: () => this.#touch(),
    };
  }

  #agentHost() {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- as above
    const session = this;
    return {
      get uri() {
        return session.#self.uri;
      },
      instanceId: this.#instanceId,
      onAgentState: (state: AgentStateSnapshot | undefined) => {
        this.#touch(() => (this.#agentState = state));
        this.dispatchEvent(new AgentStateChangedEvent(state));
      },
      report: (failure: FailureSnapshot) => void this.dispatchEvent(new SessionErrorEvent(failure)),
    };
  }

  #report(error: SessionError): void {
    this.dispatchEvent(new SessionErrorEvent(error.toSnapshot()));
  }

  #renewConnecting(): void {
    this.#connecting = withResolvers<void>();
    this.#connecting.promise.catch(() => undefined);
  }

  #setState(state: SessionState): void {
    const previous = this.#state;
    if (state !== 'lost') this.#nextAttemptAt = undefined;
    this.#touch(() => (this.#state = state));
    if (state !== previous) this.dispatchEvent(new SessionStateChangedEvent(previous, state, this.#failure));
  }

  #touch(change: () => void = () => undefined): void {
    change();
    this.#snapshot = undefined;
  }
}

const loadContextChannels = () => import('./context/receive-context-invite');
