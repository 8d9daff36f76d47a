import type { PromisedCall } from './callback/promised-call';
import { CHAT_KEY, withStorage } from './storage';

/** What a tab keeps of a chat, so that it goes on after a reload. */
export interface ChatRecord {
  /** Whether the panel was open. */
  readonly open: boolean;
  /** The session's own token: guest credentials and the conversation. */
  readonly token?: string;
  readonly shares: boolean;
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
  /** A call that is waited for. */
  readonly callback?: PromisedCall;
}

export function readRecord(queue: string): ChatRecord | undefined {
  const stored: unknown = withStorage(
    (storage) => JSON.parse(storage.getItem(CHAT_KEY + queue) ?? 'null') as unknown,
  );
  return typeof stored === 'object' && stored !== null && 'open' in stored
    ? (stored as ChatRecord)
    : undefined;
}

/** Keeps `record`, or with undefined keeps nothing. */
export function writeRecord(queue: string, record: ChatRecord | undefined): void {
  withStorage((storage) => {
    if (record) storage.setItem(CHAT_KEY + queue, JSON.stringify(record));
    else storage.removeItem(CHAT_KEY + queue);
  });
}
