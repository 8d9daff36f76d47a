import type { RoomMessage } from '../../protocol/xccos';
import { SessionError } from '../contract';
import type { ChatRoomMessageSnapshot } from '../contract';
import type { HistoryPage, HistorySource } from './history-source';
import { isSameMessage, MessageWindow } from './message-window';
import { isNotSupported } from './xccos-failure';

const PAGE = 50;
/** Messages in one page while the connection is being made good. */
const MISSED_PAGE = 100;
/** Of a longer absence only the end is shown. */
const MAX_MISSED = 500;

export interface RoomHistoryHandlers {
  /** What a page sees of a message. Called once for each that is taken. */
  read(message: RoomMessage): ChatRoomMessageSnapshot;
  /** Is new to the page, in order: came live, or while the connection was lost. */
  onNews(message: ChatRoomMessageSnapshot): void;
  /** Of the history. */
  onSeen(message: ChatRoomMessageSnapshot): void;
  onChanged(): void;
  /** A live message does not follow the newest: the room has to be joined again, which begins at once. */
  onGap(): void;
}

/**
 * History and live messages of a room as one list. Whenever the room is joined (again) live messages wait until the history has reached them, so that there is no gap; what
 * comes twice is taken once.
 */
export class RoomHistory {
  readonly window: MessageWindow<ChatRoomMessageSnapshot>;
  /** The server numbers a room's messages 1, 2, 3, …: ours do. */
  isNumbered = false;
  /** Live messages that wait for the history. */
  #waiting: ChatRoomMessageSnapshot[] | undefined;
  #source: HistorySource | undefined;
  /** The history was read once: what comes from now on is news. An empty room has no message that would say so. */
  #isKnown = false;
  #isLoading = false;
  /** Came while a page is being loaded. */
  #recent: ChatRoomMessageSnapshot[] = [];

  constructor(
    private readonly handlers: RoomHistoryHandlers,
    limit?: number,
  ) {
    this.window = new MessageWindow(limit);
  }

  /** The room is about to be joined: live messages may come from now on. */
  begin(): void {
    this.#waiting = [];
    this.#source = undefined;
  }

  /** The connection went. What waited for the history is read from there next time. */
  stop(): void {
    this.#waiting = undefined;
    this.#source = undefined;
    this.#isLoading = false;
  }

  /** A live message. */
  receive(raw: RoomMessage): void {
    const message = this.handlers.read(raw);
    if (!this.#waiting && this.#isGap(message)) this.handlers.onGap();
    if (this.#waiting) {
      this.#waiting.push(message);
      return;
    }
    if (!this.window.add(message)) return;
    if (this.#isLoading) this.#recent.push(message);
    this.handlers.onChanged();
    this.handlers.onNews(message);
  }

  /** The room is joined: reads what is missing. Rejects with `SessionError` when that cannot be had; `begin` again then. */
  async catchUp(source: HistorySource): Promise<void> {
    const waiting = this.#waiting;
    if (!waiting) throw new SessionError('invalid-state', 'The room is not being joined');
    const { newest } = this.window;
    const missed = this.#isKnown ? await this.#missed(source, newest) : undefined;
    const latest = missed ? undefined : await source.latest(PAGE);
    // Another connection has taken over meanwhile.
    if (this.#waiting !== waiting) throw new SessionError('cancelled', 'The connection was lost meanwhile');
    this.#waiting = undefined;
    this.#source = source;
    const news = missed
      ? missed.filter((message) => this.window.add(message))
      : this.#takeLatest(latest, newest, waiting);
    for (const message of waiting) if (this.window.add(message)) news.push(message);
    this.#isKnown = true;
    this.handlers.onChanged();
    for (const message of news) this.handlers.onNews(message);
  }

  async loadOlder(): Promise<void> {
    const first = this.window.items[0]?.messageId;
    if (!this.window.hasOlder || first === undefined) return;
    await this.#load(
      (source) => source.before(first, PAGE),
      ({ messages, more }) => this.window.prepend(this.#seen(messages), more),
    );
  }

  async loadNewer(): Promise<void> {
    const last = this.window.items.at(-1)?.messageId;
    if (!this.window.hasNewer || last === undefined) return;
    await this.#load(
      (source) => source.after(last, PAGE),
      ({ messages, more }) => this.window.append(this.#seen(messages), more),
    );
  }

  async loadLatest(): Promise<void> {
    await this.#load(
      (source) => source.latest(PAGE),
      ({ messages, more }) => this.#show(messages, more, false),
    );
  }

  async loadAround(messageId: string): Promise<void> {
    const half = PAGE / 2;
    await this.#load(
      async (source) => {
        const before = await source.before(messageId, half);
        // Ids are whole numbers: what comes after the one before is this one.
        const after = await source.after(String(BigInt(messageId) - 1n), half);
        if (after.messages[0]?.id !== messageId)
          throw new SessionError('not-found', `There is no message ${messageId}`);
        return { before, after };
      },
      ({ after, before }) => this.#show([...before.messages, ...after.messages], before.more, after.more),
    );
  }

  /** Loads one page at a time. `take` runs unless the connection went meanwhile. */
  async #load<T>(read: (source: HistorySource) => Promise<T>, take: (page: T) => void): Promise<void> {
    const source = this.#source;
    if (!source) throw new SessionError('invalid-state', 'The room is not connected');
    if (this.#isLoading) return;
    this.#isLoading = true;
    this.#recent = [];
    try {
      const page = await read(source);
      if (this.#source !== source) throw new SessionError('connection-failed', 'The connection was lost');
      take(page);
      this.window.extend(this.#recent);
      this.handlers.onChanged();
    } finally {
      if (this.#source === source) this.#isLoading = false;
    }
  }

  /** What was posted after `newest`; undefined if that is too much, or cannot be told. */
  async #missed(
    source: HistorySource,
    newest: ChatRoomMessageSnapshot | undefined,
  ): Promise<readonly ChatRoomMessageSnapshot[] | undefined> {
    try {
      const missed: RoomMessage[] = [];
      let after = newest ? newest.messageId : '0';
      while (after !== undefined && missed.length < MAX_MISSED) {
        const { messages, more } = await source.after(after, MISSED_PAGE);
        missed.push(...messages);
        after = messages.at(-1)?.id;
        if (!more || after === undefined) return missed.map((message) => this.handlers.read(message));
      }
      if (after !== undefined) return undefined;
    } catch (error) {
      if (!isNotSupported(error)) throw error;
    }
    // A server without ids: the end of the history says it, if what is known is still in it.
    const { messages } = await source.latest(MISSED_PAGE);
    const latest = messages.map((message) => this.handlers.read(message));
    if (!newest) return latest.length < MISSED_PAGE ? latest : undefined;
    const known = latest.findLastIndex((message) => isSameMessage(message, newest));
    return known < 0 ? undefined : latest.slice(known + 1);
  }

  /** The first page, or the only one after a long absence. What is news in it? What came live, and what is later than `newest`. */
  #takeLatest(
    page: HistoryPage | undefined,
    newest: ChatRoomMessageSnapshot | undefined,
    waiting: readonly ChatRoomMessageSnapshot[],
  ): ChatRoomMessageSnapshot[] {
    const messages = (page?.messages ?? []).map((message) => this.handlers.read(message));
    const isLater = (message: ChatRoomMessageSnapshot) => !newest || this.window.isAfter(message, newest);
    const news = messages.filter(
      (message) =>
        waiting.some((each) => isSameMessage(each, message)) || (this.#isKnown && isLater(message)),
    );
    for (const message of messages) if (!news.includes(message)) this.handlers.onSeen(message);
    this.window.reset(messages, { hasOlder: page?.more ?? false, hasNewer: false });
    return news;
  }

  /** A server that counts a room's messages one by one shows by their ids that one is missing. */
  #isGap({ messageId }: ChatRoomMessageSnapshot): boolean {
    const newest = this.window.newest?.messageId;
    if (!this.isNumbered || !this.#isKnown || messageId === undefined) return false;
    return BigInt(messageId) > BigInt(newest ?? '0') + 1n;
  }

  #show(messages: readonly RoomMessage[], hasOlder: boolean, hasNewer: boolean): void {
    this.window.reset(this.#seen(messages), { hasOlder, hasNewer });
  }

  #seen(messages: readonly RoomMessage[]): ChatRoomMessageSnapshot[] {
    return messages.map((raw) => {
      const message = this.handlers.read(raw);
      this.handlers.onSeen(message);
      return message;
    });
  }
}
