import { xccosCommands } from '../../protocol/xccos';
import type { AssociationBlock, RoomBlock, RoomMessage, UserBlock, XccosData } from '../../protocol/xccos';
import { SessionError } from '../contract';
import type {
  ChatRoomDetails,
  ChatRoomEvents,
  ChatRoomMessageSnapshot,
  ChatRoomSessionContract,
  ChatRoomSessionState,
  ChatRoomSnapshot,
  ChatRoomUpdate,
  ChatRoomUser,
  ConversationContract,
  FailureSnapshot,
  PersistentChatLimits,
  SendChatMessageOptions,
} from '../contract';
import {
  ChatRoomMessageEvent,
  ChatRoomParticipantEvent,
  ChatRoomStateChangedEvent,
} from '../contract/persistent-chat-events';
import { addressOf } from '../identity';
import { withResolvers } from '../resolvers';
import { typedEventTarget } from '../typed-event-target';
import { composeMessage, wireMessage } from './compose-message';
import { conversationStory } from './conversation-story';
import { channelHistory } from './history-source';
import { readMessage } from './read-message';
import { RoomHistory } from './room-history';
import { changeRoom, inviteUsers, readDetails, setRole } from './room-management';
import { RoomOutbox } from './room-outbox';
import { RoomProperties } from './room-properties';
import { Roster } from './roster';
import { nextRoomState } from './states';
import type { RoomTransition } from './states';
import { UnreadCounter } from './unread';
import type { XccosChannel } from './xccos-channel';

/** What a room needs of the endpoint. */
export interface RoomHost {
  readonly self: ChatRoomUser;
  readonly limits: PersistentChatLimits;
  /** It is terminated: take it off the list. */
  onEnded(room: ChatRoomSession): void;
  onChanged(): void;
  /** It has missed something: join it again. */
  onGap(room: ChatRoomSession): void;
  report(error: unknown, message: string): void;
}

/** One room over as many channels as its connection needs. The endpoint joins it; `joined`, `lose` and the notices come from there. */
export class ChatRoomSession extends typedEventTarget<ChatRoomEvents>() implements ChatRoomSessionContract {
  #state: ChatRoomSessionState = 'idle';
  #failure: FailureSnapshot | undefined;
  #snapshot: ChatRoomSnapshot | undefined;
  #channel: XccosChannel | undefined;
  #changePending = false;
  #reading: Promise<void> | undefined;
  readonly #joined = withResolvers<void>();
  readonly #properties: RoomProperties;
  readonly #unread = new UnreadCounter();
  readonly #roster = new Roster(() => this.host.self.uri, {
    onAdded: (participant) => this.#tell(new ChatRoomParticipantEvent('participant-added', participant)),
    onRemoved: (participant) => this.#tell(new ChatRoomParticipantEvent('participant-removed', participant)),
  });
  readonly #outbox = new RoomOutbox({
    onSent: (message) => this.#tell(new ChatRoomMessageEvent('message-sent', message)),
    onFailed: (message) => this.#tell(new ChatRoomMessageEvent('message-failed', message)),
    onChanged: () => this.#touch(),
  });
  readonly #history = new RoomHistory({
    read: (raw) => this.#read(raw),
    onSeen: (message) => this.#unread.onSeen(message),
    onNews: (message) => this.#onNews(message),
    onChanged: () => this.#touch(),
    onGap: () => this.host.onGap(this),
  });

  constructor(
    readonly uri: string,
    private readonly host: RoomHost,
  ) {
    super();
    this.#properties = new RoomProperties(uri);
    // Who does not wait for it learns of a failure by the state.
    this.#joined.promise.catch(() => undefined);
  }

  get state(): ChatRoomSessionState {
    return this.#state;
  }

  get unread(): number {
    return this.#unread.count;
  }

  get snapshot(): ChatRoomSnapshot {
    const { hasNewer, hasOlder, items } = this.#history.window;
    const { count, lastRead, mentions: unreadMentions } = this.#unread;
    return (this.#snapshot ??= Object.freeze({
      ...this.#properties.snapshot(this.#roster.find(this.host.self.uri)),
      state: this.#state,
      participants: this.#roster.participants,
      participantCount: this.#roster.count,
      messages: Object.freeze([...items, ...this.#outbox.messages]),
      hasOlder,
      hasNewer,
      unread: count,
      unreadMentions,
      ...(lastRead !== undefined && { lastReadMessageId: lastRead }),
      ...(this.#failure && { failure: this.#failure }),
    }));
  }

  /** Resolves when it is established for the first time. */
  get whenJoined(): Promise<void> {
    return this.#joined.promise;
  }

  async send(body: string, options: SendChatMessageOptions = {}): Promise<ChatRoomMessageSnapshot> {
    const message = composeMessage(body, options, this.host.self, this.host.limits);
    if (this.#state === 'terminating' || this.#state === 'terminated')
      throw new SessionError('invalid-state', `The room is ${this.#state}`);
    if (this.#state === 'established' && !this.snapshot.canChat)
      throw new SessionError('forbidden', 'This user may not write in the room');
    return this.#outbox.send(message);
  }

  retry(id: string): Promise<ChatRoomMessageSnapshot> {
    return this.#outbox.retry(id);
  }

  discard(id: string): void {
    this.#outbox.discard(id);
  }

  loadOlder(): Promise<void> {
    return this.#history.loadOlder();
  }

  loadNewer(): Promise<void> {
    return this.#history.loadNewer();
  }

  loadLatest(): Promise<void> {
    return this.#history.loadLatest();
  }

  loadAround(messageId: string): Promise<void> {
    return this.#history.loadAround(messageId);
  }

  markRead(): void {
    const newest = this.#history.window.newest?.messageId;
    if (!this.#unread.read(newest)) return;
    this.#counted(() => undefined);
    if (newest !== undefined) this.#tellRead();
  }

  async leave(): Promise<void> {
    const channel = this.#channel;
    if (!this.#apply('leave')) return;
    this.#outbox.close();
    // Whether the server has heard it or not: it is left.
    await channel
      ?.command(xccosCommands.part, { rooms: [{ uri: this.uri }] })
      .catch((error: unknown) => this.host.report(error, 'The room could not be left'));
    this.#end('left', new SessionError('cancelled', 'The room was left').toSnapshot());
  }

  invite(uris: readonly string[]): Promise<void> {
    return this.#managed((channel) => inviteUsers(channel, this.uri, uris));
  }

  getDetails(): Promise<ChatRoomDetails> {
    return this.#managed((channel) => readDetails(channel, this.uri));
  }

  update(changes: ChatRoomUpdate): Promise<void> {
    return this.#change(changes);
  }

  setMembers(uris: readonly string[]): Promise<void> {
    return this.#managed((channel) => setRole(channel, this.uri, 'member', uris));
  }

  setManagers(uris: readonly string[]): Promise<void> {
    return this.#managed((channel) => setRole(channel, this.uri, 'manager', uris));
  }

  setPresenters(uris: readonly string[]): Promise<void> {
    return this.#managed((channel) => setRole(channel, this.uri, 'presenter', uris));
  }

  disable(): Promise<void> {
    return this.#change({ isDisabled: true });
  }

  async shareConversation(
    conversation: ConversationContract,
    { includeContext = false }: { includeContext?: boolean } = {},
  ): Promise<ChatRoomMessageSnapshot> {
    const maxBytes = this.host.limits.storySize;
    const { body, title } = conversationStory(conversation, { includeContext, maxBytes });
    return this.send(body, { title });
  }

  // What follows is called by the endpoint.

  /** The join is about to be asked for. */
  begin(): void {
    if (this.#state === 'idle') this.#apply('join');
    this.#history.begin();
  }

  /** The server has taken us in. Rejects with `SessionError` when the history cannot be had; the room is not joined then. */
  async joined(channel: XccosChannel, { rooms, users = [] }: XccosData): Promise<void> {
    const room = rooms?.find(({ uri }) => uri === this.uri);
    if (!room) throw new SessionError('not-found', 'There is no such room');
    this.#channel = channel;
    this.#properties.merge(room);
    this.#roster.reset(users, room, this.#state === 'establishing');
    this.#unread.onCounted(room);
    // Ours, as is the numbering.
    this.#history.isNumbered = room.lastMessage !== undefined;
    await this.#history.catchUp(channelHistory(channel, this.uri));
    // It had a gap only.
    if (this.#state === 'established') return;
    // Left meanwhile: the server has to know.
    if (!this.#apply('joined')) {
      await channel.command(xccosCommands.part, { rooms: [{ uri: this.uri }] });
      return;
    }
    this.#outbox.open((message) => channel.post(wireMessage(message, this.uri, this.#others)));
    this.#joined.resolve();
  }

  /** The channel went. */
  lose(): void {
    this.#channel = undefined;
    this.#history.stop();
    this.#outbox.close();
    if (this.#state === 'established') this.#apply('lose');
  }

  /** Refused, thrown out, or the endpoint has ended. */
  expel(failure: FailureSnapshot): void {
    this.#failure = failure;
    this.#end(this.#state === 'terminating' ? 'left' : 'expelled', failure);
  }

  receive(message: RoomMessage): void {
    this.#history.receive(message);
  }

  enter(user: UserBlock, associations: readonly AssociationBlock[]): void {
    this.#roster.enter(user, associations);
  }

  exit(uri: string): void {
    if (addressOf(uri) !== this.host.self.uri) return this.#roster.exit(uri);
    if (this.#state !== 'terminating')
      this.expel(new SessionError('forbidden', 'This user is no member of the room any more').toSnapshot());
  }

  /** A notice about the room, or about who may do what in it. */
  change(room: RoomBlock): void {
    const of = (role: string): ReadonlySet<string> | undefined => {
      const found = room.roles?.find((each) => each.role === role && (each.change ?? 'set') === 'set');
      return found && new Set(found.users.map(({ uri }) => addressOf(uri)));
    };
    this.#roster.setRoles(of('manager'), of('presenter'));
    this.#properties.merge(room);
    this.#tell(new Event('properties-changed'));
  }

  /** What the server says of this user's reading. */
  onCounted(room: RoomBlock): void {
    this.#counted(() => this.#unread.onCounted(room));
  }

  get #others(): readonly ChatRoomUser[] {
    return this.#roster.participants.filter(({ isSelf }) => !isSelf);
  }

  #read(raw: RoomMessage): ChatRoomMessageSnapshot {
    const message = readMessage(raw, this.host.self, this.#roster.find(raw.author)?.displayName);
    if (message.isOwn) this.#outbox.onShown(raw, message);
    return message;
  }

  #onNews(message: ChatRoomMessageSnapshot): void {
    this.#counted(() => this.#unread.onNews(message));
    // What this session sent is told by `message-sent`.
    if (!message.isOwn || !this.#outbox.takeShown(message.id))
      this.#tell(new ChatRoomMessageEvent('message-received', message));
  }

  /** One at a time; what is read meanwhile is told afterwards. Nobody needs to know of a failure: the next one says it again. */
  #tellRead(): void {
    const channel = this.#channel;
    const lastRead = this.#unread.lastRead;
    if (!channel || this.#reading || lastRead === undefined) return;
    this.#reading = channel
      .command(xccosCommands.markRead, { rooms: [{ uri: this.uri, lastRead }] })
      .catch(() => undefined)
      .then(() => {
        this.#reading = undefined;
        if (this.#unread.lastRead !== lastRead) this.#tellRead();
      });
  }

  #change(changes: ChatRoomUpdate & { readonly isDisabled?: boolean }): Promise<void> {
    return this.#managed(async (channel) => {
      const room = await changeRoom(channel, this.uri, changes);
      if (room && this.#properties.merge(room)) this.#tell(new Event('properties-changed'));
    });
  }

  async #managed<T>(act: (channel: XccosChannel) => Promise<T>): Promise<T> {
    if (!this.#channel || this.#state !== 'established')
      throw new SessionError('invalid-state', `The room is ${this.#state}`);
    return act(this.#channel);
  }

  #end(on: RoomTransition, failure: FailureSnapshot): void {
    this.#channel = undefined;
    this.#history.stop();
    this.#outbox.fail(failure);
    if (!this.#apply(on)) return;
    this.#joined.reject(new SessionError(failure.code as SessionError['code'], failure.message));
    this.host.onEnded(this);
  }

  /** False where the state does not allow it. */
  #apply(on: RoomTransition): boolean {
    const previous = this.#state;
    const state = nextRoomState(previous, on);
    if (!state) return false;
    this.#state = state;
    this.#tell(new ChatRoomStateChangedEvent(previous, state, this.#failure));
    return true;
  }

  #counted(count: () => void): void {
    count();
    this.#touch();
    this.host.onChanged();
  }

  #tell(event: Event): void {
    this.#touch();
    this.dispatchEvent(event);
  }

  #touch(): void {
    this.#snapshot = undefined;
    if (this.#changePending) return;
    this.#changePending = true;
    queueMicrotask(() => {
      this.#changePending = false;
      this.dispatchEvent(new Event('changed'));
    });
  }
}
