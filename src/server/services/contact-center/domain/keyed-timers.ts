import type { Clock, Timer } from '../../../sip/clock';

/** At most one timer per key; arming again replaces. */
export class KeyedTimers {
  readonly #timers = new Map<string, Timer>();

  constructor(private readonly clock: Clock) {}

  arm(key: string, ms: number, callback: () => void): void {
    this.cancel(key);
    const timer = this.clock.setTimeout(() => {
      this.#timers.delete(key);
      callback();
    }, ms);
    this.#timers.set(key, timer);
  }

  cancel(key: string): void {
    this.#timers.get(key)?.cancel();
    this.#timers.delete(key);
  }

  cancelAll(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }
}
