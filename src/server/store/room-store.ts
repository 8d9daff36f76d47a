import type { TextSearch } from './room-text';

export type StoredPrivacy = 'open' | 'closed' | 'secret';
export type StoredRole = 'member' | 'manager' | 'presenter';

/** A room and who has which role in it. Times are milliseconds since 1970. */
export interface StoredRoom {
  /** Opaque; the last part of the room's URI. */
  readonly id: string;
  /** Two rooms that are not secret never have the same name, whatever its case. */
  readonly name: string;
  readonly description: string;
  readonly topic: string;
  readonly categoryId: string;
  readonly privacy: StoredPrivacy;
  readonly behavior: 'normal' | 'auditorium';
  readonly disabled: boolean;
  /** Whether new members are invited. */
  readonly invitations: boolean;
  readonly createdAt: number;
  readonly createdBy: string;
  /** Number of the newest message; 0 for none. */
  readonly lastMessage: number;
  /** Addresses of record, sorted. */
  readonly roles: Readonly<Record<StoredRole, readonly string[]>>;
}

export type RoomChanges = Partial<
  Pick<
    StoredRoom,
    'name' | 'description' | 'topic' | 'categoryId' | 'privacy' | 'behavior' | 'disabled' | 'invitations'
  >
>;

export interface RoleChange {
  readonly role: StoredRole;
  readonly change: 'add' | 'remove' | 'set';
  readonly users: readonly string[];
}

export interface NewRoomMessage {
  readonly roomId: string;
  readonly author: string;
  readonly authorName?: string;
  /** The author's own name for it: a second message of theirs with it in the room is the first one, repeated. */
  readonly clientId?: string;
  readonly at: number;
  readonly text: string;
  readonly rtf?: string;
  readonly alert?: boolean;
  readonly story?: string;
  readonly mentions?: readonly string[];
}

export interface StoredRoomMessage extends NewRoomMessage {
  /** 1, 2, 3, … in the room, in the order of commits, without a gap. `at` never goes back. */
  readonly number: number;
}

export interface AppendedMessage {
  readonly message: StoredRoomMessage;
  /** It was there already, under this number. */
  readonly repeated: boolean;
}

/** All that is given must hold. */
export interface RoomMessageQuery {
  readonly roomIds: readonly string[];
  readonly before?: number;
  readonly after?: number;
  /** At or after. */
  readonly from?: number;
  /** Before. */
  readonly to?: number;
  readonly authors?: readonly string[];
  readonly text?: TextSearch;
  /** At most so many: the newest; with `after` and without `before` in one room and without text, the oldest. */
  readonly limit: number;
}

export interface RoomMessagePage {
  /** In the order they were committed. */
  readonly messages: readonly StoredRoomMessage[];
  /** There are more than `limit`. */
  readonly more: boolean;
}

export interface RoomReading {
  readonly roomId: string;
  readonly lastRead: number;
  readonly lastMessage: number;
  /** Messages of others after it; 1,000 at most are counted. */
  readonly unread: number;
}

export interface StoredInvitation {
  /** Ascending over all invitations. */
  readonly number: number;
  readonly roomId: string;
  readonly user: string;
  /** Absent: nobody in particular. */
  readonly invitedBy?: string;
  readonly createdAt: number;
}

export interface StoredPreference {
  readonly sequence: number;
  readonly content: string;
}

/** Rooms of Persistent Chat and all that is kept in them. A promise that resolves means committed. All reject with `StoreError`. */
export interface RoomStore {
  rooms(): Promise<readonly StoredRoom[]>;
  room(id: string): Promise<StoredRoom | undefined>;
  /** `conflict` when the id exists, or the name (see `StoredRoom.name`). `lastMessage` is ignored. */
  createRoom(room: StoredRoom): Promise<void>;
  /** All changes or none. `not-found`; `conflict` when the name exists. */
  updateRoom(id: string, changes: RoomChanges, roles?: readonly RoleChange[]): Promise<StoredRoom>;
  /** Numbers and stores messages of any rooms in one commit, in this order. `not-found` when one of the rooms is not there: none is stored then. */
  append(messages: readonly NewRoomMessage[]): Promise<readonly AppendedMessage[]>;
  find(query: RoomMessageQuery): Promise<RoomMessagePage>;
  /** Never goes back, nor beyond the newest message. Returns what is so now. `not-found` when there is no such room. */
  markRead(user: string, roomId: string, number: number): Promise<RoomReading>;
  /** Of these rooms, in the order of their ids; never read counts as 0. */
  reading(user: string, roomIds: readonly string[]): Promise<readonly RoomReading[]>;
  /** Rooms that the user has ever marked as read. */
  roomsReadBy(user: string): Promise<readonly string[]>;
  /** Replaces an earlier invitation of the same user to the room. */
  invite(
    roomId: string,
    users: readonly string[],
    at: number,
    invitedBy?: string,
  ): Promise<readonly StoredInvitation[]>;
  /** Those with a greater number, oldest first. */
  invitations(user: string, after: number): Promise<readonly StoredInvitation[]>;
  /** Nothing happens when it is not the user's. */
  dismissInvitation(user: string, number: number): Promise<void>;
  preference(user: string, label: string): Promise<StoredPreference | undefined>;
  /** Returns the new sequence number: one more than before. */
  setPreference(user: string, label: string, content: string): Promise<number>;
}

/** How far unread messages are counted. */
export const maxUnread = 1000;

export const noRoles: StoredRoom['roles'] = { member: [], manager: [], presenter: [] };

/** What roles become. */
export function changedRoles(
  roles: StoredRoom['roles'],
  changes: readonly RoleChange[],
): Record<StoredRole, readonly string[]> {
  const next: Record<StoredRole, readonly string[]> = { ...roles };
  for (const { role, change, users } of changes) {
    const set = new Set(change === 'set' ? [] : next[role]);
    for (const user of users) {
      if (change === 'remove') set.delete(user);
      else set.add(user);
    }
    next[role] = [...set].sort();
  }
  return next;
}

/** What is unique among names; secret rooms have none, so that nobody learns of one by its name. */
export function nameKey({ name, privacy }: Pick<StoredRoom, 'name' | 'privacy'>): string | undefined {
  return privacy === 'secret' ? undefined : name.normalize('NFC').toLowerCase();
}
