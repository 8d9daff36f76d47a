import type { ChatRoomSessionContract, ChatRoomUpdate } from './chat-room';
import type { FailureSnapshot } from './errors';
import type {
  ChatRoomInvitationReceivedEvent,
  ChatRoomSessionEvent,
  ConnectionStateChangedEvent,
} from './persistent-chat-events';
import type { TypedEventTarget } from './typed-event-target';

/**
 * UCMA's five. `establishing` also while a lost connection is being restored: then `failure` says what went wrong last. `terminated`: by `terminate()`, with the
 * session, or refused, and then `failure` says why; `establish()` may be called again.
 */
export type PersistentChatEndpointState =
  'idle' | 'establishing' | 'established' | 'terminating' | 'terminated';

/** `open`: all in the category's scope may see and join. `closed`: they may see it, members may join. `secret`: for others it does not exist. */
export type ChatRoomPrivacy = 'open' | 'closed' | 'secret';

/** One room as lists show it. */
export interface ChatRoomSummary {
  /** `ma-chan://domain/value`; opaque, compared as it is. */
  readonly uri: string;
  readonly name: string;
  readonly description: string;
  /** How many are in it now; undefined where the server does not say. */
  readonly participantCount?: number;
  readonly privacy: ChatRoomPrivacy;
  /** Only presenters write. */
  readonly isAuditorium: boolean;
  /** It takes nothing new and nobody joins it any more; rooms are never deleted. */
  readonly isDisabled: boolean;
  /** Messages that this user has not read; told by `findRooms` with the scope `member`, where the server keeps count. */
  readonly unread?: number;
}

export interface ChatRoomUser {
  /** `sip:…` in lower case. */
  readonly uri: string;
  /** The user part of the address where the server knows no name. */
  readonly displayName: string;
}

/** A room as its managers see it. */
export interface ChatRoomDetails extends ChatRoomSummary {
  readonly topic: string;
  readonly categoryUri?: string;
  /** Members are invited when they are added, and those who were not there when they come. */
  readonly sendsInvitations: boolean;
  /** Addresses. Everybody, where the room is open and the list empty. */
  readonly members: readonly string[];
  readonly managers: readonly string[];
  /** Who writes in an auditorium; each must be a member too. */
  readonly presenters: readonly string[];
  /** Those in the three lists, as far as the server tells their names. */
  readonly people?: readonly ChatRoomUser[];
}

export interface ChatRoomCategory {
  /** `ma-cat://domain/value`. */
  readonly uri: string;
  readonly name: string;
}

export interface ChatRoomInvitation {
  readonly id: string;
  readonly room: ChatRoomSummary;
  /** Milliseconds since 1970, the server's clock; undefined where it does not say. */
  readonly createdAt?: number;
  /** Address of who invited. */
  readonly invitedBy?: string;
}

/** What the server bounds. Sizes are bytes of UTF-8. */
export interface PersistentChatLimits {
  readonly messageSize: number;
  readonly storySize: number;
  /** Results of any search. */
  readonly searchResults: number;
}

export interface PersistentChatSnapshot {
  readonly state: PersistentChatEndpointState;
  /** Address of the look-up service: given, provisioned, or `sip:ocschat@domain`; empty before `establish()`. */
  readonly serverUri: string;
  /** Rooms of the `chatRoomSessions`. */
  readonly joinedRoomUris: readonly string[];
  /** Rooms this user comes back to: joined by themselves at `establish()`, on every device. */
  readonly followedRoomUris: readonly string[];
  /** Not yet joined nor dismissed; oldest first. */
  readonly invitations: readonly ChatRoomInvitation[];
  /** Where this user may create rooms; empty: nowhere. */
  readonly categories: readonly ChatRoomCategory[];
  readonly limits: PersistentChatLimits;
  /** Sum over the joined rooms. */
  readonly unread: number;
  readonly failure?: FailureSnapshot;
  /** Milliseconds since 1970 of the next attempt, while there is one to come. */
  readonly nextAttemptAt?: number;
}

export interface FindRoomsOptions {
  /** `all`: that this user may see. `member`: where this user is a member. `managed`: that this user manages. Default `all`. */
  readonly scope?: 'all' | 'member' | 'managed';
  /** In the name; all words must be there. Everything when absent. */
  readonly text?: string;
  /** Look for `text` in the description as well. */
  readonly searchDescription?: boolean;
  readonly categoryUri?: string;
  readonly signal?: AbortSignal;
}

export interface CreateChatRoomOptions {
  /** Unique. */
  readonly name: string;
  readonly description?: string;
  readonly topic?: string;
  /** The first of `categories` when absent. */
  readonly categoryUri?: string;
  /** Default `closed`. */
  readonly privacy?: ChatRoomPrivacy;
  readonly isAuditorium?: boolean;
  readonly sendsInvitations?: boolean;
  /** Addresses; who creates the room is member and manager. */
  readonly members?: readonly string[];
  readonly managers?: readonly string[];
  readonly presenters?: readonly string[];
}

export type MessageImportance = 'normal' | 'high';

/** A message that was found, with where it stands. */
export interface ChatHistoryMatch {
  readonly roomUri: string;
  readonly roomName: string;
  /** The server's; `ChatRoomSessionContract.loadAround` shows it in its place. */
  readonly messageId: string;
  readonly author: ChatRoomUser;
  readonly body: string;
  readonly title?: string;
  /** Milliseconds since 1970, the server's clock. */
  readonly at: number;
}

export interface SearchHistoryOptions {
  /** All words must be there; case does not matter. */
  readonly text?: string;
  /** As one phrase. */
  readonly matchExactPhrase?: boolean;
  /** Address. */
  readonly author?: string;
  /** Milliseconds since 1970, both included. */
  readonly from?: number;
  readonly to?: number;
  /** All rooms this user may read when absent. */
  readonly roomUri?: string;
  /** At most; the server's own limit holds as well. Default 50. */
  readonly limit?: number;
  readonly signal?: AbortSignal;
}

export interface ChatHistoryResult {
  /** Newest first. */
  readonly matches: readonly ChatHistoryMatch[];
  /** There are more than the limit. */
  readonly isTruncated: boolean;
}

export interface PersistentChatEvents {
  'connection-state-changed': ConnectionStateChangedEvent;
  /** As the session's event of that name. */
  'chat-room-invitation-received': ChatRoomInvitationReceivedEvent;
  /** A room is being joined, by `joinRoom` or because it is followed; `room.snapshot.state` is `establishing`. */
  'chat-room-session-added': ChatRoomSessionEvent;
  /** Left, or lost for good. */
  'chat-room-session-removed': ChatRoomSessionEvent;
  /** Any change at all; `snapshot` is new. Fired once per task after the specific events. */
  changed: Event;
}

/**
 * The user's connection to the rooms (Lync: `PersistentChatEndpoint`). Its code is loaded by the first call; listeners may be added before. Methods
 * but `establish` and `terminate` wait while the state is `establishing`, and reject with `SessionError` `invalid-state` before `establish()` was
 * called or after the end. Other errors: `forbidden`, `not-found` (also of rooms one may not see), `too-large`, `invalid-argument`,
 * `room-name-taken`, `rate-limited`, `server-error`, `connection-failed`, `aborted`.
 */
export interface PersistentChatEndpointContract extends TypedEventTarget<PersistentChatEvents> {
  readonly snapshot: PersistentChatSnapshot;
  /** Rooms that are joined or being joined, in the order joined. */
  readonly chatRoomSessions: readonly ChatRoomSessionContract[];
  /**
   * Finds the channel server and connects to it; restores itself and the rooms after a lost connection. `uri`: the look-up service; default as
   * provisioned, else `sip:ocschat@domain`. Resolves when established, at once if it is so already; callers share one attempt.
   */
  establish(uri?: string): Promise<void>;
  /** Leaves the rooms and ends the connection. */
  terminate(): Promise<void>;
  /**
   * Joins a room. Resolves when it is established; the session is in `chatRoomSessions` from the beginning. One session per room: who asks again gets the
   * same. Takes back an invitation of that room.
   */
  joinRoom(uri: string, options?: { signal?: AbortSignal }): Promise<ChatRoomSessionContract>;
  findRooms(options?: FindRoomsOptions): Promise<readonly ChatRoomSummary[]>;
  getRoom(uri: string): Promise<ChatRoomDetails>;
  createRoom(options: CreateChatRoomOptions): Promise<ChatRoomDetails>;
  /** For managers, whether they have joined it or not; opens a disabled room again. */
  updateRoom(uri: string, changes: ChatRoomUpdate & { readonly isDisabled?: boolean }): Promise<void>;
  searchHistory(options: SearchHistoryOptions): Promise<ChatHistoryResult>;
  /** Users who may be added to rooms, by name or address. */
  findUsers(text: string, options?: { signal?: AbortSignal }): Promise<readonly ChatRoomUser[]>;
  /** Whether this room is joined by itself from now on; kept at the server. Does not join or leave it now. */
  setFollowed(uri: string, isFollowed: boolean): Promise<void>;
  /** Takes an invitation off the list, on every device; who invited is not told. */
  dismissInvitation(id: string): Promise<void>;
}
