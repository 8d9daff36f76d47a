import type { Clock } from '../../sip/clock';

const firstRetryMs = 1000;
const longestRetryMs = 8000;

/** Tries to reach a lost peer again for a bounded time: at once, then after 1, 2, 4, 8, 8, … seconds, or when told that it is back. */
export class Recovery {
  readonly #over = new AbortController();
  #wake: () => void = () => undefined;
  #wakeUps = 0;

  constructor(
    private readonly clock: Clock,
    private readonly seconds: number,
  ) {}

  /** True as soon as an attempt says so; false when the time is over or `stop` was called. The signal withdraws an attempt on its way. */
  async run(attempt: (signal: AbortSignal) => Promise<boolean>): Promise<boolean> {
    const { signal } = this.#over;
    const timer = this.clock.setTimeout(() => this.stop(), this.seconds * 1000);
    try {
      for (let delay = firstRetryMs; !signal.aborted; delay = Math.min(delay * 2, longestRetryMs)) {
        const seen = this.#wakeUps;
        if (await attempt(signal)) return true;
        // Told that the peer is back while the attempt was failing: no need to wait.
        if (!signal.aborted && seen === this.#wakeUps) await this.#pause(delay);
      }
      return false;
    } finally {
      timer.cancel();
    }
  }

  retryNow(): void {
    this.#wakeUps++;
    this.#wake();
  }

  stop(): void {
    this.#over.abort();
    this.#wake();
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.clock.setTimeout(() => this.#wake(), ms);
      this.#wake = () => {
        this.#wake = () => undefined;
        timer.cancel();
        resolve();
      };
    });
  }
}
