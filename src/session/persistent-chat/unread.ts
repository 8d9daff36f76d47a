import type { RoomBlock } from '../../protocol/xccos';
import type { ChatRoomMessageSnapshot } from '../contract';
import { compareIds } from './message-window';

/** Messages and mentions that are remembered one by one; who has more unread reads them as many. */
const MAX_REMEMBERED = 500;

/** How much of a room this user has not read: what the server counted, and what came since. */
export class UnreadCounter {
  /** By the server, up to its newest message then; or no longer remembered one by one. */
  #counted = 0;
  /** Ids of what came since, of others. Undefined at servers without ids. */
  #news: readonly (string | undefined)[] = [];
  #mentions: readonly string[] = [];
  #lastRead: string | undefined;

  get count(): number {
    return this.#counted + this.#news.length;
  }

  get mentions(): number {
    return this.#mentions.length;
  }

  /** The server's id of the last message read. */
  get lastRead(): string | undefined {
    return this.#lastRead;
  }

  /** What the server says, now or of another device. */
  onCounted({ lastMessage, lastRead, unread }: RoomBlock): void {
    const isStale = this.#lastRead !== undefined && compareIds(lastRead ?? '0', this.#lastRead) < 0;
    // It was asked before the room was read here.
    if (unread === undefined || isStale) return;
    if (lastRead !== undefined && lastRead !== '0') this.#lastRead = lastRead;
    this.#counted = unread;
    // What came after the server had counted is not in it.
    this.#news = this.#news.filter(
      (id) => id !== undefined && lastMessage !== undefined && compareIds(id, lastMessage) > 0,
    );
    this.#mentions = this.count === 0 ? [] : this.#mentions.filter((id) => this.#isUnread(id));
  }

  /** A message that is new to this session. */
  onNews(message: ChatRoomMessageSnapshot): void {
    if (message.isOwn) return;
    this.#news = [...this.#news, message.messageId];
    const forgotten = this.#news.length - MAX_REMEMBERED;
    if (forgotten > 0) {
      this.#news = this.#news.slice(forgotten);
      this.#counted += forgotten;
    }
    this.onSeen(message);
  }

  /** One of the history. */
  onSeen({ mentionsMe, messageId }: ChatRoomMessageSnapshot): void {
    if (!mentionsMe || messageId === undefined || this.#mentions.includes(messageId)) return;
    if (this.#isUnread(messageId)) this.#mentions = [...this.#mentions, messageId].slice(-MAX_REMEMBERED);
  }

  /** Read up to this one, here. False if nothing has changed. */
  read(newest: string | undefined): boolean {
    const isNews = this.count > 0 || (newest !== undefined && newest !== this.#lastRead);
    this.#counted = 0;
    this.#news = this.#mentions = [];
    this.#lastRead = newest ?? this.#lastRead;
    return isNews;
  }

  #isUnread(id: string): boolean {
    return this.#lastRead === undefined || compareIds(id, this.#lastRead) > 0;
  }
}
