import type { Parcel } from './outbox';
import type { ChatSession } from './chat-session';

/** The sessions of this process, by user. */
export class Sessions {
  readonly #byUser = new Map<string, Set<ChatSession>>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(session: ChatSession): void {
    const own = this.#byUser.get(session.user) ?? new Set<ChatSession>();
    this.#byUser.set(session.user, own);
    if (!own.has(session)) this.#size++;
    own.add(session);
  }

  remove(session: ChatSession): void {
    const own = this.#byUser.get(session.user);
    if (!own?.delete(session)) return;
    this.#size--;
    if (own.size === 0) this.#byUser.delete(session.user);
  }

  of(user: string): ReadonlySet<ChatSession> {
    return this.#byUser.get(user) ?? none;
  }

  /** To all sessions of a user, but one. */
  tell(user: string, parcel: Parcel, but?: ChatSession): void {
    for (const session of this.of(user)) if (session !== but) session.send(parcel);
  }

  *all(): Iterable<ChatSession> {
    for (const own of this.#byUser.values()) yield* own;
  }
}

const none: ReadonlySet<ChatSession> = new Set();
