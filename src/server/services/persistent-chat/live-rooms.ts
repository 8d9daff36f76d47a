import type { RoomMessage } from '../../../protocol/xccos';
import type { Clock, Logger } from '../../sip';
import type { AppendedMessage, RoomStore, StoredRoomMessage } from '../../store';
import { StoreError } from '../../store';
import type { ChatSession } from './chat-session';
import { parcelOf, type Parcel } from './outbox';

const catchUpPage = 100;
const retryMs = 1_000;

/** A room with sessions of this process in it. Every message reaches them once, in the order of its number, whichever process it was stored by. */
export class LiveRoom {
  readonly sessions = new Set<ChatSession>();
  /** Resolves when it is known how far the room is. Rejects with `StoreError`. */
  readonly ready: Promise<void>;
  #delivered = -1;
  #wanted = 0;
  #catchingUp = false;

  constructor(
    readonly id: string,
    readonly uri: string,
    private readonly options: { readonly store: RoomStore; readonly clock: Clock; readonly log: Logger },
  ) {
    this.ready = this.#begin();
  }

  /** Number of the last message that sessions in the room have been sent. */
  get delivered(): number {
    return Math.max(0, this.#delivered);
  }

  get isReady(): boolean {
    return this.#delivered >= 0;
  }

  tell(parcel: Parcel, but?: ChatSession): void {
    for (const session of this.sessions) if (session !== but) session.send(parcel);
  }

  receive(message: StoredRoomMessage): void {
    if (this.#delivered >= 0 && message.number === this.#delivered + 1) this.#deliver(message);
    else this.behind(message.number);
  }

  /** The room is as far as that number; what is missing is read from the store. */
  behind(number: number): void {
    this.#wanted = Math.max(this.#wanted, number);
    if (this.#delivered >= 0 && this.#wanted > this.#delivered && !this.#catchingUp) void this.#catchUp();
  }

  /** Looks whether the room has gone on while nobody was in it. */
  refresh(): void {
    const { store, log } = this.options;
    store.room(this.id).then(
      (room) => this.behind(room?.lastMessage ?? 0),
      (error: unknown) => log.warn('room-not-refreshed', { room: this.id, error }),
    );
  }

  async #begin(): Promise<void> {
    const room = await this.options.store.room(this.id);
    if (!room) throw new StoreError('not-found', 'There is no such room.');
    this.#delivered = room.lastMessage;
    // What came meanwhile may be newer.
    this.behind(this.#wanted);
  }

  #deliver(message: StoredRoomMessage): void {
    this.#delivered = message.number;
    if (this.sessions.size === 0) return;
    this.tell(parcelOf({ kind: 'grpchat', seqid: '1', message: roomMessage(message, this.uri) }));
  }

  async #catchUp(): Promise<void> {
    this.#catchingUp = true;
    const { store, clock, log } = this.options;
    try {
      while (this.#wanted > this.#delivered) {
        const { messages } = await store.find({
          roomIds: [this.id],
          after: this.#delivered,
          limit: catchUpPage,
        });
        const before = this.#delivered;
        for (const message of messages) if (message.number === this.#delivered + 1) this.#deliver(message);
        if (this.#delivered === before) {
          log.error('room-message-missing', { room: this.id, wanted: this.#wanted, delivered: before });
          this.#wanted = before;
        }
      }
    } catch (error) {
      log.warn('room-not-caught-up', { room: this.id, error });
      if (this.sessions.size > 0) clock.setTimeout(() => this.behind(this.#wanted), retryMs);
    } finally {
      this.#catchingUp = false;
    }
  }
}

export class LiveRooms {
  readonly #rooms = new Map<string, LiveRoom>();

  constructor(
    private readonly options: { readonly store: RoomStore; readonly clock: Clock; readonly log: Logger },
  ) {}

  get(id: string): LiveRoom | undefined {
    return this.#rooms.get(id);
  }

  all(): Iterable<LiveRoom> {
    return this.#rooms.values();
  }

  /** The room, when it is known how far it is. Rejects with `StoreError`. */
  async open(id: string, uri: string): Promise<LiveRoom> {
    for (;;) {
      const room = this.#rooms.get(id) ?? new LiveRoom(id, uri, this.options);
      this.#rooms.set(id, room);
      try {
        await room.ready;
      } catch (error) {
        if (this.#rooms.get(id) === room) this.#rooms.delete(id);
        throw error;
      }
      // The last session may have left while we waited.
      if (this.#rooms.get(id) === room) return room;
    }
  }

  /** The room to go into: that which was opened, or the one that has taken its place since. */
  adopt(room: LiveRoom): LiveRoom {
    const other = this.#rooms.get(room.id);
    if (other === room || other?.isReady) return other;
    this.#rooms.set(room.id, room);
    room.refresh();
    return room;
  }

  /** Forgets a room that nobody is in. */
  release(room: LiveRoom): void {
    if (room.sessions.size === 0 && this.#rooms.get(room.id) === room) this.#rooms.delete(room.id);
  }

  committed(messages: readonly AppendedMessage[]): void {
    // A repeated one too: the first time it may have been committed without our knowing.
    for (const { message } of messages) this.#rooms.get(message.roomId)?.receive(message);
  }
}

/** As clients read it. */
export function roomMessage(message: StoredRoomMessage, roomUri: string): RoomMessage {
  const { author, authorName, at, number, clientId, text, rtf, alert, story, mentions } = message;
  return {
    ...{ roomUri, author, text },
    authorName: authorName ?? author,
    at: new Date(at).toISOString(),
    id: String(number),
    ...(clientId !== undefined && { clientId }),
    ...(rtf !== undefined && { rtf }),
    ...(alert && { alert }),
    ...(story !== undefined && { story }),
    ...(mentions && { mentions }),
  };
}
