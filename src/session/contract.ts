/**
 * What every session offers, whatever carries it: SIP over WebSocket, the mock, later UCWA. Elements and pages are written
 * against these interfaces; `LyncSession` implements them over SIP and `MockSession` without a server.
 *
 * Two rules hold everywhere. State is confirmed state: it changes when the peer has answered, never when somebody clicked.
 * A `snapshot` is a plain, frozen, structured-cloneable value; it is a new object after each change and the same object
 * otherwise, so that a view can compare by identity.
 */

/** A typed `EventTarget`: `Events` maps an event's type to the class of its event. */
export interface TypedEventTarget<Events> extends EventTarget {
  addEventListener<K extends keyof Events & string>(
    type: K,
    listener: ((event: Events[K]) => void) | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener<K extends keyof Events & string>(
    type: K,
    listener: ((event: Events[K]) => void) | null,
    options?: boolean | EventListenerOptions,
  ): void;
  removeEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | EventListenerOptions,
  ): void;
}

/** A failure as data, fit for a snapshot. `code` is stable and literal; `message` is English for developers. */
export interface FailureSnapshot {
  readonly code: string;
  readonly message: string;
  /** SIP status of the answer that caused it, where there was one. */
  readonly status?: number;
  /** The `ms-diagnostics` header of that answer, raw. */
  readonly diagnostics?: string;
}

// ---------------------------------------------------------------------------------------------------------------- session

/**
 * `lost`: the connection went and is being restored. `recovering`: connected again, registering and refreshing dialogs.
 * `failed`: ended with `failure`; `connect()` may be called again.
 */
export type SessionState =
  'idle' | 'connecting' | 'connected' | 'lost' | 'recovering' | 'disconnecting' | 'failed';

export interface SessionSnapshot {
  readonly state: SessionState;
  /** The address of record, e.g. `sip:alice@contoso.com`; empty until it is known (guests learn it from their credentials). */
  readonly uri: string;
  readonly displayName: string;
  readonly isGuest: boolean;
  readonly conversationIds: readonly string[];
  readonly presence: PresenceSnapshot;
  /** What the contact centre says of this agent; undefined for anybody who is no agent. */
  readonly agent?: AgentStateSnapshot;
  readonly failure?: FailureSnapshot;
  /** Milliseconds since 1970 of the next attempt to reconnect, while `state` is `lost`. */
  readonly nextAttemptAt?: number;
}

/** What a page, or its back end at `credentials-url`, hands out. Guests: `expiry:user` and base64(HMAC-SHA1(secret, user name)). */
export interface SessionCredentials {
  readonly uri: string;
  /** Digest user name; the user part of `uri` when absent. */
  readonly username?: string;
  readonly password: string;
  readonly displayName?: string;
  /** WebSocket URL, where the back end decides it. */
  readonly server?: string;
  /** Milliseconds since 1970 after which a new set must be fetched. */
  readonly expiresAt?: number;
  readonly iceServers?: readonly RTCIceServer[];
  /** Facts the site vouches for, as a compact JWS; sent beside, never mixed with, what the browser says. */
  readonly signedContext?: string;
  /** A challenge obtained in advance, which saves one round trip; a stale one is answered with a new one as usual. */
  readonly challenge?: {
    readonly realm: string;
    readonly nonce: string;
    readonly algorithm?: string;
    readonly qop?: string;
  };
}

export type PresenceAvailability =
  'online' | 'busy' | 'do-not-disturb' | 'be-right-back' | 'away' | 'offline';

export interface PresenceSnapshot {
  readonly availability: PresenceAvailability;
  readonly note?: string;
}

/** The agent as the contact centre sees them. Presence and readiness are two things: see the contact-centre guide. */
export interface AgentStateSnapshot {
  readonly state: 'not-present' | 'not-ready' | 'ready' | 'offering' | 'busy' | 'wrap-up';
  /** The agent's own choice; `not-ready` may carry a `reason`, e.g. `lunch`. */
  readonly readiness: 'ready' | 'not-ready';
  readonly reason?: string;
  /** Parallel chats in progress and allowed. */
  readonly active: number;
  readonly capacity: number;
  /** Milliseconds since 1970 at which wrap-up ends by itself. */
  readonly wrapUpEndsAt?: number;
  /** Offers missed in a row. */
  readonly missedOffers: number;
  readonly skills: readonly string[];
  readonly roles: readonly string[];
  readonly queues: readonly {
    readonly uri: string;
    readonly name: string;
    readonly waiting: number;
    readonly longestWaitSince?: number;
  }[];
}

export type AgentCommand =
  | { readonly readiness: 'ready' }
  | { readonly readiness: 'not-ready'; readonly reason?: string }
  | { readonly wrapUp: 'end' }
  | { readonly wrapUp: 'extend'; readonly seconds: number };

export type ConversationImportance = 'low' | 'normal' | 'high' | 'emergency';

export interface StartConversationOptions {
  readonly subject?: string;
  readonly importance?: ConversationImportance;
  /** Continue a thread: its `Ms-Conversation-ID`. A new one is made when absent. */
  readonly conversationId?: string;
  /** Rides in the INVITE (`Ms-Text-Format`), so that the peer sees it in the toast; sent again as MESSAGE if the peer did not take it. */
  readonly firstMessage?: string;
  /** What the visitor agreed to share; second body part of the INVITE, at most 4,096 bytes as JSON. */
  readonly context?: VisitorContext;
}

/** Captured by the page with the visitor's consent. What the browser says is a claim; `signed` is what the site vouches for. */
export interface VisitorContext {
  readonly contact?: {
    readonly name?: string;
    readonly email?: string;
    readonly phone?: string;
    readonly [key: string]: string | undefined;
  };
  readonly page?: { readonly url: string; readonly title?: string; readonly referrer?: string };
  readonly links?: readonly { readonly text: string; readonly href: string; readonly at: number }[];
  readonly cookies?: Readonly<Record<string, string>>;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly signed?: string;
}

export interface SessionEvents {
  'state-changed': SessionStateChangedEvent;
  'conversation-added': ConversationAddedEvent;
  'conversation-removed': ConversationRemovedEvent;
  'invitation-received': InvitationReceivedEvent;
  'presence-changed': PresenceChangedEvent;
  'agent-state-changed': AgentStateChangedEvent;
  'sip-message': SipMessageEvent;
  error: SessionErrorEvent;
}

export interface SessionContract extends TypedEventTarget<SessionEvents> {
  readonly snapshot: SessionSnapshot;
  readonly conversations: readonly ConversationContract[];
  /** The registry that protects agents: an application that is not in it is never opened. May be replaced at any time. */
  contextApplications: readonly ContextApplication[];
  /** Addresses allowed to open context channels; default: `sip:contact-*@<own domain>` and `sip:contact-center@<own domain>`. */
  trustedApplications: readonly string[];
  /** Resolves when registered. Rejects with `SessionError`. Aborting leaves the session idle. */
  connect(options?: { signal?: AbortSignal }): Promise<void>;
  /** Ends conversations, unregisters, closes. */
  disconnect(): Promise<void>;
  /** Starts at once, also while connecting: what it sends waits for the connection. */
  startConversation(to: string, options?: StartConversationOptions): ConversationContract;
  getConversation(id: string): ConversationContract | undefined;
  publishPresence(availability: PresenceAvailability, note?: string): Promise<void>;
  /** Readiness and wrap-up; resolves when the contact centre has confirmed. */
  setAgentState(command: AgentCommand): Promise<void>;
}

// ----------------------------------------------------------------------------------------------------------- conversation

/** UCMA's conversation states that two parties can reach. `lost`: its connection is being restored. */
export type ConversationState =
  | 'idle'
  | 'incoming'
  | 'establishing'
  | 'established'
  | 'conferenced'
  | 'recovering'
  | 'terminating'
  | 'terminated';

export type ConversationAction =
  | 'send-message'
  | 'send-typing'
  | 'accept'
  | 'decline'
  | 'terminate'
  | 'share-context'
  | 'audio'
  | 'video'
  | 'hold'
  | 'park'
  | 'transfer'
  | 'invite';

export interface ParticipantSnapshot {
  readonly uri: string;
  readonly displayName: string;
  readonly isSelf: boolean;
  readonly isTyping: boolean;
}

export type MessageFormat = 'text/plain' | 'text/html';

/** `queued`: waits for the conversation or the connection. `delivered` only when a 2xx or a delivery notification says so. */
export type MessageDelivery = 'queued' | 'sending' | 'delivered' | 'failed';

export interface MessageSnapshot {
  readonly id: string;
  readonly direction: 'incoming' | 'outgoing';
  /** `notice`: said by the service (welcome, hold text), not by a person. */
  readonly kind: 'message' | 'notice';
  readonly from: ParticipantSnapshot;
  readonly format: MessageFormat;
  /** Text or unsanitised HTML by `format`; never render HTML but through the sanitiser. */
  readonly body: string;
  /** Milliseconds since 1970, this side's clock. */
  readonly at: number;
  readonly delivery: MessageDelivery;
  readonly failure?: FailureSnapshot;
}

export interface QueueSnapshot {
  readonly state: 'queued' | 'offering' | 'connected' | 'ended';
  /** 1 is next. */
  readonly position?: number;
  /** Estimated wait in seconds, when enough contacts were answered to tell. */
  readonly estimatedWait?: number;
  readonly queueName?: string;
  readonly agentName?: string;
}

/** An invitation on its way in, while `state` is `incoming`. */
export interface InvitationSnapshot {
  readonly toast: string;
  readonly fromUri: string;
  readonly fromName: string;
  readonly receivedAt: number;
  /** When it ends by itself (INVITE `Expires`); undefined if it does not say. */
  readonly expiresAt?: number;
}

export interface ConversationSnapshot {
  /** `Ms-Conversation-ID`. */
  readonly id: string;
  readonly state: ConversationState;
  readonly direction: 'incoming' | 'outgoing';
  readonly subject: string;
  readonly importance: ConversationImportance;
  /** The other side first; self is not in it. */
  readonly participants: readonly ParticipantSnapshot[];
  readonly messages: readonly MessageSnapshot[];
  readonly unread: number;
  readonly actions: readonly ConversationAction[];
  readonly queue?: QueueSnapshot;
  readonly invitation?: InvitationSnapshot;
  readonly contextChannelIds: readonly string[];
  readonly startedAt: number;
  readonly endedAt?: number;
  /**
   * Why it ended or could not start: `terminated-locally`, `terminated-remotely`; of an invitation `declined`, `no-answer` (its time was
   * over), `cancelled` (withdrawn), `answered-elsewhere`; `recovery-failed` when the other side did not come back; else a
   * `SessionErrorCode` such as `not-found`, `busy`, `unreachable`.
   */
  readonly endReason?: string;
  readonly failure?: FailureSnapshot;
}

export interface ConversationEvents {
  'state-changed': ConversationStateChangedEvent;
  'message-received': MessageEvent_;
  'message-sent': MessageEvent_;
  'message-failed': MessageEvent_;
  'typing-changed': Event;
  'participant-added': ParticipantEvent;
  'participant-removed': ParticipantEvent;
  'action-availability-changed': ActionAvailabilityChangedEvent;
  'queue-changed': Event;
  'context-channel-added': ContextChannelEvent;
  'context-channel-removed': ContextChannelEvent;
  /** Application data from the service in the conversation's own dialog, e.g. an offer the agent's application sent to the visitor. */
  'context-data-received': ContextDataReceivedEvent;
  /** Any change at all; `snapshot` is new. Fired once per task after the specific events. */
  changed: Event;
}

export interface InstantMessagingContract {
  /** Resolves when the peer has confirmed it; rejects with `SessionError` when it failed (the message stays, `failed`, with `retry`). */
  send(body: string, options?: { format?: MessageFormat; signal?: AbortSignal }): Promise<MessageSnapshot>;
  retry(messageId: string): Promise<MessageSnapshot>;
  /** Call at every keystroke; it throttles (refresh 5 s, idle after 3 s). */
  notifyTyping(): void;
}

export interface ConversationContract extends TypedEventTarget<ConversationEvents> {
  readonly snapshot: ConversationSnapshot;
  readonly messaging: InstantMessagingContract;
  readonly contextChannels: readonly ContextChannelContract[];
  canInvoke(action: ConversationAction): boolean;
  accept(): Promise<void>;
  decline(reason?: string): Promise<void>;
  terminate(): Promise<void>;
  markRead(): void;
  /** Visitor side: shares newer context while the conversation lives; merged by top-level key. */
  shareContext(context: VisitorContext): Promise<void>;
}

// -------------------------------------------------------------------------------------------------------- context channel

/** UCMA's six states; the nine transitions are a table in `context-channel-states`. */
export type ContextChannelState =
  'idle' | 'establishing' | 'established' | 'recovering' | 'terminating' | 'terminated';

export type ContextChannelTransitionReason =
  | 'none'
  | 'establish-failed'
  | 'remote-unreachable'
  | 'first-hop-unreachable'
  | 'terminated-locally'
  | 'terminated-remotely'
  | 'recovery-failed';

/** One registered application; see the elements guide. `url` or `element` says where it runs. */
export interface ContextApplication {
  readonly id: string;
  readonly name: string;
  readonly url?: string;
  readonly element?: string;
  readonly installLink?: string;
  readonly size?: 'small' | 'medium' | 'large';
  readonly default?: boolean;
  readonly roles?: readonly string[];
}

export interface ContextChannelSnapshot {
  readonly id: string;
  /** GUID, lower case, without braces. */
  readonly applicationId: string;
  readonly applicationName: string;
  readonly state: ContextChannelState;
  readonly reason: ContextChannelTransitionReason;
  readonly toast?: string;
  readonly simpleLink?: string;
  readonly installLink?: string;
  readonly remoteUri: string;
  /** Registered here and allowed to this agent's roles. A channel that is not is refused and shown with name and installer link. */
  readonly registered: boolean;
  /** The most recent initial context, decoded. */
  readonly initialContext?: string;
  /** Milliseconds since 1970 of the last data received. */
  readonly updatedAt?: number;
  readonly failure?: FailureSnapshot;
}

export interface ContextChannelEvents {
  'state-changed': ContextChannelStateChangedEvent;
  'initial-context-received': Event;
  'data-received': ContextDataReceivedEvent;
  'data-sent': ContextDataSentEvent;
}

export interface ContextChannelContract extends TypedEventTarget<ContextChannelEvents> {
  readonly snapshot: ContextChannelSnapshot;
  readonly conversation: ConversationContract;
  /** At most 64,000 characters. Rejects unless established. */
  sendData(contentType: string, body: string): Promise<void>;
  terminate(): Promise<void>;
}

// ----------------------------------------------------------------------------------------------------------------- events

export class SessionStateChangedEvent extends Event {
  constructor(
    readonly previousState: SessionState,
    readonly state: SessionState,
    readonly failure?: FailureSnapshot,
  ) {
    super('state-changed');
  }
}

export class ConversationAddedEvent extends Event {
  constructor(readonly conversation: ConversationContract) {
    super('conversation-added');
  }
}

export class ConversationRemovedEvent extends Event {
  constructor(readonly conversation: ConversationContract) {
    super('conversation-removed');
  }
}

/** `preventDefault()` keeps the built-in toast away. */
export class InvitationReceivedEvent extends Event {
  constructor(readonly conversation: ConversationContract) {
    super('invitation-received', { cancelable: true });
  }
}

export class PresenceChangedEvent extends Event {
  constructor(readonly presence: PresenceSnapshot) {
    super('presence-changed');
  }
}

export class AgentStateChangedEvent extends Event {
  constructor(readonly agent: AgentStateSnapshot | undefined) {
    super('agent-state-changed');
  }
}

/** One SIP message of the session, redacted, for troubleshooting. */
export class SipMessageEvent extends Event {
  constructor(
    readonly direction: 'in' | 'out',
    readonly text: string,
    readonly at: number,
  ) {
    super('sip-message');
  }
}

export class SessionErrorEvent extends Event {
  constructor(readonly failure: FailureSnapshot) {
    super('error');
  }
}

export class ConversationStateChangedEvent extends Event {
  constructor(
    readonly previousState: ConversationState,
    readonly state: ConversationState,
    readonly reason?: string,
  ) {
    super('state-changed');
  }
}

/** A message came, was confirmed, or failed. (The name `MessageEvent` is the platform's.) */
export class MessageEvent_ extends Event {
  constructor(
    type: 'message-received' | 'message-sent' | 'message-failed',
    readonly message: MessageSnapshot,
  ) {
    super(type);
  }
}

export class ParticipantEvent extends Event {
  constructor(
    type: 'participant-added' | 'participant-removed',
    readonly participant: ParticipantSnapshot,
  ) {
    super(type);
  }
}

export class ActionAvailabilityChangedEvent extends Event {
  constructor(
    readonly action: ConversationAction,
    readonly isAvailable: boolean,
  ) {
    super('action-availability-changed');
  }
}

export class ContextChannelEvent extends Event {
  constructor(
    type: 'context-channel-added' | 'context-channel-removed',
    readonly channel: ContextChannelContract,
  ) {
    super(type);
  }
}

export class ContextChannelStateChangedEvent extends Event {
  constructor(
    readonly previousState: ContextChannelState,
    readonly state: ContextChannelState,
    readonly transitionReason: ContextChannelTransitionReason,
  ) {
    super('state-changed');
  }
}

export class ContextDataReceivedEvent extends Event {
  constructor(
    type: 'data-received' | 'context-data-received',
    readonly contentType: string,
    readonly body: string,
  ) {
    super(type);
  }
}

export class ContextDataSentEvent extends Event {
  constructor(
    readonly contentType: string,
    readonly body: string,
  ) {
    super('data-sent');
  }
}

/** Why the session could not do what was asked. `code` is literal and stable, `cause` is what lay beneath. */
export class SessionError extends Error {
  override readonly name = 'SessionError';
  constructor(
    readonly code: SessionErrorCode,
    message: string,
    readonly details: {
      readonly status?: number;
      readonly diagnostics?: string;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: details.cause });
  }

  toSnapshot(): FailureSnapshot {
    const { status, diagnostics } = this.details;
    return Object.freeze({
      code: this.code,
      message: this.message,
      ...(status !== undefined && { status }),
      ...(diagnostics !== undefined && { diagnostics }),
    });
  }
}

export type SessionErrorCode =
  | 'connection-failed'
  | 'credentials-unavailable'
  | 'credentials-refused'
  | 'forbidden'
  | 'not-found'
  | 'unreachable'
  | 'declined'
  | 'busy'
  | 'no-answer'
  | 'cancelled'
  | 'too-large'
  | 'type-not-supported'
  | 'invalid-argument'
  | 'invalid-state'
  | 'rate-limited'
  | 'server-error'
  | 'timeout'
  | 'aborted';
