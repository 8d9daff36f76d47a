import type { Logger } from '../../sip';
import { StoreError, type AppendedMessage, type NewRoomMessage, type RoomStore } from '../../store';

interface Waiting {
  readonly message: NewRoomMessage;
  readonly done: (appended: AppendedMessage) => void;
  readonly failed: (error: unknown) => void;
}

/** Messages of one commit: more would only keep the others waiting. */
const maxBatch = 256;

/**
 * Stores messages in the order they come, all that wait in one commit (group commit): the more there is to do, the less each costs. Nobody is told of a
 * message before it is committed.
 */
export class MessageWriter {
  #waiting: Waiting[] = [];
  #running = false;

  constructor(
    private readonly options: {
      readonly store: RoomStore;
      readonly log: Logger;
      readonly maxWaiting: number;
      /** What is new, in the order of the commit. Called before the authors are told. */
      readonly onCommitted: (messages: readonly AppendedMessage[]) => void;
    },
  ) {}

  get waiting(): number {
    return this.#waiting.length;
  }

  /** Resolves when it is committed. Rejects with `StoreError`: then it is not stored, or was stored without our knowing, and the author repeats it. */
  write(message: NewRoomMessage): Promise<AppendedMessage> {
    if (this.#waiting.length >= this.options.maxWaiting)
      return Promise.reject(new StoreError('unavailable', 'Too many messages wait to be stored.'));
    return new Promise((done, failed) => {
      this.#waiting.push({ message, done, failed });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    // In a turn of its own, so that what arrived together is committed together.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) await this.#commit(this.#waiting.splice(0, maxBatch));
    this.#running = false;
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    let appended: readonly AppendedMessage[];
    try {
      appended = await this.options.store.append(batch.map(({ message }) => message));
    } catch (error) {
      // One that cannot be stored must not take the others with it; when nothing can be, all are told.
      const away = error instanceof StoreError && (error.code === 'unavailable' || error.code === 'closed');
      if (batch.length > 1 && !away) {
        for (const one of batch) await this.#commit([one]);
        return;
      }
      this.options.log.error('messages-not-stored', { messages: batch.length, error });
      for (const { failed } of batch) failed(error);
      return;
    }
    this.options.onCommitted(appended);
    batch.forEach(({ done }, index) => done(appended[index]!));
  }
}
