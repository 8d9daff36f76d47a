/** With the queue behind it: where a tab keeps what its chat needs to go on after a reload; `chat-button.ts` looks for it too. */
export const CHAT_KEY = 'lync-chat:';

/** Runs `work` on the tab's storage; undefined where the browser denies it (private modes, sandboxed frames): nothing is kept then. */
export function withStorage<T>(work: (storage: Storage) => T): T | undefined {
  try {
    return work(sessionStorage);
  } catch {
    // SecurityError or QuotaExceededError: a chat that does not survive a reload is better than none.
    return undefined;
  }
}
