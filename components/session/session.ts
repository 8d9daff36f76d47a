import { ContextProvider } from '@lit/context';
import { LitElement, css, html, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { ContextApplication, SessionContract } from '../../src/session/contract';
import type { CredentialsSource } from '../../src/session/credentials';
import { createSession } from '../internal/create-session';
import { LyncErrorEvent } from '../internal/events/error-event';
import { toFailure } from '../internal/failure';
import { SESSION_AVAILABLE, sessionContext } from '../internal/session-context';
import { SessionForwarder } from './session-forwarder';

const STATES = ['idle', 'connecting', 'connected', 'lost', 'recovering', 'disconnecting', 'failed'] as const;

/**
 * @tag lync-session
 * @summary Holds the one signed-in session and gives it to every element inside, and to those elsewhere that name its id.
 * @status experimental
 * @since 0.1.0
 *
 * @slot - The elements that use the session.
 *
 * @event {LyncSessionStateChangedEvent} lync-session-state-changed - The session's state changed.
 * @event {LyncConversationAddedEvent} lync-conversation-added - A conversation began.
 * @event {LyncConversationRemovedEvent} lync-conversation-removed - A conversation ended.
 * @event {LyncInvitationReceivedEvent} lync-invitation-received - Somebody invites this user; cancelable: keeps the built-in toast away.
 * @event {LyncChatRoomInvitationReceivedEvent} lync-chat-room-invitation-received - Somebody invites this user to a chat room; cancelable: keeps the built-in toast away.
 * @event {LyncErrorEvent} lync-error - Connecting failed, or the session met an error.
 *
 * @cssstate idle - Not connected, and nobody asked to.
 * @cssstate connecting - Connecting and registering.
 * @cssstate connected - Registered.
 * @cssstate lost - The connection went; the next attempt is scheduled.
 * @cssstate recovering - Connected again, refreshing conversations.
 * @cssstate disconnecting - Ending.
 * @cssstate ucwa - Over plain HTTP, in whatever state: there are messages and no calls.
 * @cssstate failed - Ended with a failure; `connect()` tries again.
 */
export class LyncSessionElement extends LitElement {
  /** First part of this class's tag; elements of another prefix do not see this session. */
  static readonly prefix: string = 'lync';

  static override styles = css`
    :host {
      display: contents;
    }
  `;

  /**
   * Addresses of servers, separated by blanks, best first: `wss://…` for SIP over WebSocket, `https://…` for UCWA where WebSockets are blocked. The first that
   * can be reached is used; `session.snapshot.transport` and `:state(ucwa)` say which. The credentials may name a WebSocket address instead.
   */
  @property() server = '';

  /** Address of record, e.g. `sip:alice@contoso.com`. The credentials may name it instead. */
  @property() uri = '';

  /** Name that others see. */
  @property({ attribute: 'display-name' }) displayName = '';

  /** Address of the site's back end that hands out credentials: `POST`, answered by `SessionCredentials` as JSON. */
  @property({ attribute: 'credentials-url' }) credentialsUrl = '';

  /** `auto` connects as soon as a session or credentials are there; `manual` waits for `connect()`. */
  @property({ attribute: 'connect' }) connectMode: 'auto' | 'manual' = 'auto';

  /** What to sign in with, or a function that fetches it whenever it is needed. Wins over `credentials-url`. */
  @property({ attribute: false }) credentials: CredentialsSource | undefined;

  /** The user is an agent: their state at the contact centre is followed. */
  @property({ type: Boolean }) agent = false;

  /**
   * Load what calls need at sign-in, so that audio, video and parking are among what can be done. Without it calls come only with the
   * first one. Taken when the session is made.
   */
  @property({ type: Boolean }) calls = false;

  /** The server has conferences: people can be added to conversations of two. Their code is loaded with the first one. Taken when the session is made. */
  @property({ type: Boolean }) conferences = false;

  /** The agent's roles, for context applications that only some may see. */
  @property({ attribute: false }) roles: readonly string[] = [];

  /** What the session's `resumeToken` gave before a reload: its conversations go on with their messages. Taken when the session is made. */
  @property({ attribute: false }) resume: string | undefined;

  /** STUN and TURN servers for calls, where `credentials` bring none. */
  @property({ attribute: false }) iceServers: readonly RTCIceServer[] | undefined;

  /** The registry that protects agents: a context application that is not in it is never opened. */
  @property({ attribute: false }) contextApplications: readonly ContextApplication[] = [];

  /** SIP addresses allowed to open context channels; undefined: those of the own domain's contact centre. */
  @property({ attribute: false }) trustedApplications: readonly string[] | undefined;

  readonly #internals = this.attachInternals();
  readonly #provider = new ContextProvider(this, {
    context: sessionContext((this.constructor as typeof LyncSessionElement).prefix),
  });
  readonly #forwarder = new SessionForwarder(this, () => this.#showState());
  #session: SessionContract | undefined;
  #owned: SessionContract | undefined;
  #creating: Promise<SessionContract> | undefined;
  /** What the owned session was made from; another value of any of these makes another session. */
  #identity: readonly unknown[] | undefined;

  constructor() {
    super();
    this.#showState();
  }

  /** The session in use. Set one (a mock, or one you made) and no SIP code is loaded; it is connected if it is idle and `connect` is `auto`. */
  @property({ attribute: false })
  get session(): SessionContract | undefined {
    return this.#session;
  }

  set session(session: SessionContract | undefined) {
    if (session === this.#session) return;
    this.#dropOwned();
    this.#use(session);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#forwarder.follow(this.#session);
    this.#announce();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // A move in the document disconnects and connects again in one task; only a real removal ends the session.
    setTimeout(() => {
      if (this.isConnected) return;
      this.#forwarder.follow(undefined);
      this.#dropOwned();
    });
  }

  /**
   * Signs in. Resolves when registered; with `connect="auto"` nobody needs to call it.
   * @throws {SessionError} when it cannot; the element has shown it by `lync-error` and `:state(failed)` too.
   */
  async connect(options: { signal?: AbortSignal } = {}): Promise<void> {
    try {
      this.#dropIfOutdated();
      // Another of several servers may be the one that can be reached now.
      if (this.#owned?.snapshot.state === 'failed' && /\S\s+\S/.test(this.server)) this.#dropOwned();
      const session = this.#session ?? (await this.#create());
      await session.connect(options);
    } catch (error) {
      this.dispatchEvent(new LyncErrorEvent(toFailure(error)));
      throw error;
    }
  }

  /** Ends the conversations, signs out, closes the connection. */
  async disconnect(): Promise<void> {
    await this.#session?.disconnect();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.#session) {
      if (
        changed.has('contextApplications') &&
        (this.contextApplications.length || changed.get('contextApplications'))
      ) {
        this.#session.contextApplications = this.contextApplications;
      }
      if (changed.has('trustedApplications') && this.trustedApplications) {
        this.#session.trustedApplications = this.trustedApplications;
      }
    }
    this.#dropIfOutdated();
    if (this.connectMode === 'auto' && this.isConnected) this.#connectWhenPossible();
  }

  protected override render(): TemplateResult {
    return html`<slot></slot>`;
  }

  #connectWhenPossible(): void {
    const session = this.#session;
    if (
      session
        ? session.snapshot.state !== 'idle'
        : this.#creating || !(this.credentials || this.credentialsUrl)
    )
      return;
    // The failure has been raised as `lync-error` by then; nobody awaits this promise.
    this.connect().catch(() => undefined);
  }

  #dropIfOutdated(): void {
    if (this.#identity && this.#identity.some((value, index) => value !== this.#currentIdentity()[index]))
      this.#dropOwned();
  }

  #currentIdentity(): readonly unknown[] {
    return [this.server, this.uri, this.displayName, this.credentialsUrl, this.credentials];
  }

  async #create(): Promise<SessionContract> {
    this.#identity = this.#currentIdentity();
    const creating = (this.#creating ??= createSession({
      ...(this.server && { server: this.server }),
      ...(this.uri && { uri: this.uri }),
      ...(this.displayName && { displayName: this.displayName }),
      ...(this.credentials && { credentials: withIceServers(this.credentials, this.iceServers) }),
      ...(this.credentialsUrl && { credentialsUrl: this.credentialsUrl }),
      agent: this.agent,
      calls: this.calls,
      conferences: this.conferences,
      roles: this.roles,
      ...(this.resume && { resume: this.resume }),
      contextApplications: this.contextApplications,
      ...(this.trustedApplications && { trustedApplications: this.trustedApplications }),
    }));
    try {
      const session = await creating;
      // Another identity or session may have been set while the code loaded.
      if (this.#creating === creating && !this.#session) {
        this.#owned = session;
        this.#use(session);
      }
      return this.#session ?? session;
    } finally {
      if (this.#creating === creating) this.#creating = undefined;
    }
  }

  #use(session: SessionContract | undefined): void {
    this.#session = session;
    if (session && this.contextApplications.length) session.contextApplications = this.contextApplications;
    if (session && this.trustedApplications) session.trustedApplications = this.trustedApplications;
    if (this.isConnected) this.#forwarder.follow(session);
    this.#announce();
    this.requestUpdate();
  }

  #announce(): void {
    this.#provider.setValue(this.#session);
    this.#showState();
    if (this.isConnected) document.dispatchEvent(new Event(SESSION_AVAILABLE));
  }

  #dropOwned(): void {
    this.#creating = undefined;
    this.#identity = undefined;
    const owned = this.#owned;
    if (!owned) return;
    this.#owned = undefined;
    if (this.#session === owned) this.#use(undefined);
    owned.disconnect().catch((error: unknown) => this.dispatchEvent(new LyncErrorEvent(toFailure(error))));
  }

  #showState(): void {
    const { state: current = 'idle', transport } = this.#session?.snapshot ?? {};
    this.#internals.states?.[transport === 'ucwa' ? 'add' : 'delete']('ucwa');
    for (const state of STATES) {
      if (state === current) this.#internals.states?.add(state);
      else this.#internals.states?.delete(state);
    }
  }
}

function withIceServers(
  source: CredentialsSource,
  iceServers: readonly RTCIceServer[] | undefined,
): CredentialsSource {
  if (!iceServers) return source;
  if (typeof source === 'object') return { iceServers, ...source };
  return async (...request) => ({ iceServers, ...(await source(...request)) });
}
