/** Time as the SIP core sees it: injected everywhere, so that tests turn it by hand. Milliseconds. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after `ms` milliseconds; at once (but not synchronously) when `ms` is 0 or less. */
  setTimeout(callback: () => void, ms: number): Timer;
}

export interface Timer {
  /** Cancelling twice, or after the call, does nothing. */
  cancel(): void;
}

/** The real time. Its timers do not keep the process alive: open sockets do. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout(callback, ms) {
    const handle = setTimeout(callback, ms);
    handle.unref();
    return { cancel: () => clearTimeout(handle) };
  },
};

interface Pending {
  readonly due: number;
  readonly sequence: number;
  readonly callback: () => void;
}

/** A clock that stands still until a test advances it. */
export class ManualClock implements Clock {
  #now: number;
  #sequence = 0;
  readonly #pending = new Set<Pending>();

  constructor(now = 0) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, ms: number): Timer {
    const entry: Pending = { due: this.#now + Math.max(0, ms), sequence: this.#sequence++, callback };
    this.#pending.add(entry);
    return { cancel: () => void this.#pending.delete(entry) };
  }

  /** Timers that have not run yet: a test that ends with some has leaked them. */
  get pendingTimers(): number {
    return this.#pending.size;
  }

  /** Moves time by `ms`, running what falls due in order, including timers that callbacks start on the way. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (let next = this.#next(until); next; next = this.#next(until)) {
      this.#pending.delete(next);
      this.#now = next.due;
      next.callback();
    }
    this.#now = until;
  }

  #next(until: number): Pending | undefined {
    let first: Pending | undefined;
    for (const entry of this.#pending) {
      if (entry.due > until) continue;
      if (!first || entry.due < first.due || (entry.due === first.due && entry.sequence < first.sequence)) {
        first = entry;
      }
    }
    return first;
  }
}
