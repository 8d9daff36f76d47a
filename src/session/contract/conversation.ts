import type { SupervisionMode } from '../../protocol/supervision';
import type { CallStateChangedEvent } from '../audio-video/call-events';
import type { AudioVideoContract, CallModality, CallParkOrbit } from './audio-video';
import type {
  ConferenceContract,
  ConferenceModality,
  ConferenceSnapshot,
  EscalateOptions,
} from './conference';
import type { ContextChannelContract } from './context-channel';
import type { ContextDataReceivedEvent } from './context-channel-events';
import type {
  ActionAvailabilityChangedEvent,
  ContextChannelEvent,
  ConversationStateChangedEvent,
  MessageEvent_,
  ParticipantEvent,
} from './conversation-events';
import type { FailureSnapshot } from './errors';
import type { ConversationImportance } from './session';
import type { TypedEventTarget } from './typed-event-target';
import type { VisitorContext } from './visitor-context';

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
  /** Which notice: `welcome`, `hold`, `menu`, `overflow`, `farewell`, … */
  readonly notice?: string;
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
  /** To a conference; `accept()` joins it with what is in `modalities`. */
  readonly conference?: { readonly uri: string; readonly modalities: readonly ConferenceModality[] };
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
  /** While, and after, it is a conference. */
  readonly conference?: ConferenceSnapshot;
  /** Of a contact that this user only supervises: who hears and reads them. */
  readonly supervision?: SupervisionMode;
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

export interface AcceptOptions {
  /** Of an invitation to a conference: what to join with. Default: what it offers. */
  readonly modalities?: readonly ConferenceModality[];
}

export interface ConversationContract extends TypedEventTarget<ConversationEvents> {
  readonly snapshot: ConversationSnapshot;
  readonly messaging: InstantMessagingContract;
  /** Absent where the session has no calls. */
  readonly audioVideo?: AudioVideoContract;
  /** Once it is, or is becoming, a conference. */
  readonly conference?: ConferenceContract;
  readonly contextChannels: readonly ContextChannelContract[];
  canInvoke(action: ConversationAction): boolean;
  accept(options?: AcceptOptions): Promise<void>;
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
  /**
   * Makes a conference of this conversation of two: transcript and context channels stay, the other side is invited, and what connected the two ends when they
   * are in. Resolves when both are in. When it fails the conversation goes on as it was. Only while `canInvoke('invite')`.
   */
  escalate?(options?: EscalateOptions): Promise<ConferenceContract>;
}
