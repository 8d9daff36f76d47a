import {
  SessionError,
  type ChatHistoryMatch,
  type ChatHistoryResult,
  type ChatRoomCategory,
  type ChatRoomDetails,
  type ChatRoomInvitation,
  type ChatRoomSummary,
  type ChatRoomUpdate,
  type ChatRoomUser,
  type CreateChatRoomOptions,
  type FailureSnapshot,
  type FindRoomsOptions,
  type ParticipantSnapshot,
  type PersistentChatEndpointContract,
  type PersistentChatEndpointState,
  type PersistentChatEvents,
  type PersistentChatLimits,
  type PersistentChatSnapshot,
  type SearchHistoryOptions,
  type SessionErrorCode,
  type TypedEventTarget,
} from '../session/contract';
import {
  ChatRoomInvitationReceivedEvent,
  ChatRoomSessionEvent,
  ConnectionStateChangedEvent,
} from '../session/contract/persistent-chat-events';
import { MockChatRoom, type MockChatRoomHome } from './mock-chat-room';
import type { MockClock } from './mock-clock';
import { MockRoom, type MockRoomHome, type MockRoomOptions } from './mock-room';

/** What the persistent chat needs of the session that has it. */
export interface MockPersistentChatHome {
  readonly clock: MockClock;
  readonly self: ParticipantSnapshot;
  readonly isConnected: boolean;
  nextId(kind: string): string;
  dispatchEvent(event: Event): boolean;
}

/**
 * The rooms of a {@link MockSession}. A script fills the server with `addRoom()`, plays others through the rooms, invites with `receiveInvitation()`, and
 * fails what the page asks for with `failNext()`.
 */
export class MockPersistentChat
  extends (EventTarget as new () => TypedEventTarget<PersistentChatEvents>)
  implements PersistentChatEndpointContract, MockRoomHome, MockChatRoomHome
{
  /** Everybody who can be found. */
  readonly users: ChatRoomUser[] = [];
  limits: PersistentChatLimits = Object.freeze({ messageSize: 8192, storySize: 65_536, searchResults: 200 });
  readonly #rooms: MockRoom[] = [];
  #sessions: readonly MockChatRoom[] = Object.freeze([]);
  #state: PersistentChatEndpointState = 'idle';
  #serverUri = '';
  #failure: FailureSnapshot | undefined;
  #followed: readonly string[] = Object.freeze([]);
  #invitations: readonly ChatRoomInvitation[] = Object.freeze([]);
  #categories: readonly ChatRoomCategory[] = Object.freeze([
    Object.freeze({ uri: 'ma-cat://contoso.com/general', name: 'General' }),
  ]);
  #failures: SessionErrorCode[] = [];
  #snapshot: PersistentChatSnapshot | undefined;
  #messageIds = 0;
  #changePending = false;

  constructor(private readonly home: MockPersistentChatHome) {
    super();
  }

  get snapshot(): PersistentChatSnapshot {
    return (this.#snapshot ??= Object.freeze({
      state: this.#state,
      serverUri: this.#serverUri,
      joinedRoomUris: Object.freeze(this.#sessions.map(({ room }) => room.uri)),
      followedRoomUris: this.#followed,
      invitations: this.#invitations,
      categories: this.#categories,
      limits: this.limits,
      unread: this.#sessions.reduce((sum, { room }) => sum + room.unread.length, 0),
      ...(this.#failure && { failure: this.#failure }),
    }));
  }

  get chatRoomSessions(): readonly MockChatRoom[] {
    return this.#sessions;
  }

  get clock(): MockClock {
    return this.home.clock;
  }

  get self(): ChatRoomUser {
    const { displayName, uri } = this.home.self;
    return Object.freeze({ uri, displayName });
  }

  get isConnected(): boolean {
    return this.home.isConnected;
  }

  /** Every room at the server. */
  get rooms(): readonly MockRoom[] {
    return this.#rooms;
  }

  async establish(uri?: string): Promise<void> {
    if (this.#state === 'established') return;
    this.#serverUri = uri ?? `sip:ocschat@${this.self.uri.split('@')[1] ?? 'contoso.com'}`;
    this.setState('establishing');
    await Promise.resolve();
    const code = this.#failures.shift();
    if (code) {
      const error = new SessionError(code, 'The mock was told to fail.');
      this.setState('terminated', error.toSnapshot());
      throw error;
    }
    this.setState('established');
    await Promise.all(this.#followed.map((each) => this.joinRoom(each)));
  }

  async terminate(): Promise<void> {
    if (this.#state === 'idle' || this.#state === 'terminated') return;
    this.setState('terminating');
    for (const session of this.#sessions) await session.leave();
    this.setState('terminated');
  }

  async joinRoom(uri: string): Promise<MockChatRoom> {
    await this.#answered();
    const joined = this.#sessions.find(({ room }) => room.uri === uri);
    if (joined) return joined;
    const room = this.#visible(uri);
    const session = new MockChatRoom(room, this);
    this.#setSessions([...this.#sessions, session]);
    session.setState('establishing');
    this.dispatchEvent(new ChatRoomSessionEvent('chat-room-session-added', session));
    await Promise.resolve();
    if (!room.isMember || room.details.isDisabled) {
      const error = new SessionError('forbidden', 'This user may not join the room.');
      session.end(error.toSnapshot());
      throw error;
    }
    session.join();
    this.#setInvitations(this.#invitations.filter((invitation) => invitation.room.uri !== uri));
    return session;
  }

  async findRooms(options: FindRoomsOptions = {}): Promise<readonly ChatRoomSummary[]> {
    await this.#answered();
    const { categoryUri, scope = 'all', searchDescription, text = '' } = options;
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const found = this.#rooms.filter((room) => {
      const { details } = room;
      const searched = `${details.name} ${searchDescription ? details.description : ''}`.toLowerCase();
      return (
        room.isVisible &&
        words.every((word) => searched.includes(word)) &&
        (categoryUri === undefined || details.categoryUri === categoryUri) &&
        (scope === 'all' || (scope === 'member' ? room.isMember : room.canManage))
      );
    });
    return Object.freeze(found.map(({ summary }) => summary));
  }

  async getRoom(uri: string): Promise<ChatRoomDetails> {
    await this.#answered();
    return this.#visible(uri).details;
  }

  async createRoom(options: CreateChatRoomOptions): Promise<ChatRoomDetails> {
    await this.#answered();
    const { members = [], managers = [] } = options;
    if (this.#rooms.some(({ details }) => details.name.toLowerCase() === options.name.toLowerCase()))
      throw new SessionError('room-name-taken', 'There is a room with this name already.');
    const { uri } = this.self;
    const room = this.addRoom({
      privacy: 'closed',
      ...options,
      members: [...new Set([uri, ...members])],
      managers: [...new Set([uri, ...managers])],
    });
    return room.details;
  }

  async updateRoom(uri: string, changes: ChatRoomUpdate & { readonly isDisabled?: boolean }): Promise<void> {
    await this.#answered();
    const room = this.#visible(uri);
    if (!room.canManage) throw new SessionError('forbidden', 'This user does not manage the room.');
    room.set(changes);
  }

  async searchHistory(options: SearchHistoryOptions): Promise<ChatHistoryResult> {
    await this.#answered();
    const { author, from = 0, limit = 50, matchExactPhrase, roomUri, text = '', to = Infinity } = options;
    const needle = text.toLowerCase();
    const words = matchExactPhrase ? [needle] : needle.split(/\s+/).filter(Boolean);
    const matches: ChatHistoryMatch[] = [];
    for (const room of this.#rooms) {
      if (!room.isVisible || (roomUri !== undefined && room.uri !== roomUri)) continue;
      for (const message of room.history) {
        const searched = `${message.title ?? ''}\n${message.body}`.toLowerCase();
        const isWanted =
          words.every((word) => searched.includes(word)) &&
          (author === undefined || message.author.uri === author) &&
          message.at >= from &&
          message.at <= to;
        if (isWanted) matches.push(matchOf(room, message));
      }
    }
    matches.sort((a, b) => b.at - a.at || Number(b.messageId) - Number(a.messageId));
    return Object.freeze({
      matches: Object.freeze(matches.slice(0, limit)),
      isTruncated: matches.length > limit,
    });
  }

  async findUsers(text: string): Promise<readonly ChatRoomUser[]> {
    await this.#answered();
    const wanted = text.toLowerCase();
    return this.users.filter(({ displayName, uri }) =>
      `${displayName} ${uri}`.toLowerCase().includes(wanted),
    );
  }

  async setFollowed(uri: string, isFollowed: boolean): Promise<void> {
    await this.#answered();
    const others = this.#followed.filter((each) => each !== uri);
    this.#followed = Object.freeze(isFollowed ? [...others, uri] : others);
    this.#touch();
  }

  async dismissInvitation(id: string): Promise<void> {
    await this.#answered();
    this.#setInvitations(this.#invitations.filter((invitation) => invitation.id !== id));
  }

  // What follows plays the server.

  /** A room that exists; open, with no members named, unless said otherwise. */
  addRoom(options: MockRoomOptions): MockRoom {
    const room = new MockRoom(this, {
      uri: options.uri ?? `ma-chan://contoso.com/${this.nextId('room')}`,
      name: options.name,
      description: options.description ?? '',
      topic: options.topic ?? '',
      categoryUri: options.categoryUri ?? 'ma-cat://contoso.com/general',
      privacy: options.privacy ?? 'open',
      isAuditorium: options.isAuditorium ?? false,
      isDisabled: options.isDisabled ?? false,
      sendsInvitations: options.sendsInvitations ?? true,
      members: options.members ?? [],
      managers: options.managers ?? [],
      presenters: options.presenters ?? [],
      ...(options.people && { people: options.people }),
    });
    this.#rooms.push(room);
    return room;
  }

  /** Somebody invites this user to a room. */
  receiveInvitation(room: MockRoom, invitedBy?: string): ChatRoomInvitation {
    const invitation = Object.freeze({
      id: this.nextId('invitation'),
      room: room.summary,
      createdAt: this.clock.now(),
      ...(invitedBy !== undefined && { invitedBy }),
    });
    this.#setInvitations([...this.#invitations, invitation]);
    const isShown = this.dispatchEvent(new ChatRoomInvitationReceivedEvent(invitation));
    const forSession = new ChatRoomInvitationReceivedEvent(invitation);
    if (!isShown) forSession.preventDefault();
    this.home.dispatchEvent(forSession);
    return invitation;
  }

  /** Where this user may create rooms. */
  setCategories(categories: readonly ChatRoomCategory[]): void {
    this.#categories = Object.freeze(categories);
    this.#touch();
  }

  /** The next `count` things that the page asks for fail. */
  failNext(code: SessionErrorCode, count = 1): void {
    for (let i = 0; i < count; i++) this.#failures.push(code);
  }

  setState(state: PersistentChatEndpointState, failure?: FailureSnapshot): void {
    const previous = this.#state;
    if (state === previous) return;
    this.#state = state;
    this.#failure = failure;
    this.#touch();
    this.dispatchEvent(new ConnectionStateChangedEvent(previous, state, failure));
  }

  /** @internal The session's connection went. */
  loseConnection(): void {
    if (this.#state !== 'established') return;
    this.setState('establishing');
    for (const session of this.#sessions) session.setState('recovering');
  }

  /** @internal It is back. */
  restoreConnection(): void {
    if (this.#state !== 'establishing') return;
    this.setState('established');
    for (const session of this.#sessions) session.setState('established');
  }

  /** @internal */
  nextId(kind: string): string {
    return this.home.nextId(kind);
  }

  /** @internal */
  nextMessageId(): string {
    return String(++this.#messageIds);
  }

  /** @internal */
  onRoomChanged(): void {
    this.#touch();
  }

  /** @internal */
  left(session: MockChatRoom): void {
    if (!this.#sessions.includes(session)) return;
    this.#setSessions(this.#sessions.filter((each) => each !== session));
    this.dispatchEvent(new ChatRoomSessionEvent('chat-room-session-removed', session));
  }

  /** A room that one may not see does not exist. */
  #visible(uri: string): MockRoom {
    const room = this.#rooms.find((each) => each.uri === uri && each.isVisible);
    if (!room) throw new SessionError('not-found', 'There is no such room.');
    return room;
  }

  async #answered(): Promise<void> {
    if (this.#state !== 'established' && this.#state !== 'establishing')
      throw new SessionError('invalid-state', `The persistent chat is ${this.#state}.`);
    await Promise.resolve();
    const code = this.#failures.shift();
    if (code) throw new SessionError(code, 'The mock was told to fail.');
  }

  #setSessions(sessions: readonly MockChatRoom[]): void {
    this.#sessions = Object.freeze(sessions);
    this.#touch();
  }

  #setInvitations(invitations: readonly ChatRoomInvitation[]): void {
    this.#invitations = Object.freeze(invitations);
    this.#touch();
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

function matchOf(
  room: MockRoom,
  { at, author, body, messageId = '0', title }: MockRoom['history'][number],
): ChatHistoryMatch {
  return Object.freeze({
    roomUri: room.uri,
    roomName: room.details.name,
    messageId,
    author,
    body,
    ...(title !== undefined && { title }),
    at,
  });
}
