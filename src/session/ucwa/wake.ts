/** Milliseconds. Browsers let timers of hidden pages run once a minute: only what is longer was sleep. */
const STEP = 5000;
const SLEPT = 90_000;

/**
 * Calls `act` when the machine has slept or is on line again: a request that waited through that may wait for ever. Until `signal` aborts.
 */
export function watchForWake(act: () => void, signal: AbortSignal): void {
  let last = Date.now();
  const timer = setInterval(() => {
    const now = Date.now();
    if (now - last > SLEPT) act();
    last = now;
  }, STEP);
  globalThis.addEventListener?.('online', act);
  signal.addEventListener('abort', () => {
    clearInterval(timer);
    globalThis.removeEventListener?.('online', act);
  });
}
