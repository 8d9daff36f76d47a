import { parseUcwaAvailability, presenceOfUcwa, ucwaAvailabilityOf } from '../../protocol/ucwa';
import type { UcwaResource } from '../../protocol/ucwa';
import { PresenceChangedEvent, SessionError, SessionStateChangedEvent } from '../contract';
import type {
  AgentCommand,
  ContextApplication,
  FailureSnapshot,
  PresenceAvailability,
  PresenceSnapshot,
  SessionContract,
  SessionEvents,
  SessionSnapshot,
  SessionState,
  StartConversationOptions,
} from '../contract';
import { CredentialsStore } from '../credentials';
import { asSessionError } from '../failures';
import { defaultTrusted } from '../identity';
import { DefaultReconnectPolicy } from '../reconnect-policy';
import { withResolvers } from '../resolvers';
import { settledWithin } from '../retrying';
import { isGuest } from '../resume-token';
import type { ResumableConversation } from '../resume-token';
import type { LyncSessionOptions } from '../session-options';
import { typedEventTarget } from '../typed-event-target';
import { uuid } from '../uuid';
import { UcwaConnection } from './connection';
import type { UcwaConversation } from './conversation';
import { ConversationList } from './conversation-list';
import { EventRouter } from './event-router';
import { buildUcwaResumeToken, readUcwaResumeToken } from './resume';
import type { ResumableUcwaConversation } from './resume';
import { rootOf, UcwaSignIn } from './sign-in';

const USER_AGENT = 'lync-widgets/0.1';
const GOODBYE_TIMEOUT = 2000;

export interface UcwaSessionOptions extends Pick<
  LyncSessionOptions,
  | 'uri'
  | 'displayName'
  | 'credentials'
  | 'credentialsUrl'
  | 'credentialsResponse'
  | 'contextApplications'
  | 'trustedApplications'
  | 'resume'
  | 'signal'
  | 'reconnectPolicy'
> {
  /** Any address of the HTTP server, e.g. `https://lync.contoso.com/ucwa`: autodiscovery says where to go on. Relative to the page. */
  readonly server: string;
  /** Another `fetch`, for tests and proxies. */
  readonly fetch?: typeof globalThis.fetch;
}

/** A signed-in endpoint over plain HTTP, for where there is no WebSocket: messages, typing, queue status and presence; no calls, channels, conferences or rooms. */
export class UcwaSession extends typedEventTarget<SessionEvents>() implements SessionContract {
  contextApplications: readonly ContextApplication[];
  #trusted: readonly string[] | undefined;
  #state: SessionState = 'idle';
  #failure: FailureSnapshot | undefined;
  #nextAttemptAt: number | undefined;
  #presence: PresenceSnapshot = Object.freeze({ availability: 'offline' });
  #snapshot: SessionSnapshot | undefined;
  #connecting = withResolvers<void>();
  /** The same after a page reload: the server gives back the same application then. */
  readonly #endpointId: string;
  readonly #root: string;
  #resumable: readonly ResumableUcwaConversation[];
  readonly #credentials: CredentialsStore;
  readonly #connection: UcwaConnection;
  readonly #conversations: ConversationList;
  readonly #router: EventRouter;

  constructor(private readonly options: UcwaSessionOptions) {
    super();
    const { credentials, credentialsResponse, credentialsUrl, server, uri } = options;
    this.contextApplications = options.contextApplications ?? [];
    this.#trusted = options.trustedApplications;
    const resumed = readUcwaResumeToken(options.resume);
    this.#root = rootOf(server);
    this.#endpointId = resumed?.endpointId ?? uuid();
    this.#resumable = resumed?.conversations ?? [];
    this.#credentials = new CredentialsStore(
      credentials,
      credentialsUrl,
      uri,
      resumed?.credentials,
      credentialsResponse,
    );
    const fetch = options.fetch ?? ((...request) => globalThis.fetch(...request));
    this.#connection = new UcwaConnection(
      {
        signIn: new UcwaSignIn(this.#root, this.#credentials, fetch),
        userAgent: USER_AGENT,
        endpointId: this.#endpointId,
        culture: globalThis.navigator?.language ?? 'en-US',
        policy: options.reconnectPolicy ?? new DefaultReconnectPolicy(),
      },
      {
        onEvents: (events) => this.#router.route(events),
        onLost: () => this.#onLost(),
        onRetryAt: (at) => this.#touch(() => (this.#nextAttemptAt = at)),
        onRecovering: () => this.#setState('recovering'),
        onRecovered: () => this.#onConnected(),
        onApplicationGone: () => this.#onApplicationGone(),
        onGivenUp: (error) => this.#onFailed(error),
      },
    );
    this.#conversations = new ConversationList(this.#conversationsHost());
    this.#router = new EventRouter({
      connection: this.#connection,
      getConversation: (id) => this.#conversations.get(id),
      addIncoming: (...added) => this.#conversations.addIncoming(...added),
      onMe: (rel, resource) => this.#onMe(rel, resource),
    });
    options.signal?.addEventListener('abort', () => void this.disconnect(), { once: true });
  }

  get snapshot(): SessionSnapshot {
    return (this.#snapshot ??= Object.freeze({
      state: this.#state,
      transport: 'ucwa',
      ...this.#self,
      isGuest: isGuest(this.#self.uri),
      conversationIds: Object.freeze(this.conversations.map(({ id }) => id)),
      presence: this.#presence,
      ...(this.#failure && { failure: this.#failure }),
      ...(this.#nextAttemptAt !== undefined && { nextAttemptAt: this.#nextAttemptAt }),
    }));
  }

  get conversations(): readonly UcwaConversation[] {
    return this.#conversations.all;
  }

  get trustedApplications(): readonly string[] {
    return this.#trusted ?? defaultTrusted(this.#self.uri);
  }

  set trustedApplications(patterns: readonly string[]) {
    this.#trusted = patterns;
  }

  /** Conversations of before a page reload that `resume` brought and nobody has resumed yet. */
  get resumableConversations(): readonly ResumableConversation[] {
    return this.#resumable;
  }

  /** What a reloaded page needs to go on: keep it in `sessionStorage`, and give it as `resume`. Holds the transcript, and a guest's credentials. */
  get resumeToken(): string {
    const client = { endpointId: this.#endpointId, server: this.#root };
    return buildUcwaResumeToken(client, this.#credentials.current, this.conversations);
  }

  async connect({ signal }: { signal?: AbortSignal } = {}): Promise<void> {
    if (this.#state === 'connected') return;
    // Somebody has asked already, or it is coming back by itself.
    if (this.#state !== 'idle' && this.#state !== 'failed') return this.#connecting.promise;
    this.#renewConnecting();
    this.#failure = undefined;
    this.#setState('connecting');
    try {
      await this.#connection.open(signal);
      this.#onConnected();
    } catch (error) {
      const failure = asSessionError(error, 'connection-failed', 'Not connected');
      if (failure.code === 'aborted' || signal?.aborted) {
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
    const goodbyes = this.conversations.map((conversation) => conversation.terminate());
    await settledWithin(GOODBYE_TIMEOUT, Promise.allSettled(goodbyes));
    await this.#connection.close();
    this.#conversations.fail({ code: 'cancelled', message: 'The session was closed' });
    this.#connecting.reject(new SessionError('aborted', 'The session was closed'));
    this.#router.clear();
    this.#setPresence({ availability: 'offline' });
    this.#setState('idle');
  }

  startConversation(to: string, options: StartConversationOptions = {}): UcwaConversation {
    return this.#conversations.start(to, options);
  }

  getConversation(id: string): UcwaConversation | undefined {
    return this.#conversations.get(id);
  }

  /** Takes a forgotten conversation off the list. False if it is live or unknown. */
  removeConversation(id: string): boolean {
    return this.#conversations.remove(id);
  }

  /** Goes on with a conversation of before a page reload; the first when no id is given. Throws `SessionError` `not-found`. */
  resumeConversation(id?: string): UcwaConversation {
    const found = this.#resumable.find((each) => id === undefined || each.id === id);
    if (!found) throw new SessionError('not-found', 'There is no conversation to resume');
    this.#resumable = this.#resumable.filter((each) => each !== found);
    return this.#conversations.resume(found);
  }

  /** `offline` is not among what UCWA lets people say: who wants to be that disconnects. */
  async publishPresence(
    availability: PresenceAvailability,
    note?: string,
    { onThePhone = false }: { readonly onThePhone?: boolean } = {},
  ): Promise<void> {
    if (availability === 'offline')
      throw new SessionError('invalid-argument', 'UCWA has no such presence; disconnect instead');
    await this.#say('presence', { availability: ucwaAvailabilityOf(availability) });
    if (note !== undefined) await this.#say('note', { message: note });
    this.#setPresence({
      availability,
      ...(onThePhone && { onThePhone }),
      ...(note !== undefined && { note }),
    });
  }

  /** Readiness and wrap-up are told over SIP only. */
  async setAgentState(_command: AgentCommand): Promise<void> {
    throw new SessionError('type-not-supported', 'UCWA does not carry the state of agents');
  }

  get #self(): { uri: string; displayName: string } {
    const { current } = this.#credentials;
    const displayName = this.options.displayName ?? current?.displayName ?? '';
    return { uri: current?.uri ?? this.options.uri ?? '', displayName };
  }

  async #say(rel: 'presence' | 'note', json: object): Promise<void> {
    const { isOpen } = this.#connection;
    if (!isOpen) throw new SessionError('invalid-state', 'The session is not connected');
    await this.#connection.persist(() =>
      this.#connection.send('POST', this.#connection.link('me', rel), { json }),
    );
  }

  #onMe(rel: string, { availability, message }: UcwaResource): void {
    if (rel === 'presence' && typeof availability === 'string') {
      // Idle is what a server thinks; it is shown as what the person has said.
      const known = parseUcwaAvailability(availability.replace(/^Idle/, ''));
      if (known) this.#setPresence({ ...this.#presence, availability: presenceOfUcwa(known) });
    } else if (rel === 'note' && typeof message === 'string') {
      const { note: _, ...rest } = this.#presence;
      this.#setPresence({ ...rest, ...(message && { note: message }) });
    }
  }

  #setPresence(presence: PresenceSnapshot): void {
    if (JSON.stringify(presence) === JSON.stringify(this.#presence)) return;
    this.#touch(() => (this.#presence = Object.freeze(presence)));
    this.dispatchEvent(new PresenceChangedEvent(this.#presence));
  }

  #onConnected(): void {
    this.#nextAttemptAt = undefined;
    this.#conversations.attach();
    this.#setState('connected');
    this.#connecting.resolve();
  }

  #onLost(): void {
    if (this.#state !== 'lost') this.#renewConnecting();
    this.#conversations.detach();
    this.#setState('lost');
  }

  #onApplicationGone(): void {
    this.#router.clear();
    this.#conversations.onApplicationGone();
  }

  #onFailed(error: SessionError): void {
    this.#nextAttemptAt = undefined;
    this.#failure = error.toSnapshot();
    this.#setState('failed');
    this.#connecting.reject(error);
    this.#conversations.fail(this.#failure);
  }

  #conversationsHost() {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- getters of an object literal have a `this` of their own
    const session = this;
    return {
      get self() {
        return session.#self;
      },
      get signedContext() {
        return session.#credentials.current?.signedContext;
      },
      connection: this.#connection,
      onAddress: (href: string, conversation: UcwaConversation) => this.#router.expect(href, conversation),
      wake: () => {
        // Its failure is an event, and the conversation's own.
        if (this.#state === 'failed') this.connect().catch(() => undefined);
      },
      dispatchEvent: (event: Event) => this.dispatchEvent(event),
      onConversationsChanged: () => this.#touch(),
      onConversationEnded: (ended: UcwaConversation) => this.#router.forget(ended),
    };
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
