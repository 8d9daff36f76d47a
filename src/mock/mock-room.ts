import { SessionError } from '../session/contract';
import type {
  ChatRoomDetails,
  ChatRoomMessageSnapshot,
  ChatRoomParticipant,
  ChatRoomSummary,
  ChatRoomUser,
  MessageImportance,
} from '../session/contract';
import { mentions } from '../session/persistent-chat/mentions';
import type { MockChatRoom } from './mock-chat-room';
import type { MockClock } from './mock-clock';

export interface MockRoomOptions extends Partial<
  Omit<ChatRoomDetails, 'uri' | 'participantCount' | 'unread'>
> {
  readonly name: string;
  readonly uri?: string;
}

export interface MockPostOptions {
  readonly author?: ChatRoomUser;
  readonly importance?: MessageImportance;
  /** Makes it a story. */
  readonly title?: string;
  readonly at?: number;
  /** @internal Key of the message of this session that was stored. */
  readonly id?: string;
}

export interface MockParticipantOptions extends ChatRoomUser {
  readonly isManager?: boolean;
  readonly isPresenter?: boolean;
}

/** What a room needs of the persistent chat it belongs to. */
export interface MockRoomHome {
  readonly clock: MockClock;
  readonly self: ChatRoomUser;
  nextMessageId(): string;
  onRoomChanged(room: MockRoom): void;
}

const COLLEAGUE: ChatRoomUser = Object.freeze({ uri: 'sip:bob@contoso.com', displayName: 'Bob' });

/** A room of the {@link MockPersistentChat}, joined or not. A script plays the others with `post()`, `enter()` and `exit()`, and changes it with `set()`. */
export class MockRoom {
  /** Everything that was ever posted, oldest first. */
  readonly history: ChatRoomMessageSnapshot[] = [];
  readonly #present = new Map<string, ChatRoomParticipant>();
  #details: ChatRoomDetails;
  #lastRead: string | undefined;
  /** While the user is in it. */
  session: MockChatRoom | undefined;

  constructor(
    readonly home: MockRoomHome,
    details: ChatRoomDetails,
  ) {
    this.#details = Object.freeze(details);
  }

  get uri(): string {
    return this.#details.uri;
  }

  get details(): ChatRoomDetails {
    return Object.freeze({
      ...this.#details,
      participantCount: this.#present.size,
      unread: this.unread.length,
    });
  }

  get summary(): ChatRoomSummary {
    const { description, isAuditorium, isDisabled, name, privacy, uri } = this.#details;
    const [participantCount, unread] = [this.#present.size, this.unread.length];
    return Object.freeze({
      ...{ uri, name, description, participantCount, privacy, isAuditorium, isDisabled, unread },
    });
  }

  /** Those in it, by name. */
  get participants(): readonly ChatRoomParticipant[] {
    return Object.freeze(
      [...this.#present.values()].sort((a, b) => a.displayName.localeCompare(b.displayName)),
    );
  }

  get lastRead(): string | undefined {
    return this.#lastRead;
  }

  get unread(): readonly ChatRoomMessageSnapshot[] {
    const last = this.#lastRead === undefined ? 0n : BigInt(this.#lastRead);
    return this.history.filter(({ isOwn, messageId }) => !isOwn && BigInt(messageId ?? 0) > last);
  }

  get canManage(): boolean {
    return this.#details.managers.includes(this.home.self.uri);
  }

  get canChat(): boolean {
    const { isAuditorium, isDisabled, presenters } = this.#details;
    return !isDisabled && (!isAuditorium || presenters.includes(this.home.self.uri));
  }

  get isVisible(): boolean {
    const { members, privacy } = this.#details;
    return privacy !== 'secret' || members.includes(this.home.self.uri) || this.canManage;
  }

  get isMember(): boolean {
    const { members, privacy } = this.#details;
    return members.includes(this.home.self.uri) || (privacy === 'open' && members.length === 0);
  }

  /** Somebody writes; Bob, when nobody is named. */
  post(body: string, options: MockPostOptions = {}): ChatRoomMessageSnapshot {
    const { author = COLLEAGUE, importance = 'normal', title } = options;
    const { clock, self } = this.home;
    const messageId = this.home.nextMessageId();
    const isOwn = author.uri === self.uri;
    const message: ChatRoomMessageSnapshot = Object.freeze({
      id: options.id ?? messageId,
      messageId,
      author: Object.freeze({ uri: author.uri, displayName: author.displayName }),
      isOwn,
      body,
      isStory: title !== undefined,
      ...(title !== undefined && { title }),
      importance,
      mentionsMe: !isOwn && mentions(body, self),
      at: options.at ?? clock.now(),
      delivery: 'delivered',
    });
    this.history.push(message);
    this.session?.receive(message, options.id === undefined);
    this.home.onRoomChanged(this);
    return message;
  }

  /** Somebody comes in. */
  enter(user: MockParticipantOptions): void {
    const { managers, presenters } = this.#details;
    const participant = Object.freeze({
      uri: user.uri,
      displayName: user.displayName,
      isSelf: user.uri === this.home.self.uri,
      isManager: user.isManager ?? managers.includes(user.uri),
      isPresenter: user.isPresenter ?? presenters.includes(user.uri),
    });
    const isNew = !this.#present.has(user.uri);
    this.#present.set(user.uri, participant);
    if (isNew) this.session?.participantChanged('participant-added', participant);
  }

  /** Somebody leaves. */
  exit(uri: string): void {
    const participant = this.#present.get(uri);
    if (!participant) return;
    this.#present.delete(uri);
    this.session?.participantChanged('participant-removed', participant);
  }

  /** What of the room is other now. */
  set(changes: Partial<Omit<ChatRoomDetails, 'uri'>>): void {
    this.#details = Object.freeze({ ...this.#details, ...changes });
    this.session?.propertiesChanged();
    if (changes.isDisabled)
      this.session?.end(new SessionError('forbidden', 'The room is disabled.').toSnapshot());
    this.home.onRoomChanged(this);
  }

  markRead(): void {
    const last = this.history.at(-1)?.messageId;
    if (last === undefined || last === this.#lastRead) return;
    this.#lastRead = last;
    this.session?.touch();
    this.home.onRoomChanged(this);
  }
}
