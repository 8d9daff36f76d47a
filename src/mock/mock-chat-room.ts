import { utf8Length } from '../protocol/base64';
import {
  SessionError,
  type ChatRoomDetails,
  type ChatRoomEvents,
  type ChatRoomMessageSnapshot,
  type ChatRoomParticipant,
  type ChatRoomSessionContract,
  type ChatRoomSessionState,
  type ChatRoomSnapshot,
  type ChatRoomUpdate,
  type ConversationContract,
  type FailureSnapshot,
  type MessageDelivery,
  type PersistentChatLimits,
  type SendChatMessageOptions,
  type SessionErrorCode,
  type TypedEventTarget,
} from '../session/contract';
import {
  ChatRoomMessageEvent,
  ChatRoomParticipantEvent,
  ChatRoomStateChangedEvent,
} from '../session/contract/persistent-chat-events';
import { conversationStory } from '../session/persistent-chat/conversation-story';
import { MessageWindow } from '../session/persistent-chat/message-window';
import type { MockClock } from './mock-clock';
import type { MockRoom } from './mock-room';

const PAGE = 50;

export interface MockChatRoomHome {
  readonly clock: MockClock;
  readonly isConnected: boolean;
  readonly limits: PersistentChatLimits;
  nextId(kind: string): string;
  left(session: MockChatRoom): void;
}

interface Outgoing {
  message: ChatRoomMessageSnapshot;
  readonly resolve: (message: ChatRoomMessageSnapshot) => void;
  readonly reject: (error: SessionError) => void;
}

/** A joined room of the {@link MockPersistentChat}. Others are played through its `room`; what is sent is confirmed by itself or, when `manual`, by `confirm()`. */
export class MockChatRoom
  extends (EventTarget as new () => TypedEventTarget<ChatRoomEvents>)
  implements ChatRoomSessionContract
{
  /** True: what is sent stays `sending` until `confirm()`. */
  manual = false;
  readonly #window = new MessageWindow<ChatRoomMessageSnapshot>();
  #outgoing: Outgoing[] = [];
  #state: ChatRoomSessionState = 'idle';
  #failure: FailureSnapshot | undefined;
  #failures: SessionErrorCode[] = [];
  #snapshot: ChatRoomSnapshot | undefined;
  #changePending = false;

  constructor(
    readonly room: MockRoom,
    private readonly home: MockChatRoomHome,
  ) {
    super();
  }

  get snapshot(): ChatRoomSnapshot {
    const { canChat, canManage, details, lastRead, participants, unread } = this.room;
    return (this.#snapshot ??= Object.freeze({
      uri: details.uri,
      name: details.name,
      description: details.description,
      topic: details.topic,
      state: this.#state,
      privacy: details.privacy,
      isAuditorium: details.isAuditorium,
      isDisabled: details.isDisabled,
      canChat,
      canManage,
      participants,
      participantCount: participants.length,
      messages: Object.freeze([...this.#window.items, ...this.#outgoing.map(({ message }) => message)]),
      hasOlder: this.#window.hasOlder,
      hasNewer: this.#window.hasNewer,
      unread: unread.length,
      unreadMentions: unread.filter(({ mentionsMe }) => mentionsMe).length,
      ...(lastRead !== undefined && { lastReadMessageId: lastRead }),
      ...(this.#failure && { failure: this.#failure }),
    }));
  }

  async send(body: string, options: SendChatMessageOptions = {}): Promise<ChatRoomMessageSnapshot> {
    const { importance = 'normal', title } = options;
    const { canChat, home } = this.room;
    if (!body.trim()) throw new SessionError('invalid-argument', 'There is nothing to send.');
    if (!canChat || this.#state === 'terminated')
      throw new SessionError('invalid-state', 'The room takes no messages of this user now.');
    const limit = title === undefined ? this.home.limits.messageSize : this.home.limits.storySize;
    if (utf8Length(body) + utf8Length(title ?? '') > limit)
      throw new SessionError('too-large', `A message has at most ${limit} bytes.`);
    const message: ChatRoomMessageSnapshot = Object.freeze({
      id: this.home.nextId('room-message'),
      author: home.self,
      isOwn: true,
      body,
      isStory: title !== undefined,
      ...(title !== undefined && { title }),
      importance,
      mentionsMe: false,
      at: this.home.clock.now(),
      delivery: 'queued',
    });
    return new Promise((resolve, reject) => {
      this.#outgoing.push({ message, resolve, reject });
      this.flush();
    });
  }

  async retry(id: string): Promise<ChatRoomMessageSnapshot> {
    const { message } = this.#takeFailed(id);
    const { body, importance, title } = message;
    return this.send(body, { importance, ...(title !== undefined && { title }) });
  }

  discard(id: string): void {
    this.#takeFailed(id);
    this.touch();
  }

  async loadOlder(): Promise<void> {
    const [first] = this.#window.items;
    if (!this.#window.hasOlder || !first) return;
    const end = this.room.history.indexOf(this.#stored(first));
    const start = Math.max(0, end - PAGE);
    await this.#answered();
    this.#window.prepend(this.room.history.slice(start, end), start > 0);
    this.touch();
  }

  async loadNewer(): Promise<void> {
    const last = this.#window.items.at(-1);
    if (!this.#window.hasNewer || !last) return;
    const start = this.room.history.indexOf(this.#stored(last)) + 1;
    await this.#answered();
    this.#window.append(
      this.room.history.slice(start, start + PAGE),
      start + PAGE < this.room.history.length,
    );
    this.touch();
  }

  async loadLatest(): Promise<void> {
    await this.#answered();
    this.#showLatest();
  }

  async loadAround(messageId: string): Promise<void> {
    await this.#answered();
    const { history } = this.room;
    const index = history.findIndex((message) => message.messageId === messageId);
    if (index < 0) throw new SessionError('not-found', `There is no message ${messageId}.`);
    const [start, end] = [Math.max(0, index - PAGE / 2), index + PAGE / 2];
    this.#window.reset(history.slice(start, end), { hasOlder: start > 0, hasNewer: end < history.length });
    this.touch();
  }

  markRead(): void {
    this.room.markRead();
  }

  async leave(): Promise<void> {
    if (this.#state === 'terminated') return;
    this.setState('terminating');
    this.end();
  }

  async invite(uris: readonly string[]): Promise<void> {
    await this.#managed();
    const { members } = this.room.details;
    if (members.length > 0)
      this.room.set({ members: [...new Set([...members, ...uris.map((uri) => uri.toLowerCase())])] });
  }

  async getDetails(): Promise<ChatRoomDetails> {
    await this.#managed();
    return this.room.details;
  }

  async update(changes: ChatRoomUpdate): Promise<void> {
    await this.#managed();
    this.room.set(changes);
  }

  async setMembers(members: readonly string[]): Promise<void> {
    await this.#managed();
    this.room.set({ members });
  }

  async setManagers(managers: readonly string[]): Promise<void> {
    await this.#managed();
    this.room.set({ managers });
  }

  async setPresenters(presenters: readonly string[]): Promise<void> {
    await this.#managed();
    this.room.set({ presenters });
  }

  async disable(): Promise<void> {
    await this.#managed();
    this.room.set({ isDisabled: true });
  }

  async shareConversation(
    conversation: ConversationContract,
    { includeContext = false }: { includeContext?: boolean } = {},
  ): Promise<ChatRoomMessageSnapshot> {
    const maxBytes = this.home.limits.storySize;
    const { body, title } = conversationStory(conversation, { includeContext, maxBytes });
    return this.send(body, { title });
  }

  // What follows plays the server.

  /** The next `count` things that the page asks for fail. */
  failNext(code: SessionErrorCode, count = 1): void {
    for (let i = 0; i < count; i++) this.#failures.push(code);
  }

  /** Confirms the oldest message on its way (see `manual`). */
  confirm(): void {
    const sending = this.#outgoing.find(({ message }) => message.delivery === 'sending');
    if (sending) this.#settle(sending);
  }

  setState(state: ChatRoomSessionState, failure?: FailureSnapshot): void {
    const previous = this.#state;
    if (state === previous) return;
    this.#state = state;
    this.#failure = failure;
    this.touch();
    this.dispatchEvent(new ChatRoomStateChangedEvent(previous, state, failure));
    if (state === 'established') this.flush();
  }

  /** The user is no member any more, or the room is gone. */
  end(failure?: FailureSnapshot): void {
    this.room.exit(this.room.home.self.uri);
    this.room.session = undefined;
    for (const outgoing of [...this.#outgoing])
      if (outgoing.message.delivery !== 'failed') this.#fail(outgoing, 'unreachable');
    this.setState('terminated', failure);
    this.home.left(this);
  }

  /** @internal */
  join(): void {
    const code = this.#failures.shift();
    if (code) throw new SessionError(code, 'The mock was told to fail.');
    this.room.session = this;
    this.room.enter(this.room.home.self);
    this.#showLatest();
    this.setState('established');
  }

  /** @internal A message was stored. */
  receive(message: ChatRoomMessageSnapshot, isNews: boolean): void {
    if (!this.#window.add(message)) return;
    this.touch();
    if (isNews) this.dispatchEvent(new ChatRoomMessageEvent('message-received', message));
  }

  /** @internal */
  participantChanged(
    type: 'participant-added' | 'participant-removed',
    participant: ChatRoomParticipant,
  ): void {
    this.touch();
    this.dispatchEvent(new ChatRoomParticipantEvent(type, participant));
  }

  /** @internal */
  propertiesChanged(): void {
    this.touch();
    this.dispatchEvent(new Event('properties-changed'));
  }

  /** @internal Sends what waits for the room. */
  flush(): void {
    this.touch();
    if (this.#state !== 'established' || !this.home.isConnected) return;
    for (const outgoing of this.#outgoing) {
      if (outgoing.message.delivery !== 'queued') continue;
      this.#set(outgoing, 'sending');
      if (!this.manual) this.home.clock.setTimeout(() => this.#settle(outgoing), 0);
    }
  }

  /** @internal The snapshot is another; `changed` follows once per task. */
  touch(): void {
    this.#snapshot = undefined;
    if (this.#changePending) return;
    this.#changePending = true;
    queueMicrotask(() => {
      this.#changePending = false;
      this.dispatchEvent(new Event('changed'));
    });
  }

  #settle(outgoing: Outgoing): void {
    if (!this.#outgoing.includes(outgoing) || outgoing.message.delivery !== 'sending') return;
    const code = this.#failures.shift();
    if (code) return this.#fail(outgoing, code);
    this.#outgoing = this.#outgoing.filter((each) => each !== outgoing);
    const { body, id, importance, title } = outgoing.message;
    const { self } = this.room.home;
    const message = this.room.post(body, {
      author: self,
      id,
      importance,
      ...(title !== undefined && { title }),
    });
    this.touch();
    this.dispatchEvent(new ChatRoomMessageEvent('message-sent', message));
    outgoing.resolve(message);
  }

  #fail(outgoing: Outgoing, code: SessionErrorCode): void {
    const error = new SessionError(code, 'The message was not stored.');
    this.#set(outgoing, 'failed', error.toSnapshot());
    this.dispatchEvent(new ChatRoomMessageEvent('message-failed', outgoing.message));
    outgoing.reject(error);
  }

  #set(outgoing: Outgoing, delivery: MessageDelivery, failure?: FailureSnapshot): void {
    outgoing.message = Object.freeze({ ...outgoing.message, delivery, ...(failure && { failure }) });
    this.touch();
  }

  #takeFailed(id: string): Outgoing {
    const found = this.#outgoing.find(({ message }) => message.id === id && message.delivery === 'failed');
    if (!found) throw new SessionError('invalid-argument', 'Only a failed message can be sent again.');
    this.#outgoing = this.#outgoing.filter((each) => each !== found);
    return found;
  }

  #stored(message: ChatRoomMessageSnapshot): ChatRoomMessageSnapshot {
    return this.room.history.find(({ messageId }) => messageId === message.messageId) ?? message;
  }

  #showLatest(): void {
    const { history } = this.room;
    this.#window.reset(history.slice(-PAGE), { hasOlder: history.length > PAGE, hasNewer: false });
    this.touch();
  }

  async #managed(): Promise<void> {
    await this.#answered();
    if (!this.room.canManage) throw new SessionError('forbidden', 'This user does not manage the room.');
  }

  async #answered(): Promise<void> {
    if (this.#state !== 'established') throw new SessionError('invalid-state', `The room is ${this.#state}.`);
    await Promise.resolve();
    const code = this.#failures.shift();
    if (code) throw new SessionError(code, 'The mock was told to fail.');
  }
}
