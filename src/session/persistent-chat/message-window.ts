/** What orders a message in its room. */
export interface OrderedMessage {
  /** The server's, a decimal number of up to 64 bits that grows with the room. Absent at servers that tell none. */
  readonly messageId?: string;
  readonly at: number;
  readonly author: { readonly uri: string };
  readonly body: string;
}

/** A view's part of the history: bounded, because rooms grow for years and pages stay open for days. */
const LIMIT = 500;

/** Order in the room. Ids are 64 bits, which a Number cannot hold. */
export function compareMessages(one: OrderedMessage, other: OrderedMessage): number {
  if (one.messageId === undefined || other.messageId === undefined) return one.at - other.at;
  return compareIds(one.messageId, other.messageId);
}

export function compareIds(one: string, other: string): number {
  const [a, b] = [BigInt(one), BigInt(other)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The same message came twice. Without ids: same author, time and text. */
export function isSameMessage(one: OrderedMessage, other: OrderedMessage): boolean {
  if (one.messageId !== undefined && other.messageId !== undefined) return one.messageId === other.messageId;
  return one.at === other.at && one.author.uri === other.author.uri && one.body === other.body;
}

/**
 * The messages of a room that are at hand: a part of its history without gaps, each message once, in order. Pages extend it at either end, and it forgets at the
 * other end what exceeds its limit. Live messages extend it only while it ends with the newest.
 */
export class MessageWindow<M extends OrderedMessage> {
  #items: readonly M[] = Object.freeze([]);
  #newest: M | undefined;
  #hasOlder = false;
  #hasNewer = false;

  constructor(private readonly limit = LIMIT) {}

  /** Oldest first; a new array after each change. */
  get items(): readonly M[] {
    return this.#items;
  }

  get hasOlder(): boolean {
    return this.#hasOlder;
  }

  /** It does not end with the newest message that is known. */
  get hasNewer(): boolean {
    return this.#hasNewer;
  }

  /** The newest that was ever seen, in the window or not: where a lost connection goes on. */
  get newest(): M | undefined {
    return this.#newest;
  }

  find(matches: (message: M) => boolean): M | undefined {
    return this.#items.find(matches);
  }

  /** Another part of the history. */
  reset(page: readonly M[], ends: { readonly hasOlder: boolean; readonly hasNewer: boolean }): void {
    this.#items = Object.freeze([]);
    this.#hasOlder = ends.hasOlder;
    this.#hasNewer = ends.hasNewer;
    this.#merge(page);
    this.#forgetOldest();
  }

  /** The page before the first message. */
  prepend(page: readonly M[], hasOlder: boolean): void {
    this.#merge(page);
    this.#hasOlder = hasOlder;
    if (this.#items.length <= this.limit) return;
    this.#items = Object.freeze(this.#items.slice(0, this.limit));
    this.#hasNewer = true;
  }

  /** The page after the last message. */
  append(page: readonly M[], hasNewer: boolean): void {
    this.#merge(page);
    this.#hasNewer = hasNewer;
    this.#forgetOldest();
  }

  /** What came live while a page was on its way: it follows the page if that ends with the newest. */
  extend(live: readonly M[]): void {
    const last = this.#items.at(-1);
    if (this.#hasNewer) return;
    this.#merge(last ? live.filter((message) => this.isAfter(message, last)) : live);
    this.#forgetOldest();
  }

  isAfter(message: M, other: M): boolean {
    const order = compareMessages(message, other);
    // Without ids two messages may have one time: then the one that came later follows.
    return order > 0 || (order === 0 && !isSameMessage(message, other));
  }

  /** A message at the end of the room, or one that is late. True if it had not been seen. */
  add(message: M): boolean {
    const [first] = this.#items;
    const isNewest = !this.#newest || (this.isAfter(message, this.#newest) && !this.#knows(message));
    if (!isNewest) {
      // Older than the window: history, which is not news. Inside of it: late, or known.
      const last = this.#items.at(-1);
      const isInside =
        first && last && compareMessages(message, first) > 0 && compareMessages(message, last) <= 0;
      if (!isInside || this.#knows(message)) return false;
    } else if (this.#hasNewer) {
      this.#newest = message;
      return true;
    }
    this.#merge([message]);
    this.#forgetOldest();
    return true;
  }

  /** Replaces what is known of a message. False if it is not here. */
  replace(message: M): boolean {
    const index = this.#items.findIndex((each) => isSameMessage(each, message));
    if (index < 0) return false;
    this.#items = Object.freeze(this.#items.with(index, message));
    return true;
  }

  #knows(message: M): boolean {
    return this.#items.some((each) => isSameMessage(each, message));
  }

  #merge(page: readonly M[]): void {
    const added = page.filter((message, index) => {
      const isRepeated = page.findIndex((each) => isSameMessage(each, message)) < index;
      return !isRepeated && !this.#knows(message);
    });
    if (added.length === 0) return;
    // Sorting is stable: without ids, messages of one time keep the order in which the server gave them.
    this.#items = Object.freeze([...this.#items, ...added].sort(compareMessages));
    const last = this.#items.at(-1);
    if (last && (!this.#newest || compareMessages(last, this.#newest) >= 0)) this.#newest = last;
  }

  #forgetOldest(): void {
    if (this.#items.length <= this.limit) return;
    this.#items = Object.freeze(this.#items.slice(-this.limit));
    this.#hasOlder = true;
  }
}
