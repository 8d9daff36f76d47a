import type { TextContent } from '../sip/read-content';

export interface StoredMessage {
  readonly number: number;
  readonly direction: 'Incoming' | 'Outgoing';
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly content: TextContent;
  readonly operationId?: string;
  readonly notice?: string;
}

/** Messages kept for who asks for one again. */
const kept = 200;

/** The latest messages of a conversation, by number; and the ids of those that came, so that none comes twice. */
export class MessageStore {
  readonly #messages = new Map<number, StoredMessage>();
  readonly #ids = new Set<string>();
  #number = 0;

  add(message: Omit<StoredMessage, 'number'>): StoredMessage {
    const stored = { ...message, number: ++this.#number };
    this.#messages.set(stored.number, stored);
    this.#messages.delete(stored.number - kept);
    return stored;
  }

  get(number: number): StoredMessage | undefined {
    return this.#messages.get(number);
  }

  /** False when a message of this id was there before. */
  isNew(id: string | undefined): boolean {
    if (id === undefined) return true;
    if (this.#ids.has(id)) return false;
    this.#ids.add(id);
    for (const oldest of this.#ids) {
      if (this.#ids.size <= kept) break;
      this.#ids.delete(oldest);
    }
    return true;
  }
}
