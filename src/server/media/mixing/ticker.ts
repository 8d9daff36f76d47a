import { FRAME_MILLISECONDS } from '../audio/frame';
import type { Clock, Timer } from '../../sip/clock';

/** After a stall at most this many frames are made up for; then time starts anew. */
const MAX_CATCH_UP = 5;

/** Monotonic, in fractions of milliseconds: 50 frames a second need better than the wall clock. */
export const frameClock: Clock = {
  now: () => performance.now(),
  setTimeout(callback, ms) {
    const handle = setTimeout(callback, ms);
    handle.unref();
    return { cancel: () => clearTimeout(handle) };
  },
};

/** One timer of 20 ms for all rooms. It corrects its drift, and rests while nobody listens. */
export class Ticker {
  readonly #listeners = new Set<() => void>();
  #timer: Timer | undefined;
  #due = 0;
  /** Frames that were never made, because the process stood still for longer than can be made up. */
  skipped = 0;

  constructor(private readonly clock: Clock = frameClock) {}

  add(listener: () => void): void {
    this.#listeners.add(listener);
    if (this.#timer) return;
    this.#due = this.clock.now();
    this.#schedule();
  }

  remove(listener: () => void): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size > 0) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #schedule(): void {
    this.#due += FRAME_MILLISECONDS;
    this.#timer = this.clock.setTimeout(() => this.#wake(), this.#due - this.clock.now());
  }

  #wake(): void {
    this.#tick();
    for (let i = 1; i < MAX_CATCH_UP && this.#behind() >= 1 && this.#timer; i++) {
      this.#due += FRAME_MILLISECONDS;
      this.#tick();
    }
    const behind = this.#behind();
    if (behind >= 1) {
      this.skipped += behind;
      this.#due += behind * FRAME_MILLISECONDS;
    }
    if (this.#timer) this.#schedule();
  }

  /** Whole frames that are due. */
  #behind(): number {
    return Math.floor((this.clock.now() - this.#due) / FRAME_MILLISECONDS);
  }

  #tick(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
