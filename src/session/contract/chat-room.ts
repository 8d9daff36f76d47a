import type {
  ChatRoomMessageEvent,
  ChatRoomParticipantEvent,
  ChatRoomStateChangedEvent,
} from './persistent-chat-events';
import type { ChatRoomDetails, ChatRoomPrivacy, ChatRoomUser, MessageImportance } from './persistent-chat';
import type { ConversationContract, MessageDelivery } from './conversation';
import type { FailureSnapshot } from './errors';
import type { TypedEventTarget } from './typed-event-target';

/** UCMA's five and `recovering`: the connection is being restored; what is sent meanwhile waits. */
export type ChatRoomSessionState =
  'idle' | 'establishing' | 'established' | 'recovering' | 'terminating' | 'terminated';

/** Somebody who is in the room now. */
export interface ChatRoomParticipant extends ChatRoomUser {
  readonly isSelf: boolean;
  readonly isManager: boolean;
  /** May write in an auditorium. */
  readonly isPresenter: boolean;
}

export interface ChatRoomMessageSnapshot {
  /** Stays the same while the message is in the list; a key for views. */
  readonly id: string;
  /** The server's, a decimal number; orders the room. Undefined until the server has told it. */
  readonly messageId?: string;
  readonly author: ChatRoomUser;
  readonly isOwn: boolean;
  /** Plain text; lines end with `\n`. */
  readonly body: string;
  /** A long message with a title of its own. */
  readonly isStory: boolean;
  /** Of a story. */
  readonly title?: string;
  readonly importance: MessageImportance;
  /** Somebody else wrote this user's name or address after an @. */
  readonly mentionsMe: boolean;
  /** Milliseconds since 1970: the server's clock, or this side's until it is stored. */
  readonly at: number;
  /** `delivered`: stored by the server. */
  readonly delivery: MessageDelivery;
  readonly failure?: FailureSnapshot;
}

export interface ChatRoomSnapshot {
  readonly uri: string;
  readonly name: string;
  readonly description: string;
  readonly topic: string;
  readonly state: ChatRoomSessionState;
  readonly privacy: ChatRoomPrivacy;
  readonly isAuditorium: boolean;
  readonly isDisabled: boolean;
  /** UCMA: `CanChat`. False in an auditorium for who is no presenter. */
  readonly canChat: boolean;
  /** UCMA: `CanManage`. */
  readonly canManage: boolean;
  /** Who is in it now, self included, by name. Empty where a large room lists nobody: see `participantCount`. */
  readonly participants: readonly ChatRoomParticipant[];
  readonly participantCount: number;
  /**
   * A window of the room's history without gaps, oldest first, at most 500 stored messages; own messages on their way come last. The window ends with the newest
   * unless `hasNewer`.
   */
  readonly messages: readonly ChatRoomMessageSnapshot[];
  readonly hasOlder: boolean;
  /** The window was moved to older messages; new ones are counted and announced, and shown after `loadNewer` or `loadLatest`. */
  readonly hasNewer: boolean;
  /** Of others, after the last `markRead()`, on whatever device where the server keeps count. */
  readonly unread: number;
  /** Of these those that mention this user; as far as this session has seen them. */
  readonly unreadMentions: number;
  /** The server's id of the last message read; a view draws its line of new messages after it. */
  readonly lastReadMessageId?: string;
  readonly failure?: FailureSnapshot;
}

export interface SendChatMessageOptions {
  /** `high`: an alert. Default `normal`. */
  readonly importance?: MessageImportance;
  /** Makes it a story with this title, which may be as long as `limits.storySize`. */
  readonly title?: string;
}

export interface ChatRoomUpdate {
  readonly name?: string;
  readonly description?: string;
  readonly topic?: string;
  readonly privacy?: ChatRoomPrivacy;
  readonly isAuditorium?: boolean;
  readonly sendsInvitations?: boolean;
}

export interface ChatRoomEvents {
  'state-changed': ChatRoomStateChangedEvent;
  /**
   * A new message, once, live or after a lost connection (of a long absence the newest only): of others, or the user's own from another device. Not what `loadOlder`
   * and its like bring.
   */
  'message-received': ChatRoomMessageEvent;
  /** A message of this session was stored. */
  'message-sent': ChatRoomMessageEvent;
  'message-failed': ChatRoomMessageEvent;
  'participant-added': ChatRoomParticipantEvent;
  'participant-removed': ChatRoomParticipantEvent;
  /** Name, description, topic, privacy, what one may do. */
  'properties-changed': Event;
  /** Any change at all; `snapshot` is new. Fired once per task after the specific events. */
  changed: Event;
}

/** One joined room (Lync: `ChatRoomSession`). Rejections are `SessionError`. */
export interface ChatRoomSessionContract extends TypedEventTarget<ChatRoomEvents> {
  readonly snapshot: ChatRoomSnapshot;
  /**
   * Resolves when the server has stored it; rejects when it refused, and the message stays, `failed`, for `retry`. Sent in order, each once also when the connection
   * goes meanwhile. `too-large` at once, by the limits in bytes of UTF-8.
   */
  send(body: string, options?: SendChatMessageOptions): Promise<ChatRoomMessageSnapshot>;
  /** `id` is the message's own, not the server's. */
  retry(id: string): Promise<ChatRoomMessageSnapshot>;
  /** Takes a failed message off the list. */
  discard(id: string): void;
  /** A page of 50 before what `messages` has. Does nothing when there is none or a page is being loaded. */
  loadOlder(): Promise<void>;
  loadNewer(): Promise<void>;
  /** Back to the newest. */
  loadLatest(): Promise<void>;
  /** Moves the window to a message that was found. `messageId` is the server's. */
  loadAround(messageId: string): Promise<void>;
  markRead(): void;
  leave(): Promise<void>;
  /** Invites people; they become members where the room has some. Managers only. */
  invite(uris: readonly string[]): Promise<void>;
  /** Everything the room's managers see. */
  getDetails(): Promise<ChatRoomDetails>;
  /** These and the following are for managers. */
  update(changes: ChatRoomUpdate): Promise<void>;
  setMembers(uris: readonly string[]): Promise<void>;
  setManagers(uris: readonly string[]): Promise<void>;
  setPresenters(uris: readonly string[]): Promise<void>;
  /**
   * Closes the room: everybody in it leaves, and this session ends. Its history stays at the server, and the endpoint's `updateRoom` opens it again.
   */
  disable(): Promise<void>;
  /**
   * Posts a readable summary of a conversation as a story: who takes part, the subject, the messages (the newest that fit). What the visitor's page told is left out
   * unless `includeContext`.
   */
  shareConversation(
    conversation: ConversationContract,
    options?: { includeContext?: boolean },
  ): Promise<ChatRoomMessageSnapshot>;
}
