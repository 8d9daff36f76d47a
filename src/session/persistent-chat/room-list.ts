import { formatRoomUri, parseRoomUri, xccosCommands, xccosNotices } from '../../protocol/xccos';
import type { AssociationBlock, RoomId, RoomMessage, XccosData, XccosNotice } from '../../protocol/xccos';
import { SessionError } from '../contract';
import type { FailureSnapshot } from '../contract';
import { ChatRoomSessionEvent } from '../contract/persistent-chat-events';
import { asSessionError } from '../failures';
import { ChatRoomSession } from './room-session';
import type { RoomHost } from './room-session';
import type { XccosChannel } from './xccos-channel';
import { isNotSupported } from './xccos-failure';

/** Milliseconds until a room that the server could not serve just now is joined again; up to twice as many, so that not all come at once. */
const REJOIN_AFTER = 2000;
/** Failures of a moment: a database that is away, too much at once. */
const PASSING: readonly string[] = ['server-error', 'timeout', 'rate-limited'];

export interface RoomListHost extends Omit<RoomHost, 'onEnded' | 'onGap'> {
  dispatchEvent(event: Event): boolean;
  /** A room is established. */
  onJoined(uri: string): void;
}

/** The joined rooms, by URI: joins them, joins them again, and brings them what comes for them. */
export class RoomList {
  readonly #rooms = new Map<string, ChatRoomSession>();
  #channel: XccosChannel | undefined;
  #isCounting = false;
  #timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(private readonly host: RoomListHost) {}

  get all(): readonly ChatRoomSession[] {
    return [...this.#rooms.values()];
  }

  get unread(): number {
    return this.all.reduce((sum, { unread }) => sum + unread, 0);
  }

  get(uri: string): ChatRoomSession | undefined {
    return this.#rooms.get(uri);
  }

  /** Joins, or waits for who does so already. Throws `SessionError` for what is no URI of a room. */
  join(channel: XccosChannel, uri: string): ChatRoomSession {
    const existing = this.#rooms.get(uri);
    if (existing) return existing;
    idOf(uri);
    const { host } = this;
    const room = new ChatRoomSession(uri, {
      get self() {
        return host.self;
      },
      get limits() {
        return host.limits;
      },
      onEnded: (ended) => this.#onEnded(ended),
      onChanged: () => host.onChanged(),
      onGap: (gapped) => {
        if (this.#channel) void this.#joinOne(this.#channel, gapped);
      },
      report: (error, message) => host.report(error, message),
    });
    this.#rooms.set(uri, room);
    room.begin();
    host.onChanged();
    host.dispatchEvent(new ChatRoomSessionEvent('chat-room-session-added', room));
    void this.#joinOne(channel, room);
    return room;
  }

  /** A new channel: everything is joined again, in one request. */
  async attach(channel: XccosChannel): Promise<void> {
    this.#channel = channel;
    const rooms = this.all;
    const [first] = rooms;
    if (first && rooms.length === 1) return this.#joinOne(channel, first);
    if (first) await this.#joinAll(channel, rooms);
  }

  /** The channel went. */
  detach(): void {
    this.#channel = undefined;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    for (const room of this.all) room.lose();
  }

  /** The end of them all. */
  end(failure: FailureSnapshot): void {
    this.detach();
    for (const room of this.all) room.expel(failure);
  }

  receive(message: RoomMessage): void {
    this.#rooms.get(message.roomUri)?.receive(message);
  }

  /** False if the notice is not about rooms. */
  onNotice({ data, name }: XccosNotice): boolean {
    const { bulkJoin, join, part, read, roomChanged, rolesChanged } = xccosNotices;
    if (name === join || name === bulkJoin) this.#entered(data);
    else if (name === part) this.#left(data);
    else if (name === roomChanged || name === rolesChanged)
      for (const room of data.rooms ?? []) this.#rooms.get(room.uri)?.change(room);
    else if (name === read) for (const room of data.rooms ?? []) this.#rooms.get(room.uri)?.onCounted(room);
    else return false;
    return true;
  }

  /** User by user, with the rooms. */
  #entered({ users = [] }: XccosData): void {
    for (const user of users) {
      const uris = new Set(user.associations?.map(roomUriOf));
      for (const uri of uris) {
        const associations = user.associations?.filter((each) => roomUriOf(each) === uri) ?? [];
        if (uri !== undefined) this.#rooms.get(uri)?.enter(user, associations);
      }
    }
  }

  /** Room by room, with the users. */
  #left({ rooms = [] }: XccosData): void {
    for (const { uri, users = [] } of rooms) for (const user of users) this.#rooms.get(uri)?.exit(user.uri);
  }

  async #joinAll(channel: XccosChannel, rooms: readonly ChatRoomSession[]): Promise<void> {
    for (const room of rooms) room.begin();
    let data: XccosData;
    try {
      ({ data } = await channel.command(xccosCommands.bulkJoin, {
        roomIds: rooms.map(({ uri }) => idOf(uri)),
      }));
    } catch (error) {
      for (const room of rooms) this.#failed(channel, room, error);
      return;
    }
    await Promise.all(
      rooms.map((room) =>
        // What is not in the reply was refused; asked for alone, the server says why.
        data.rooms?.some(({ uri }) => uri === room.uri)
          ? this.#joined(channel, room, data)
          : this.#joinOne(channel, room),
      ),
    );
  }

  async #joinOne(channel: XccosChannel, room: ChatRoomSession): Promise<void> {
    room.begin();
    try {
      const { data } = await channel.command(xccosCommands.join, { roomIds: [idOf(room.uri)] });
      await this.#joined(channel, room, data);
    } catch (error) {
      this.#failed(channel, room, error);
    }
  }

  async #joined(channel: XccosChannel, room: ChatRoomSession, data: XccosData): Promise<void> {
    try {
      await room.joined(channel, data);
      this.host.onJoined(room.uri);
      void this.#count(channel);
    } catch (error) {
      this.#failed(channel, room, error);
    }
  }

  /** Asks what is unread, in all rooms; once for those that are joined together. Older servers keep no count. */
  async #count(channel: XccosChannel): Promise<void> {
    if (this.#isCounting) return;
    this.#isCounting = true;
    await Promise.resolve();
    this.#isCounting = false;
    try {
      const { data } = await channel.command(xccosCommands.getUnread);
      for (const room of data.rooms ?? []) this.#rooms.get(room.uri)?.onCounted(room);
    } catch (error) {
      if (channel === this.#channel && !isNotSupported(error))
        this.host.report(error, 'What is unread could not be read');
    }
  }

  #failed(channel: XccosChannel, room: ChatRoomSession, error: unknown): void {
    // The channel went with it: the next one joins again.
    if (channel !== this.#channel || !this.#rooms.has(room.uri)) return;
    const failure = asSessionError(error, 'server-error', 'The room could not be joined');
    // Another join has overtaken it.
    if (failure.code === 'cancelled') return;
    if (room.state === 'establishing' || !PASSING.includes(failure.code))
      return room.expel(failure.toSnapshot());
    this.host.report(failure, 'The room could not be joined again');
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        void this.#joinOne(channel, room);
      },
      REJOIN_AFTER * (1 + Math.random()),
    );
    this.#timers.add(timer);
  }

  #onEnded(room: ChatRoomSession): void {
    this.#rooms.delete(room.uri);
    this.host.onChanged();
    this.host.dispatchEvent(new ChatRoomSessionEvent('chat-room-session-removed', room));
  }
}

function idOf(uri: string): RoomId {
  const id = parseRoomUri(uri);
  if (!id) throw new SessionError('invalid-argument', `Not the URI of a room: ${uri}`);
  return id;
}

/** The room that an association of a user names; undefined if it names none. */
const roomUriOf = ({ room }: AssociationBlock): string | undefined => room && formatRoomUri(room);
