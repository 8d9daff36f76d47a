import type { AgentCommand, AgentStateSnapshot, PresenceAvailability, PresenceSnapshot } from './agent';
import type { CallModality } from './audio-video';
import type { CallbackOptions, CallbackSnapshot } from './callback';
import type { CreateConferenceOptions, JoinConferenceOptions } from './conference';
import type { ContactCenterContract } from './contact-center';
import type { ContextApplication } from './context-channel';
import type { ConversationContract } from './conversation';
import type { FailureSnapshot } from './errors';
import type { OrbitListener } from './orbit-occupancy';
import type { PersistentChatEndpointContract } from './persistent-chat';
import type { ChatRoomInvitationReceivedEvent } from './persistent-chat-events';
import type {
  AgentStateChangedEvent,
  ConversationAddedEvent,
  ConversationRemovedEvent,
  InvitationReceivedEvent,
  PresenceChangedEvent,
  SessionErrorEvent,
  SessionStateChangedEvent,
  SipMessageEvent,
} from './session-events';
import type { TypedEventTarget } from './typed-event-target';
import type { VisitorContext } from './visitor-context';

/**
 * `lost`: the connection went and is being restored. `recovering`: connected again, registering and refreshing dialogs.
 * `failed`: ended with `failure`; `connect()` may be called again.
 */
export type SessionState =
  'idle' | 'connecting' | 'connected' | 'lost' | 'recovering' | 'disconnecting' | 'failed';

export interface SessionSnapshot {
  readonly state: SessionState;
  /** What carries it: SIP over WebSocket, or UCWA over HTTP, where only messages go. */
  readonly transport?: 'sip' | 'ucwa';
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

export interface SessionEvents {
  'state-changed': SessionStateChangedEvent;
  'conversation-added': ConversationAddedEvent;
  'conversation-removed': ConversationRemovedEvent;
  'invitation-received': InvitationReceivedEvent;
  'presence-changed': PresenceChangedEvent;
  'agent-state-changed': AgentStateChangedEvent;
  'chat-room-invitation-received': ChatRoomInvitationReceivedEvent;
  'sip-message': SipMessageEvent;
  error: SessionErrorEvent;
}

export interface SessionContract extends TypedEventTarget<SessionEvents> {
  readonly snapshot: SessionSnapshot;
  readonly conversations: readonly ConversationContract[];
  /** The rooms. Nothing is loaded or sent before its first call. Absent where the session has none, and for guests. */
  readonly persistentChat?: PersistentChatEndpointContract;
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
  /** `onThePhone`, with `busy`: by nothing but a call. The session says so itself while there is one. */
  publishPresence(
    availability: PresenceAvailability,
    note?: string,
    options?: { readonly onThePhone?: boolean },
  ): Promise<void>;
  /** Readiness and wrap-up; resolves when the contact centre has confirmed. */
  setAgentState(command: AgentCommand): Promise<void>;
  /**
   * Picks up a parked call: by orbit (`100`, `#100`), by an orbit's address, or by the safe retrieval URI of a `CallParkOrbit`, which never yields
   * another call. Resolves with the conversation once it is connected to who was parked; rejects with `SessionError`, e.g. `orbit-not-found` or
   * `could-not-safe-retrieve`. Absent where the session has no calls.
   */
  retrieve?(target: string): Promise<ConversationContract>;
  /**
   * Tells which orbits are occupied, as soon as it is known and after each change; nothing where there is no call park service, or where this user may not
   * watch it. Returns what ends it. Absent where the session has no calls.
   */
  watchOrbits?(listener: OrbitListener): () => void;
  /**
   * Asks a queue to call. Resolves when it has promised to; rejects with `SessionError`: `forbidden` (that number or address is not called),
   * `type-not-supported` (this queue calls nobody), `rate-limited` (it has promised a call already), `busy`. Absent where the session has no calls.
   */
  requestCallback?(queueUri: string, options?: CallbackOptions): Promise<CallbackSnapshot>;
  /** The call is not wanted any more. Rejects with `SessionError` `not-found` when there is none to give up: it was answered, or it is over. */
  cancelCallback?(callback: CallbackSnapshot): Promise<void>;
  /**
   * Joins by address of the focus. Resolves with the conversation when the roster is there; rejects with `SessionError`, e.g. `not-found`, `conference-locked`,
   * `forbidden`. Absent where the session has no conferences.
   */
  joinConference?(uri: string, options?: JoinConferenceOptions): Promise<ConversationContract>;
  /**
   * What agents and supervisors do with customers' contacts besides talking. Loaded with the first call; absent where the session has no contact centre.
   */
  loadContactCenter?(): Promise<ContactCenterContract>;
  /** Makes a conference of one's own and joins it. */
  createConference?(options?: CreateConferenceOptions): Promise<ConversationContract>;
}
