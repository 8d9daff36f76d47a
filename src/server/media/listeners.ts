import type { Logger } from '../sip/log';
import type { Unsubscribe } from './media-service';

/** Callbacks in the order they came. One that throws is logged: it must not stop the mixer, which serves everybody. */
export class Listeners<T> {
  readonly #callbacks = new Set<(value: T) => void>();

  constructor(private readonly log: Logger) {}

  add(callback: (value: T) => void): Unsubscribe {
    // A wrapper of its own, so that one function may listen twice.
    const entry = (value: T): void => callback(value);
    this.#callbacks.add(entry);
    return () => void this.#callbacks.delete(entry);
  }

  emit(value: T): void {
    for (const callback of [...this.#callbacks]) {
      try {
        callback(value);
      } catch (error) {
        this.log.error('media.listener', { error: String(error) });
      }
    }
  }

  clear(): void {
    this.#callbacks.clear();
  }
}
