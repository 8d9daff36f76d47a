import type { Clock } from '../../sip';

/** The promise's value, or undefined after `ms`. Its rejection rejects. */
export async function within<T>(clock: Clock, ms: number, promise: Promise<T>): Promise<T | undefined> {
  let giveUp: () => void = () => undefined;
  const patience = new Promise<undefined>((resolve) => (giveUp = () => resolve(undefined)));
  const timer = clock.setTimeout(giveUp, ms);
  try {
    return await Promise.race([promise, patience]);
  } finally {
    timer.cancel();
  }
}
