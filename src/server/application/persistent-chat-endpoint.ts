import { EventEmitter } from 'node:events';
import {
  parseRoomUri,
  xccosCommands,
  xccosNotices,
  type InvitationBlock,
  type RoomBlock,
  type RoomMessage,
  type XccosData,
  type XccosNotice,
} from '../../protocol/xccos';
import type { Timer } from '../sip';
import type { ApplicationEndpoint } from './application-endpoint';
import { ChatChannel, type ChannelHandlers } from './chat-channel';
import { ChatRoomSession } from './chat-room-session';
import { ApplicationError } from './errors';

/** Those of UCMA. While a lost connection is restored, it is `establishing`. */
export type PersistentChatEndpointState =
  'idle' | 'establishing' | 'established' | 'terminating' | 'terminated';

export interface PersistentChatEvents {
  'connection-state-changed': [
    state: PersistentChatEndpointState,
    previous: PersistentChatEndpointState,
    error?: unknown,
  ];
  /** Once for each: those that waited when the connection was made, and what comes. */
  'chat-room-invitation-received': [invitation: InvitationBlock];
  /** A notice that rooms do not take. */
  notice: [notice: XccosNotice];
}

/** Milliseconds before each attempt to come back; the last goes on. */
const defaultRetryDelays = [200, 500, 1_000, 2_000, 5_000, 10_000];
/** Before a post that could not be stored is sent again. */
const repostMs = 500;

/**
 * The application's connection to Persistent Chat: look-up, channel, rooms. Listeners may be set before `establish`. When the connection is lost it comes back by
 * itself and goes into the rooms again.
 */
export class PersistentChatEndpoint extends EventEmitter<PersistentChatEvents> {
  #state: PersistentChatEndpointState = 'idle';
  #channel: ChatChannel | undefined;
  #attempt = 0;
  #timer: Timer | undefined;
  #established: { promise: Promise<void>; resolve(): void; reject(error: unknown): void } | undefined;
  readonly #rooms = new Map<string, ChatRoomSession>();
  /** Ids of those that were told. */
  readonly #invitations = new Set<string>();
  /** Up to this id they were asked for. */
  #invitationsRead = '0';

  /** Without `serverUri`, provisioning says it, or else it is `sip:ocschat@<domain>`. */
  constructor(
    readonly application: ApplicationEndpoint,
    private readonly serverUri?: string,
    private readonly retryDelays: readonly number[] = defaultRetryDelays,
  ) {
    super();
  }

  get state(): PersistentChatEndpointState {
    return this.#state;
  }

  get rooms(): readonly ChatRoomSession[] {
    return [...this.#rooms.values()];
  }

  /** Look-up, then channel. Rejects with `ApplicationError`; it is `idle` again then. */
  async establish(): Promise<void> {
    if (this.#state !== 'idle') throw new ApplicationError('terminated', `The endpoint is ${this.#state}.`);
    this.#enter('establishing');
    try {
      await this.#connect();
    } catch (error) {
      if (this.#is('establishing')) this.#enter('idle', error);
      throw error;
    }
  }

  /** Leaves all rooms. Never rejects. */
  async terminate(): Promise<void> {
    if (this.#state === 'terminating' || this.#state === 'terminated') return;
    this.#enter('terminating');
    this.#timer?.cancel();
    const gone = new ApplicationError('terminated', 'The endpoint was terminated.');
    this.#established?.reject(gone);
    this.#established = undefined;
    await this.#channel?.close();
    this.#channel = undefined;
    this.#enter('terminated');
  }

  /** Goes into a room, and again after every loss. Rejects with `ApplicationError`. */
  async join(uri: string): Promise<ChatRoomSession> {
    const room = this.#rooms.get(uri) ?? new ChatRoomSession(this, uri);
    if (!this.#rooms.has(uri)) {
      await room.joined(await this.command(xccosCommands.join, { roomIds: [roomId(uri)] }));
      this.#rooms.set(uri, room);
    }
    return room;
  }

  /** @internal By the room. */
  left(room: ChatRoomSession): void {
    this.#rooms.delete(room.uri);
  }

  /** Rooms whose name holds the text; all that the application may see when it is empty. Rejects with `ApplicationError`. */
  async findRooms(criteria = ''): Promise<readonly RoomBlock[]> {
    const data = await this.command(xccosCommands.searchRooms, { search: { by: 'name', criteria } });
    return data.rooms ?? [];
  }

  /** Any command. Rejects with `ApplicationError`. */
  async command(name: string, data: XccosData = {}): Promise<XccosData> {
    if (!this.#channel) throw new ApplicationError('not-established', 'There is no connection.');
    return this.#channel.command(name, data);
  }

  /**
   * Resolves when the message is stored. It is sent again, under the same `clientId`, when the connection was lost before the answer; the server stores it once. Rejects
   * with `ApplicationError`: refused, or terminated.
   */
  async post(message: RoomMessage & { readonly clientId: string }): Promise<void> {
    for (;;) {
      await this.#whenEstablished();
      try {
        await this.#channel!.post(message);
        return;
      } catch (error) {
        if (!(error instanceof ApplicationError)) throw error;
        if (this.#is('terminating') || this.#is('terminated')) throw error;
        const away = error.code === 'unreachable' || error.code === 'terminated' || error.status === 503;
        // Not in the room yet, after a loss: joining is under way.
        if (!away && !(error.status === 403 && this.#is('establishing'))) throw error;
        if (error.status === 503) await this.#pause();
      }
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => this.application.clock.setTimeout(resolve, repostMs));
  }

  async #whenEstablished(): Promise<void> {
    if (this.#state === 'established') return;
    if (this.#state !== 'establishing')
      throw new ApplicationError('not-established', `The endpoint is ${this.#state}.`);
    if (!this.#established) {
      let resolve!: () => void;
      let reject!: (error: unknown) => void;
      const promise = new Promise<void>((yes, no) => ((resolve = yes), (reject = no)));
      this.#established = { promise, resolve, reject };
    }
    await this.#established.promise;
  }

  async #connect(): Promise<void> {
    const endpoint = await this.application.sip();
    const lookUpUri = await this.#lookUpUri();
    const lookUp = await ChatChannel.open(this.application, endpoint, lookUpUri, silent);
    let channelUri: string;
    try {
      const { users = [] } = await lookUp.command(xccosCommands.requestUri);
      channelUri = users[0]?.uri ?? '';
      if (!/^sips?:/i.test(channelUri)) throw new ApplicationError('refused', 'The look-up named no server.');
    } finally {
      await lookUp.close();
    }
    const channel = await ChatChannel.open(this.application, endpoint, channelUri, {
      onChat: (message) => this.#rooms.get(message.roomUri)?.received(message),
      onNotice: (notice) => this.#noticed(notice),
      onEnded: (reason) => this.#lost(reason),
    });
    if (!this.#is('establishing')) {
      await channel.close();
      throw new ApplicationError('terminated', 'The endpoint was terminated.');
    }
    this.#channel = channel;
    try {
      await this.#rejoin(channel);
    } catch (error) {
      // The next attempt has a channel of its own: at the server this one would stay.
      if (this.#channel === channel) this.#channel = undefined;
      await channel.close();
      throw error;
    }
    if (this.#channel !== channel) throw new ApplicationError('unreachable', 'The connection was lost.');
    this.#attempt = 0;
    this.#enter('established');
    this.#established?.resolve();
    this.#established = undefined;
    // Whoever has not joined a room yet need not wait for it.
    this.#readInvitations(channel).catch((error: unknown) =>
      this.application.log.info('invitations-not-read', { error }),
    );
  }

  /** What came while nobody was here; `getinv` gives those after an id. */
  async #readInvitations(channel: ChatChannel): Promise<void> {
    const { domain } = this.application;
    for (let before: string | undefined; before !== this.#invitationsRead;) {
      before = this.#invitationsRead;
      const { invitations = [] } = await channel.command(xccosCommands.getInvitations, {
        invitations: [{ id: before, domain }],
      });
      for (const invitation of invitations) {
        this.#invitationsRead = invitation.id;
        this.#invited(invitation);
      }
    }
  }

  /** Once for each: it may come as a notice and be read as well. */
  #invited(invitation: InvitationBlock): void {
    if (this.#invitations.has(invitation.id)) return;
    this.#invitations.add(invitation.id);
    this.emit('chat-room-invitation-received', invitation);
  }

  async #lookUpUri(): Promise<string> {
    if (this.serverUri !== undefined) return this.serverUri;
    const fallback = `sip:ocschat@${this.application.domain}`;
    try {
      const { persistentChat } = await this.application.getProvisioningData();
      return persistentChat.defaultUri ?? fallback;
    } catch (error) {
      if (!(error instanceof ApplicationError) || error.code !== 'refused') throw error;
      this.application.log.info('application-not-provisioned', { error });
      return fallback;
    }
  }

  async #rejoin(channel: ChatChannel): Promise<void> {
    const rooms = this.rooms;
    if (!rooms.length) return;
    const data = await channel.command(xccosCommands.bulkJoin, {
      roomIds: rooms.map(({ uri }) => roomId(uri)),
    });
    for (const room of rooms) {
      if (data.rooms?.some(({ uri }) => uri === room.uri)) await room.joined(data);
      else room.removed();
    }
  }

  #lost(reason: string): void {
    this.#channel = undefined;
    if (this.#state !== 'established') return;
    this.#enter('establishing', new ApplicationError('unreachable', reason));
    this.#retry();
  }

  #retry(): void {
    const { retryDelays } = this;
    const delay = retryDelays[Math.min(this.#attempt++, retryDelays.length - 1)] ?? repostMs;
    this.#timer = this.application.clock.setTimeout(() => {
      this.#connect().catch((error: unknown) => {
        if (!this.#is('establishing')) return;
        this.application.log.info('chat-not-restored', { error });
        this.#channel = undefined;
        this.#retry();
      });
    }, delay);
  }

  #noticed(notice: XccosNotice): void {
    if (notice.name === xccosNotices.invitation) {
      for (const invitation of notice.data.invitations ?? []) this.#invited(invitation);
      return;
    }
    for (const room of this.#rooms.values()) room.noticed(notice);
    this.emit('notice', notice);
  }

  #is(state: PersistentChatEndpointState): boolean {
    return this.#state === state;
  }

  #enter(state: PersistentChatEndpointState, error?: unknown): void {
    const previous = this.#state;
    this.#state = state;
    this.emit('connection-state-changed', state, previous, error);
  }
}

const silent: ChannelHandlers = {
  onChat: () => undefined,
  onNotice: () => undefined,
  onEnded: () => undefined,
};

function roomId(uri: string): { readonly domain: string; readonly value: string } {
  const id = parseRoomUri(uri);
  if (!id) throw new TypeError(`Not the address of a room: ${uri}`);
  return id;
}
