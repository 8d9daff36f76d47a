import type { SessionError } from './contract';

/** What another attempt with the same answer to the same question cannot help. */
export function isFinal({ code }: SessionError): boolean {
  return code === 'credentials-refused' || code === 'forbidden' || code === 'invalid-argument';
}

/** Resolves after `ms`, when the machine says that it is on line again, or when `signal` aborts. */
export function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      globalThis.removeEventListener?.('online', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
    globalThis.addEventListener?.('online', done);
  });
}

/** Waits for what others have to confirm, and no longer than `ms`. Never rejects. */
export async function settledWithin(ms: number, promise: Promise<unknown>): Promise<void> {
  const waiting = new AbortController();
  await Promise.race([Promise.allSettled([promise]), delay(ms, waiting.signal)]);
  waiting.abort();
}
