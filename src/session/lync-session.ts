import { Connector } from './connection/connector';
import { loadSignaling } from './connection/load-signaling';
import type { ContactCenter } from './contact-center/contact-center';
import { SessionError, SipMessageEvent } from './contract';
import type {
  AgentCommand,
  CallbackOptions,
  CallbackSnapshot,
  ContextApplication,
  CreateConferenceOptions,
  JoinConferenceOptions,
  OrbitListener,
  PresenceAvailability,
  SessionContract,
  SessionEvents,
  SessionSnapshot,
  StartConversationOptions,
} from './contract';
import type { Conversation } from './conversation';
import { CredentialsStore } from './credentials';
import { asSessionError } from './failures';
import { defaultTrusted } from './identity';
import { LazyPart } from './lazy-part';
import { PersistentChatEndpoint } from './persistent-chat-endpoint';
import { loadContextChannels, receiveInvite, receiveRequest } from './receive-request';
import { buildResumeToken, isGuest, readResumeToken } from './resume-token';
import type { ResumableConversation } from './resume-token';
import { SessionCore } from './session-core';
import type { LyncSessionOptions } from './session-options';
import { SessionStatus } from './session-status';
import type { Signaling } from './signaling/signaling';
import { typedEventTarget } from './typed-event-target';

const USER_AGENT = 'lync-widgets/0.1';
/** How long `disconnect` waits for others to confirm what they are told, in milliseconds. */
const GOODBYE_TIMEOUT = 2000;

/** One signed-in SIP endpoint over WebSocket (UCMA: `UserEndpoint`), in browsers and in Node. */
export class LyncSession extends typedEventTarget<SessionEvents>() implements SessionContract {
  contextApplications: readonly ContextApplication[];
  #trusted: readonly string[] | undefined;
  readonly #redaction = new LazyPart(() => import('../protocol/redact'));
  readonly #status = new SessionStatus(this);
  readonly #credentials: CredentialsStore;
  readonly #core: SessionCore;
  readonly #connector: Connector;
  #persistentChat: PersistentChatEndpoint | undefined;

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
    const core = (this.#core = new SessionCore(options, this.#credentials, this, this.#status));
    core.conversations.resumable = resumed?.conversations ?? [];
    this.#connector = core.connector = new Connector(
      {
        server: options.server,
        displayName: options.displayName,
        credentials: this.#credentials,
        webSocket: options.webSocket,
        instanceId: core.instanceId,
        userAgent: USER_AGENT,
        load: options.signaling ?? loadSignaling,
        policy: core.policy,
      },
      {
        onInvite: (invite) => receiveInvite(invite, core, this),
        onRequest: (request) => receiveRequest(request, this.conversations),
        onTrace: (direction, text) => this.#onTrace(direction, text),
        onMalformed: (_, cause) => this.#report(cause, 'server-error', 'A message could not be read'),
        onSendable: (signaling) => this.#onSendable(signaling),
        onLost: () => this.#onLost(),
        onRetryAt: (at) => this.#status.retryAt(at),
        onRecovering: () => this.#status.set('recovering'),
        onRecovered: () => this.#status.connected(),
        onGivenUp: (error) => this.#onFailed(error),
      },
    );
    options.signal?.addEventListener('abort', () => void this.disconnect(), { once: true });
  }

  get snapshot(): SessionSnapshot {
    return this.#status.snapshot(this.#core.self, this.conversations);
  }

  get conversations(): readonly Conversation[] {
    return this.#core.conversations.all;
  }

  get persistentChat(): PersistentChatEndpoint | undefined {
    if (isGuest(this.#core.uri)) return undefined;
    return (this.#persistentChat ??= new PersistentChatEndpoint(this.#core));
  }

  get trustedApplications(): readonly string[] {
    return this.#trusted ?? defaultTrusted(this.#core.uri);
  }

  set trustedApplications(patterns: readonly string[]) {
    this.#trusted = patterns;
  }

  /** Conversations of before a page reload that `resume` brought and nobody has resumed yet. Conferences are joined again by the session itself. */
  get resumableConversations(): readonly ResumableConversation[] {
    return this.#core.conversations.resumable;
  }

  /** What a reloaded page needs to go on: keep it in `sessionStorage`, and give it as `resume`. Holds the transcript, and a guest's credentials. */
  get resumeToken(): string {
    return buildResumeToken(this.#credentials.current, this.conversations);
  }

  async connect({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
    const status = this.#status;
    if (status.state === 'connected') return;
    // Somebody has asked already, or it is coming back by itself.
    if (status.state !== 'idle' && status.state !== 'failed') return status.connecting;
    status.renew();
    status.failure = undefined;
    status.set('connecting');
    try {
      await this.#connector.open(signal);
      status.connected();
    } catch (error) {
      const failure = asSessionError(error, 'connection-failed', 'Not connected');
      this.#detachAgent();
      if (failure.code === 'aborted' || signal?.aborted) {
        this.#core.conversations.detach();
        if (this.snapshot.state === 'connecting') status.set('idle');
        status.giveUp(failure);
      } else {
        this.#onFailed(failure);
      }
      throw failure;
    }
  }

  async disconnect(): Promise<void> {
    const { state } = this.snapshot;
    if (state === 'idle' || state === 'disconnecting') return;
    this.#status.set('disconnecting');
    const goodbyes = Promise.allSettled([
      this.#persistentChat?.terminate(),
      ...this.conversations.map((conversation) => conversation.terminate()),
    ]);
    let timer: ReturnType<typeof setTimeout> | undefined;
    await Promise.race([goodbyes, new Promise((resolve) => (timer = setTimeout(resolve, GOODBYE_TIMEOUT)))]);
    clearTimeout(timer);
    this.#detachAgent(true);
    await this.#connector.close();
    this.#core.conversations.fail({ code: 'cancelled', message: 'The session was closed' });
    this.#status.giveUp(new SessionError('aborted', 'The session was closed'));
    this.#status.set('idle');
  }

  startConversation(to: string, options: StartConversationOptions = {}): Conversation {
    return this.#core.conversations.start(to, options);
  }

  getConversation(id: string): Conversation | undefined {
    return this.#core.conversations.get(id);
  }

  /** Takes a forgotten conversation off the list. False if it is live or unknown. */
  removeConversation(id: string): boolean {
    return this.#core.conversations.remove(id);
  }

  /** Goes on with a conversation of before a page reload; the first when no id is given. Throws `SessionError` `not-found`. */
  resumeConversation(id?: string): Conversation {
    return this.#core.conversations.resume(id);
  }

  async publishPresence(
    availability: PresenceAvailability,
    note?: string,
    { onThePhone = false }: { readonly onThePhone?: boolean } = {},
  ): Promise<void> {
    const agent = await this.#core.agent.get();
    const presence = Object.freeze({
      availability,
      ...(onThePhone && { onThePhone }),
      ...(note !== undefined && { note }),
    });
    await agent.publishPresence(presence);
    this.#status.present(presence);
  }

  async setAgentState(command: AgentCommand): Promise<void> {
    const agent = await this.#core.agent.get();
    await agent.setState(command);
  }

  async retrieve(target: string): Promise<Conversation> {
    return (await this.#core.loadCalls()).retrieve(target);
  }

  watchOrbits(listener: OrbitListener): () => void {
    const stop = new AbortController();
    this.#core.loadCalls().then(
      (calls) => calls.watchOrbits(listener, stop.signal),
      (error: unknown) => this.#report(error, 'connection-failed', 'Orbits'),
    );
    return () => stop.abort();
  }

  async requestCallback(queueUri: string, options: CallbackOptions = {}): Promise<CallbackSnapshot> {
    return (await this.#core.loadCalls()).requestCallback(queueUri, options);
  }

  async cancelCallback(callback: CallbackSnapshot): Promise<void> {
    await (await this.#core.loadCalls()).cancelCallback(callback);
  }

  async joinConference(uri: string, options?: JoinConferenceOptions): Promise<Conversation> {
    return (await this.#core.loadConferences()).join(uri, options);
  }

  async createConference(options?: CreateConferenceOptions): Promise<Conversation> {
    return (await this.#core.loadConferences()).create(options);
  }

  loadContactCenter(): Promise<ContactCenter> {
    return this.#core.contactCenter.get();
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
    // Redacting every message is worth its code and its time only when somebody reads them.
    if (type === 'sip-message')
      this.#redaction.get().catch((error: unknown) => this.#report(error, 'connection-failed', 'Trace'));
    super.addEventListener(type, listener, options);
  }

  #onSendable(signaling: Signaling): void {
    const { agent, calls, contactCenter, conversations, subscribes } = this.#core;
    this.#status.touch();
    conversations.attach();
    void agent.loading?.then((loaded) => loaded.attach(signaling));
    if (subscribes) agent.get().catch((error: unknown) => this.#report(error, 'server-error', 'Agent state'));
    if (this.options.calls === true) calls.get().catch(() => undefined);
    void calls.loading?.then((loaded) => loaded.attach());
    void contactCenter.loading?.then((center) => center.attach());
    this.#persistentChat?.attach();
    // The agent's answer to an offer is soon followed by a channel: its code should be here by then. If not, the invitation says so.
    if (this.contextApplications.length > 0) loadContextChannels().catch(() => undefined);
  }

  #detachAgent(unsubscribe = false): void {
    void this.#core.agent.loading?.then((agent) => agent.detach(unsubscribe));
  }

  #onLost(): void {
    if (this.#status.state !== 'lost') this.#status.renew();
    this.#detachAgent();
    this.#persistentChat?.detach();
    this.#core.conversations.detach();
    this.#status.set('lost');
  }

  #onFailed(error: SessionError): void {
    const failure = this.#status.failed(error);
    this.#persistentChat?.fail(failure);
    this.#core.conversations.fail(failure);
  }

  #onTrace(direction: 'in' | 'out', text: string): void {
    const at = Date.now();
    this.#redaction.loading?.then(
      ({ redactSip }) => this.dispatchEvent(new SipMessageEvent(direction, redactSip(text), at)),
      // Who listens was told.
      () => undefined,
    );
  }

  #report(error: unknown, code: SessionError['code'], message: string): void {
    this.#status.report(asSessionError(error, code, message).toSnapshot());
  }
}
