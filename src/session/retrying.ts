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
