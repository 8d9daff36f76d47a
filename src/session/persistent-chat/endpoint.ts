import { xccosCommands, xccosNotices } from '../../protocol/xccos';
import type { ServerBlock, XccosNotice } from '../../protocol/xccos';
import { SessionError } from '../contract';
import type {
  ChatHistoryResult,
  ChatRoomCategory,
  ChatRoomDetails,
  ChatRoomInvitation,
  ChatRoomSummary,
  ChatRoomUpdate,
  ChatRoomUser,
  CreateChatRoomOptions,
  FailureSnapshot,
  FindRoomsOptions,
  PersistentChatEndpointState,
  PersistentChatSnapshot,
  SearchHistoryOptions,
} from '../contract';
import {
  ChatRoomInvitationReceivedEvent,
  ConnectionStateChangedEvent,
} from '../contract/persistent-chat-events';
import { asSessionError } from '../failures';
import { addressOf } from '../identity';
import type { ReconnectPolicy } from '../reconnect-policy';
import { withResolvers } from '../resolvers';
import type { Signaling } from '../signaling/signaling';
import { userOf } from './blocks';
import { ChatConnection } from './chat-connection';
import { findRooms, findUsers, searchHistory } from './directory';
import { FollowedRooms } from './followed-rooms';
import { idleEndpoint } from './idle-endpoint';
import { InvitationList } from './invitation-list';
import { RoomList } from './room-list';
import { changeRoom, createRoom, readDetails } from './room-management';
import type { ChatRoomSession } from './room-session';
import { nextEndpointState } from './states';
import type { EndpointTransition } from './states';
import type { XccosChannel } from './xccos-channel';
import { isNotSupported } from './xccos-failure';

export interface PersistentChatHost {
  readonly self: { readonly uri: string; readonly displayName: string };
  /** There while requests may be sent. */
  readonly signaling: Signaling | undefined;
  readonly policy: ReconnectPolicy;
  report(failure: FailureSnapshot): void;
  /** Of the session. */
  dispatchEvent(event: Event): boolean;
}

/** What the page's endpoint does once its code is here; events go out through `target`, which the page holds. */
export class PersistentChat {
  #state: PersistentChatEndpointState = 'idle';
  #snapshot: PersistentChatSnapshot | undefined;
  #failure: FailureSnapshot | undefined;
  #nextAttemptAt: number | undefined;
  #serverUri = '';
  #categories: readonly ChatRoomCategory[] = Object.freeze([]);
  #limits = idleEndpoint.limits;
  #ready = withResolvers<XccosChannel>();
  #changePending = false;
  readonly #followed = new FollowedRooms();
  readonly #invitations = new InvitationList((invitation) => this.#invited(invitation));
  readonly #rooms: RoomList;
  readonly #connection: ChatConnection;

  constructor(
    private readonly host: PersistentChatHost,
    private readonly target: EventTarget,
  ) {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- getters of an object literal have a `this` of their own
    const chat = this;
    this.#rooms = new RoomList({
      get self() {
        return chat.#self;
      },
      get limits() {
        return chat.#limits;
      },
      onJoined: (uri) => this.#onJoined(uri),
      onChanged: () => this.#touch(),
      dispatchEvent: (event) => this.target.dispatchEvent(event),
      report: (error, message) => this.#report(error, message),
    });
    this.#connection = new ChatConnection(host, {
      onServerUri: (uri) => this.#touch(() => (this.#serverUri = uri)),
      onEstablished: (channel, server) => this.#onEstablished(channel, server),
      onLost: (error) => this.#onLost(error),
      onRetryAt: (at) => this.#touch(() => (this.#nextAttemptAt = at)),
      onRefused: (error) => this.#onRefused(error),
      onChat: (message) => this.#rooms.receive(message),
      onNotice: (notice) => this.#onNotice(notice),
      onMalformed: (error) => this.#report(error, 'The chat server'),
    });
  }

  get snapshot(): PersistentChatSnapshot {
    return (this.#snapshot ??= Object.freeze({
      state: this.#state,
      serverUri: this.#serverUri,
      joinedRoomUris: Object.freeze(this.#rooms.all.map(({ uri }) => uri)),
      followedRoomUris: this.#followed.uris,
      invitations: this.#invitations.all,
      categories: this.#categories,
      limits: this.#limits,
      unread: this.#rooms.unread,
      ...(this.#failure && { failure: this.#failure }),
      ...(this.#nextAttemptAt !== undefined && { nextAttemptAt: this.#nextAttemptAt }),
    }));
  }

  get chatRoomSessions(): readonly ChatRoomSession[] {
    return this.#rooms.all;
  }

  async establish(uri?: string): Promise<void> {
    if (uri !== undefined && !addressOf(uri))
      throw new SessionError('invalid-argument', `Not a SIP address: ${uri}`);
    if (this.#state === 'terminating')
      throw new SessionError('invalid-state', 'The persistent chat is terminating');
    if (this.#state === 'idle' || this.#state === 'terminated') {
      this.#renewReady();
      this.#apply('establish');
      this.#connection.start(uri);
    }
    await this.#ready.promise;
  }

  async terminate(): Promise<void> {
    const failure = new SessionError('cancelled', 'The persistent chat was terminated');
    if (!this.#apply('terminate')) return;
    this.#ready.reject(failure);
    this.#rooms.end(failure.toSnapshot());
    await this.#connection.stop();
    this.#apply('terminated');
  }

  async joinRoom(uri: string, { signal }: { signal?: AbortSignal } = {}): Promise<ChatRoomSession> {
    const channel = await this.#channel(signal);
    const isNew = !this.#rooms.get(uri);
    const room = this.#rooms.join(channel, uri);
    try {
      await unlessAborted(room.whenJoined, signal);
    } catch (error) {
      // Nobody else has asked for it.
      if (signal?.aborted && isNew) void room.leave();
      throw error;
    }
    return room;
  }

  async findRooms(options: FindRoomsOptions = {}): Promise<readonly ChatRoomSummary[]> {
    const channel = await this.#channel(options.signal);
    return unlessAborted(findRooms(channel, options), options.signal);
  }

  async getRoom(uri: string): Promise<ChatRoomDetails> {
    return readDetails(await this.#channel(), uri);
  }

  async createRoom(options: CreateChatRoomOptions): Promise<ChatRoomDetails> {
    return createRoom(await this.#channel(), options, this.#categories[0]?.uri);
  }

  async updateRoom(uri: string, changes: ChatRoomUpdate & { readonly isDisabled?: boolean }): Promise<void> {
    const room = await changeRoom(await this.#channel(), uri, changes);
    if (room) this.#rooms.get(uri)?.change(room);
  }

  async searchHistory(options: SearchHistoryOptions): Promise<ChatHistoryResult> {
    const channel = await this.#channel(options.signal);
    return unlessAborted(searchHistory(channel, options), options.signal);
  }

  async findUsers(text: string, { signal }: { signal?: AbortSignal } = {}): Promise<readonly ChatRoomUser[]> {
    const channel = await this.#channel(signal);
    return unlessAborted(findUsers(channel, text), signal);
  }

  async setFollowed(uri: string, isFollowed: boolean): Promise<void> {
    await this.#followed.set(await this.#channel(), uri, isFollowed);
    this.#touch();
  }

  async dismissInvitation(id: string): Promise<void> {
    await this.#invitations.dismiss(await this.#channel(), id, this.host.self.uri);
    this.#touch();
  }

  /** The session's requests may be sent (again). */
  attach(): void {
    this.#connection.attach();
  }

  /** The session's connection went. */
  detach(): void {
    this.#connection.detach();
  }

  /** The session has failed for good. */
  fail(failure: FailureSnapshot): void {
    if (this.#state !== 'established' && this.#state !== 'establishing') return;
    void this.#connection.stop();
    this.#onRefused(new SessionError(failure.code as SessionError['code'], failure.message));
  }

  get #self(): ChatRoomUser {
    return userOf(this.host.self.uri, this.host.self.displayName);
  }

  /** Waits while it is being established. */
  async #channel(signal?: AbortSignal): Promise<XccosChannel> {
    if (this.#state !== 'established' && this.#state !== 'establishing')
      throw new SessionError('invalid-state', `The persistent chat is ${this.#state}`);
    return unlessAborted(this.#ready.promise, signal);
  }

  #onEstablished(channel: XccosChannel, server: ServerBlock): void {
    const { messageSizeLimit, searchLimit, storySizeLimit } = server;
    const { messageSize, searchResults, storySize } = idleEndpoint.limits;
    this.#limits = Object.freeze({
      messageSize: messageSizeLimit ?? messageSize,
      storySize: storySizeLimit ?? storySize,
      searchResults: searchLimit ?? searchResults,
    });
    this.#failure = undefined;
    this.#apply('established');
    this.#ready.resolve(channel);
    void this.#rooms.attach(channel);
    void this.#optional(this.#readCategories(channel));
    void this.#optional(this.#invitations.read(channel, this.host.self.uri));
    void this.#optional(this.#joinFollowed(channel));
  }

  #onJoined(uri: string): void {
    const { channel } = this.#connection;
    if (channel) void this.#optional(this.#invitations.accepted(channel, uri, this.host.self.uri));
    this.#touch();
  }

  async #readCategories(channel: XccosChannel): Promise<void> {
    const { data } = await channel.command(xccosCommands.getCategoriesToCreateIn);
    this.#categories = Object.freeze(
      (data.categories ?? []).map(({ name, uri }) => Object.freeze({ uri, name: name ?? uri })),
    );
  }

  async #joinFollowed(channel: XccosChannel): Promise<void> {
    await this.#followed.read(channel);
    for (const uri of this.#followed.uris)
      this.#rooms
        .join(channel, uri)
        .whenJoined.catch((error: unknown) => this.#report(error, 'A followed room could not be joined'));
  }

  /** What a server may do without. */
  async #optional(reading: Promise<void>): Promise<void> {
    try {
      await reading;
      this.#touch();
    } catch (error) {
      const isOver = error instanceof SessionError && error.code === 'connection-failed';
      if (!isNotSupported(error) && !isOver && this.#state === 'established')
        this.#report(error, 'The chat server could not be asked');
    }
  }

  #onNotice(notice: XccosNotice): void {
    if (this.#rooms.onNotice(notice)) return;
    if (notice.name === xccosNotices.invitation) this.#invitations.receive(notice.data.invitations ?? []);
  }

  #invited(invitation: ChatRoomInvitation): void {
    this.#touch();
    const isShown = this.target.dispatchEvent(new ChatRoomInvitationReceivedEvent(invitation));
    const forSession = new ChatRoomInvitationReceivedEvent(invitation);
    if (!isShown) forSession.preventDefault();
    this.host.dispatchEvent(forSession);
  }

  #onLost(error: SessionError | undefined): void {
    this.#failure = error?.toSnapshot();
    if (this.#state === 'established') this.#renewReady();
    this.#rooms.detach();
    this.#touch();
    this.#apply('lose');
  }

  #onRefused(error: SessionError): void {
    this.#failure = error.toSnapshot();
    if (!this.#apply('refused')) return;
    this.#ready.reject(error);
    this.#rooms.end(this.#failure);
  }

  #renewReady(): void {
    this.#ready = withResolvers<XccosChannel>();
    this.#ready.promise.catch(() => undefined);
  }

  /** False where the state does not allow it. */
  #apply(on: EndpointTransition): boolean {
    const previous = this.#state;
    const state = nextEndpointState(previous, on);
    if (!state) return false;
    this.#touch(() => {
      this.#state = state;
      this.#nextAttemptAt = undefined;
    });
    if (on === 'establish' || on === 'terminate') this.#failure = undefined;
    this.target.dispatchEvent(new ConnectionStateChangedEvent(previous, state, this.#failure));
    return true;
  }

  #report(error: unknown, message: string): void {
    this.host.report(asSessionError(error, 'server-error', message).toSnapshot());
  }

  #touch(change: () => void = () => undefined): void {
    change();
    this.#snapshot = undefined;
    if (this.#changePending) return;
    this.#changePending = true;
    queueMicrotask(() => {
      this.#changePending = false;
      this.target.dispatchEvent(new Event('changed'));
    });
  }
}

/** Rejects with `SessionError` `aborted` when `signal` aborts first; what was asked for goes on unheard. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  const aborted = withResolvers<never>();
  const abort = () => aborted.reject(new SessionError('aborted', 'Aborted', { cause: signal.reason }));
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
