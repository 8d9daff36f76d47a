import type { Clock, Timer } from '../sip/clock';
import type { CollectDigitsOptions, CollectedDigits, Digit } from './media-service';

const MAX_TYPED_AHEAD = 32;

/** The digits of one leg: typed ahead they wait, and one question at a time takes them. */
export class DigitCollector {
  #ahead: Digit[] = [];
  #taker: ((digit: Digit) => void) | undefined;
  #finish: ((reason: CollectedDigits['reason']) => void) | undefined;

  constructor(private readonly clock: Clock) {}

  receive(digit: Digit): void {
    if (this.#taker) this.#taker(digit);
    else if (this.#ahead.length < MAX_TYPED_AHEAD) this.#ahead.push(digit);
  }

  /** A question that is still open is aborted: the newer one has the floor. */
  collect(options: CollectDigitsOptions): Promise<CollectedDigits> {
    const { terminator, prompt, signal, firstTimeout = 10_000, interTimeout = 4000 } = options;
    const max = Math.min(32, Math.max(1, Math.floor(options.max)));
    this.#finish?.('aborted');
    if (options.fresh) this.#ahead = [];

    return new Promise((resolve) => {
      let digits = '';
      let timer: Timer | undefined;
      let isDone = false;
      const finish = (reason: CollectedDigits['reason']): void => {
        isDone = true;
        timer?.cancel();
        signal?.removeEventListener('abort', abort);
        this.#taker = undefined;
        this.#finish = undefined;
        prompt?.stop();
        resolve({ digits, reason });
      };
      const abort = (): void => finish('aborted');
      const wait = (ms: number, reason: CollectedDigits['reason']): void => {
        timer?.cancel();
        timer = this.clock.setTimeout(() => finish(reason), ms);
      };
      const take = (digit: Digit): void => {
        prompt?.stop();
        if (digit === terminator) return finish('terminator');
        digits += digit;
        if (digits.length >= max) return finish('max');
        wait(interTimeout, 'inter-timeout');
      };

      if (signal?.aborted) return finish('aborted');
      signal?.addEventListener('abort', abort, { once: true });
      this.#taker = take;
      this.#finish = finish;
      while (!isDone && this.#ahead.length > 0) take(this.#ahead.shift()!);
      if (isDone || timer) return;
      if (!prompt) return wait(firstTimeout, 'first-timeout');
      void prompt.done.then(() => {
        if (!isDone && !timer) wait(firstTimeout, 'first-timeout');
      });
    });
  }

  /** The leg is over. */
  end(): void {
    this.#finish?.('leg-ended');
    this.#ahead = [];
  }
}
