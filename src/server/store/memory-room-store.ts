import {
  changedRoles,
  maxUnread,
  nameKey,
  type AppendedMessage,
  type NewRoomMessage,
  type RoleChange,
  type RoomChanges,
  type RoomMessagePage,
  type RoomMessageQuery,
  type RoomReading,
  type RoomStore,
  type StoredInvitation,
  type StoredPreference,
  type StoredRoom,
  type StoredRoomMessage,
} from './room-store';
import { matchesText, searchableText } from './room-text';
import { StoreError } from './store-error';

interface Kept {
  room: StoredRoom;
  readonly messages: StoredRoomMessage[];
  /** By author and their name for the message. */
  readonly named: Map<string, StoredRoomMessage>;
}

/** Rooms in memory: they end with the process. */
export class MemoryRoomStore implements RoomStore {
  closed = false;
  readonly #rooms = new Map<string, Kept>();
  readonly #read = new Map<string, Map<string, number>>();
  readonly #preferences = new Map<string, StoredPreference>();
  #invitations: StoredInvitation[] = [];
  #invited = 0;

  async rooms(): Promise<readonly StoredRoom[]> {
    this.#open();
    return [...this.#rooms.values()].map(current).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  async room(id: string): Promise<StoredRoom | undefined> {
    this.#open();
    const kept = this.#rooms.get(id);
    return kept && current(kept);
  }

  async createRoom(room: StoredRoom): Promise<void> {
    this.#open();
    if (this.#rooms.has(room.id)) throw new StoreError('conflict', 'A room with this id exists.');
    this.#checkName(room, room.id);
    const roles = changedRoles(room.roles, []);
    this.#rooms.set(room.id, { room: { ...room, roles, lastMessage: 0 }, messages: [], named: new Map() });
  }

  async updateRoom(id: string, changes: RoomChanges, roles: readonly RoleChange[] = []): Promise<StoredRoom> {
    const kept = this.#kept(id);
    const next = { ...kept.room, ...changes, roles: changedRoles(kept.room.roles, roles) };
    this.#checkName(next, id);
    kept.room = next;
    return current(kept);
  }

  async append(messages: readonly NewRoomMessage[]): Promise<readonly AppendedMessage[]> {
    this.#open();
    const rooms = messages.map(({ roomId }) => this.#kept(roomId));
    return messages.map((message, index) => {
      const { messages: stored, named } = rooms[index]!;
      const name = message.clientId === undefined ? undefined : `${message.author} ${message.clientId}`;
      const earlier = name === undefined ? undefined : named.get(name);
      if (earlier) return { message: earlier, repeated: true };
      const at = Math.max(message.at, stored.at(-1)?.at ?? 0);
      const added: StoredRoomMessage = { ...message, at, number: stored.length + 1 };
      stored.push(added);
      if (name !== undefined) named.set(name, added);
      return { message: added, repeated: false };
    });
  }

  async find(query: RoomMessageQuery): Promise<RoomMessagePage> {
    this.#open();
    const { roomIds, before = Infinity, after = 0, from = 0, to = Infinity, authors, text, limit } = query;
    const found = roomIds
      .flatMap((id) => this.#rooms.get(id)?.messages ?? [])
      .filter(
        (message) =>
          message.number < before &&
          message.number > after &&
          message.at >= from &&
          message.at < to &&
          (!authors || authors.includes(message.author)) &&
          (!text || matchesText(searchableText(message), text)),
      )
      .sort((a, b) => a.at - b.at || a.number - b.number);
    const oldest = query.after !== undefined && query.before === undefined && roomIds.length === 1 && !text;
    const messages = oldest ? found.slice(0, limit) : found.slice(-limit);
    return { messages, more: found.length > limit };
  }

  async markRead(user: string, roomId: string, number: number): Promise<RoomReading> {
    const { messages } = this.#kept(roomId);
    const read = this.#read.get(user) ?? new Map<string, number>();
    this.#read.set(user, read);
    read.set(roomId, Math.max(read.get(roomId) ?? 0, Math.min(number, messages.length)));
    return this.#reading(user, roomId);
  }

  async reading(user: string, roomIds: readonly string[]): Promise<readonly RoomReading[]> {
    this.#open();
    return [...roomIds]
      .filter((id) => this.#rooms.has(id))
      .sort()
      .map((id) => this.#reading(user, id));
  }

  async roomsReadBy(user: string): Promise<readonly string[]> {
    this.#open();
    return [...(this.#read.get(user)?.keys() ?? [])].sort();
  }

  async invite(
    roomId: string,
    users: readonly string[],
    at: number,
    invitedBy?: string,
  ): Promise<readonly StoredInvitation[]> {
    this.#kept(roomId);
    const added = users.map((user): StoredInvitation => ({
      ...{ number: ++this.#invited, roomId, user, createdAt: at },
      ...(invitedBy !== undefined && { invitedBy }),
    }));
    this.#invitations = this.#invitations.filter((old) => old.roomId !== roomId || !users.includes(old.user));
    this.#invitations.push(...added);
    return added;
  }

  async invitations(user: string, after: number): Promise<readonly StoredInvitation[]> {
    this.#open();
    return this.#invitations.filter((one) => one.user === user && one.number > after);
  }

  async dismissInvitation(user: string, number: number): Promise<void> {
    this.#open();
    this.#invitations = this.#invitations.filter((one) => one.user !== user || one.number !== number);
  }

  async preference(user: string, label: string): Promise<StoredPreference | undefined> {
    this.#open();
    return this.#preferences.get(`${user} ${label}`);
  }

  async setPreference(user: string, label: string, content: string): Promise<number> {
    this.#open();
    const sequence = (this.#preferences.get(`${user} ${label}`)?.sequence ?? 0) + 1;
    this.#preferences.set(`${user} ${label}`, { sequence, content });
    return sequence;
  }

  #reading(user: string, roomId: string): RoomReading {
    const lastRead = this.#read.get(user)?.get(roomId) ?? 0;
    const { messages } = this.#kept(roomId);
    const unread = messages.filter(({ number, author }) => number > lastRead && author !== user).length;
    return { roomId, lastRead, lastMessage: messages.length, unread: Math.min(unread, maxUnread) };
  }

  #checkName(room: StoredRoom, id: string): void {
    const key = nameKey(room);
    if (key === undefined) return;
    for (const other of this.#rooms.values())
      if (other.room.id !== id && nameKey(other.room) === key)
        throw new StoreError('conflict', 'A room with this name exists.');
  }

  #kept(id: string): Kept {
    this.#open();
    const kept = this.#rooms.get(id);
    if (!kept) throw new StoreError('not-found', 'There is no such room.');
    return kept;
  }

  #open(): void {
    if (this.closed) throw new StoreError('closed', 'The store is closed.');
  }
}

function current({ room, messages }: Kept): StoredRoom {
  return { ...room, lastMessage: messages.length };
}
