import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import {
  xccosCommands,
  xccosNotices,
  type RoomBlock,
  type RoomMessage,
  type XccosData,
  type XccosNotice,
} from '../../protocol/xccos';
import { ApplicationError } from './errors';
import type { PersistentChatEndpoint } from './persistent-chat-endpoint';

export interface ChatRoomEvents {
  /** Each message once, in the order of the room, also those that came while the connection was lost. */
  'message-received': [message: RoomMessage];
  'participant-joined': [uri: string];
  'participant-left': [uri: string];
  'properties-changed': [room: RoomBlock];
  /** The application may not be in the room any more. */
  removed: [];
}

export interface PostOptions {
  readonly alert?: boolean;
  /** Title: makes it a story. */
  readonly story?: string;
  readonly mentions?: readonly string[];
  /** Default: a new one. */
  readonly clientId?: string;
}

/** Greater than every message's number: the wire's have 63 bits. */
const endOfRoom = String(2n ** 63n - 1n);

/** A room that the application is in. */
export class ChatRoomSession extends EventEmitter<ChatRoomEvents> {
  #room: RoomBlock;
  readonly #participants = new Set<string>();
  /** Number of the newest message that was handed on. */
  #last = -1n;

  /** @internal Use `PersistentChatEndpoint.join`. */
  constructor(
    private readonly endpoint: PersistentChatEndpoint,
    readonly uri: string,
  ) {
    super();
    this.#room = { uri };
  }

  get room(): RoomBlock {
    return this.#room;
  }

  /** Addresses of who is in the room; empty where it is too large to say. */
  get participants(): readonly string[] {
    return [...this.#participants];
  }

  /** Resolves when the message is stored. Rejects with `ApplicationError`. */
  post(text: string, options: PostOptions = {}): Promise<void> {
    const { clientId = randomUUID(), alert, story, mentions } = options;
    const { application } = this.endpoint;
    return this.endpoint.post({
      ...{ roomUri: this.uri, author: application.uri, clientId, text },
      at: new Date(application.clock.now()).toISOString(),
      ...(alert && { alert }),
      ...(story !== undefined && { story }),
      ...(mentions && { mentions }),
    });
  }

  /** The newest messages, oldest first, those that came live among them. Rejects with `ApplicationError`. */
  async history(count: number): Promise<readonly RoomMessage[]> {
    const data = await this.endpoint.command(xccosCommands.getHistory, {
      rooms: [{ uri: this.uri }],
      // Without a bound the first answer after a join ends where live messages begin: there are clients that show both.
      history: { last: count, before: endOfRoom },
    });
    return data.rooms?.[0]?.messages ?? [];
  }

  /** Rejects with `ApplicationError`; the room is left all the same. */
  async leave(): Promise<void> {
    this.endpoint.left(this);
    await this.endpoint.command(xccosCommands.part, { rooms: [{ uri: this.uri }] });
  }

  /** @internal The server has let us in: `data` is its reply. Reads what was said since the connection was lost. */
  async joined(data: XccosData): Promise<void> {
    const room = data.rooms?.find(({ uri }) => uri === this.uri);
    if (!room)
      throw new ApplicationError('command-failed', 'The reply names no room.', { result: 'no-such-room' });
    this.#room = room;
    this.#participants.clear();
    const uris = new Map((data.users ?? []).map(({ id, uri }) => [id, uri]));
    for (const { users = [] } of room.associations ?? [])
      for (const id of users) this.#participants.add(uris.get(id) ?? '');
    const newest = BigInt(room.lastMessage ?? 0);
    if (this.#last < 0n) this.#last = newest;
    else await this.#catchUp(newest);
  }

  /** @internal */
  removed(): void {
    this.endpoint.left(this);
    this.emit('removed');
  }

  /** @internal */
  received(message: RoomMessage): void {
    const number = BigInt(message.id ?? 0);
    if (number > this.#last + 1n && this.#last >= 0n)
      this.#catchUp(number).catch((error: unknown) =>
        this.endpoint.application.log.info('room-gap-not-closed', { room: this.uri, error }),
      );
    else this.#hand(message);
  }

  /** @internal */
  noticed({ name, data }: XccosNotice): void {
    if (name === xccosNotices.join || name === xccosNotices.bulkJoin) {
      for (const { uri, associations = [] } of data.users ?? []) {
        const here = associations.some(
          ({ room }) => room && this.uri === `ma-chan://${room.domain}/${room.value}`,
        );
        if (!here || this.#participants.has(uri)) continue;
        this.#participants.add(uri);
        this.emit('participant-joined', uri);
      }
      return;
    }
    const room = data.rooms?.find(({ uri }) => uri === this.uri);
    if (!room) return;
    if (name === xccosNotices.part) {
      for (const { uri } of room.users ?? []) {
        if (uri === this.endpoint.application.uri) this.removed();
        else if (this.#participants.delete(uri)) this.emit('participant-left', uri);
      }
    } else if (name === xccosNotices.roomChanged) {
      this.#room = { ...this.#room, ...room };
      this.emit('properties-changed', this.#room);
    }
  }

  #hand(message: RoomMessage): void {
    const number = BigInt(message.id ?? 0);
    if (message.id !== undefined && number <= this.#last) return;
    if (message.id !== undefined) this.#last = number;
    this.emit('message-received', message);
  }

  async #catchUp(newest: bigint): Promise<void> {
    while (this.#last < newest) {
      const { rooms } = await this.endpoint.command(xccosCommands.getHistory, {
        rooms: [{ uri: this.uri }],
        history: { after: String(this.#last), limit: 100 },
      });
      const messages = rooms?.[0]?.messages ?? [];
      if (!messages.length) return;
      for (const message of messages) this.#hand(message);
    }
  }
}
