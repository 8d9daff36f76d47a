/**
 * What every session offers, whatever carries it: SIP over WebSocket, the mock, later UCWA. Elements and pages are written
 * against these interfaces; `LyncSession` implements them over SIP and `MockSession` without a server.
 *
 * Two rules hold everywhere. State is confirmed state: it changes when the peer has answered, never when somebody clicked.
 * A `snapshot` is a plain, frozen, structured-cloneable value; it is a new object after each change and the same object
 * otherwise, so that a view can compare by identity.
 */

import type { CallParkFailureCode } from '../protocol/call-park/diagnostics';
import type {
  CallStateChangedEvent,
  DtmfReceivedEvent,
  TransferRequestedEvent,
} from './audio-video/call-events';

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
  /** Begins as a call, without a session of messages: that comes with the first message. `context` is not sent then. */
  readonly modality?: CallModality;
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
  /**
   * Picks up a parked call: by orbit (`100`, `#100`), by an orbit's address, or by the safe retrieval URI of a `CallParkOrbit`, which never yields
   * another call. Resolves with the conversation once it is connected to who was parked; rejects with `SessionError`, e.g. `orbit-not-found` or
   * `could-not-safe-retrieve`. Absent where the session has no calls.
   */
  retrieve?(target: string): Promise<ConversationContract>;
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
  /** It is a call. */
  readonly modality?: CallModality;
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
  /** The same as of `audioVideo`. */
  'call-state-changed': CallStateChangedEvent;
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
  /** Absent where the session has no calls. */
  readonly audioVideo?: AudioVideoContract;
  readonly contextChannels: readonly ContextChannelContract[];
  canInvoke(action: ConversationAction): boolean;
  accept(): Promise<void>;
  decline(reason?: string): Promise<void>;
  terminate(): Promise<void>;
  markRead(): void;
  /** Visitor side: shares newer context while the conversation lives; merged by top-level key. */
  shareContext(context: VisitorContext): Promise<void>;
  /**
   * Sends the call to the call park service. Resolves when it is parked: video is gone, the call's state is `parked`. When it fails the call goes on, and
   * `SessionError` says why, e.g. `no-orbit-available`. Only while `canInvoke('park')`.
   */
  park?(options?: { signal?: AbortSignal }): Promise<CallParkOrbit>;
}

// ----------------------------------------------------------------------------------------------------------------- calls

export type CallModality = 'audio' | 'video';

/**
 * `incoming`: it rings here. `ringing`: it rings there. `connected` and `held` only when the other side has answered. `recovering`: the connection, or the
 * path of the media, is being restored. `parking`, `transferring`: asked for, not confirmed. `parked`: at the call park service.
 */
export type CallState =
  | 'idle'
  | 'incoming'
  | 'connecting'
  | 'ringing'
  | 'connected'
  | 'held'
  | 'recovering'
  | 'parking'
  | 'parked'
  | 'transferring'
  | 'ended';

/** What flows, seen from here, as both sides agreed (RFC 3264); `none`: the call has no such medium. */
export type MediaDirection = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive' | 'none';

export type CallQualityLevel = 'good' | 'fair' | 'poor' | 'bad';

/** Of what arrives here, over the last interval. */
export interface CallQualitySnapshot {
  /** Packets lost, 0 to 1. */
  readonly loss: number;
  /** Milliseconds. */
  readonly jitter: number;
  /** Milliseconds; undefined until the other side has reported. */
  readonly roundTrip?: number;
  /** Mean opinion score that these make, 1 to 4.4. */
  readonly score: number;
  readonly level: CallQualityLevel;
}

export interface MediaDeviceSnapshot {
  readonly id: string;
  readonly kind: 'microphone' | 'camera' | 'speaker';
  /** Empty until the person has allowed the use of devices. */
  readonly label: string;
}

export interface CallDevicesSnapshot {
  readonly available: readonly MediaDeviceSnapshot[];
  /** Ids in use; undefined: the system's choice. */
  readonly microphone?: string;
  readonly camera?: string;
  readonly speaker?: string;
}

/** A parked call. Keep nothing but these strings. */
export interface CallParkOrbit {
  /** What people say to each other. Whoever has it may pick up the call that is there then, which may be another. */
  readonly friendlyOrbit: string;
  /** Yields this call and no other; null once it is parked no longer. */
  readonly safeRetrieveUri: string | null;
  readonly msParkedCall: string;
}

export interface CallSnapshot {
  readonly state: CallState;
  readonly direction?: 'incoming' | 'outgoing';
  /** Who is at the other end now: after a transfer or retrieval another than the conversation's participant. */
  readonly remote?: {
    readonly uri: string;
    readonly displayName: string;
    /** It is a call park service: we are parked. */
    readonly isParkService: boolean;
  };
  readonly audio: MediaDirection;
  readonly video: MediaDirection;
  readonly isMuted: boolean;
  /** Whose hold the other side has confirmed. */
  readonly heldBy?: 'local' | 'remote' | 'both';
  /** Digits sent in this call. */
  readonly dtmfSent: string;
  readonly devices: CallDevicesSnapshot;
  readonly quality?: CallQualitySnapshot;
  /** For some seconds nothing has come (`not-receiving`) or gone (`not-sending`) although it should. */
  readonly oneWay?: 'not-receiving' | 'not-sending';
  /** Milliseconds since 1970. */
  readonly startedAt?: number;
  readonly connectedAt?: number;
  readonly endedAt?: number;
  readonly orbit?: CallParkOrbit;
  /** What became of the parked call; `disconnected` when the service did not say. */
  readonly unparked?: {
    readonly reason: 'drop' | 'hang-up' | 'ringback' | 'fallback' | 'retrieval' | 'unknown' | 'disconnected';
    /** Who has it now. */
    readonly target?: string;
  };
  /**
   * `terminated-locally`, `terminated-remotely`, `declined`, `no-answer`, `cancelled`, `answered-elsewhere`, `transferred`, `unparked`, `recovery-failed`, or a
   * `SessionErrorCode`.
   */
  readonly endReason?: string;
  /** What ended the call, or what did not work while it goes on: a device that was unplugged, a park that failed. */
  readonly failure?: FailureSnapshot;
}

/** The live objects; everything else of a call is in its snapshot. */
export interface CallStreams {
  /** What the person at this end sends; undefined while nothing is captured. */
  readonly local: MediaStream | undefined;
  /** Give it to an `audio` or `video` element. The same object for as long as the peer stays the same. */
  readonly remote: MediaStream | undefined;
}

export interface AudioVideoEvents {
  'call-state-changed': CallStateChangedEvent;
  'dtmf-received': DtmfReceivedEvent;
  /** The other side sends this call elsewhere; `preventDefault()` declines. */
  'transfer-requested': TransferRequestedEvent;
  /** `streams` has other objects. */
  'streams-changed': Event;
  /** Any change at all; `snapshot` is new. */
  changed: Event;
}

/** Every method rejects with `SessionError`. Their code is loaded when the first is called. */
export interface AudioVideoContract extends TypedEventTarget<AudioVideoEvents> {
  readonly snapshot: CallSnapshot;
  readonly streams: CallStreams;
  /** Calls. Resolves when the other side has answered. Without a camera a video call begins as an audio call, with `failure`. */
  connect(options?: { video?: boolean; signal?: AbortSignal }): Promise<void>;
  /** `video`: send video too, if it was offered. */
  accept(options?: { video?: boolean }): Promise<void>;
  /** `busy` answers 486, anything else 603. */
  decline(reason?: string): Promise<void>;
  end(): Promise<void>;
  /** Resolves when the other side has confirmed. */
  hold(): Promise<void>;
  resume(): Promise<void>;
  mute(): Promise<void>;
  unmute(): Promise<void>;
  /** Digits, `*`, `#`, A to D; `,` waits. RFC 4733, or INFO where the other side has no telephone events. */
  sendDtmf(tones: string, options?: { method?: 'rtp' | 'info' }): Promise<void>;
  /** Ids of `devices.available`; also in the middle of a call. */
  setDevices(devices: { microphone?: string; camera?: string; speaker?: string }): Promise<void>;
  /** Reads the list of devices again; it also follows plugging by itself. */
  refreshDevices(): Promise<void>;
  addVideo(): Promise<void>;
  removeVideo(): Promise<void>;
  /**
   * To an address (blind) or to the other side of another conversation's call (attended). Resolves when it is confirmed, which ends this call; when it fails
   * the call goes on.
   */
  transfer(target: string | ConversationContract): Promise<void>;
  park(options?: { signal?: AbortSignal }): Promise<CallParkOrbit>;
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
  | 'aborted'
  // Of devices and media.
  | 'permission-refused'
  | 'device-not-found'
  | 'device-in-use'
  | 'device-unplugged'
  | 'media-failed'
  | 'recovery-failed'
  // Of call park, by [MS-OCER] 7.25.
  | 'park-not-available'
  | CallParkFailureCode;
