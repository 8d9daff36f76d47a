import {
  SessionError,
  type CallbackOptions,
  type CallbackSnapshot,
  type SessionErrorCode,
} from '../session/contract';

/** A callback that a page has asked for. */
export interface MockCallback {
  readonly callback: CallbackSnapshot;
  readonly options: CallbackOptions;
}

/** The promises of a {@link MockSession}'s queues to call; `receiveInvitation()` with the same id and `modality` keeps one. */
export class MockCallbacks {
  #promised: readonly MockCallback[] = [];
  #failures: SessionErrorCode[] = [];

  /** Those that were neither given up nor kept. */
  get promised(): readonly MockCallback[] {
    return this.#promised;
  }

  /** The next `count` requests fail. */
  failNext(code: SessionErrorCode, count = 1): void {
    for (let i = 0; i < count; i++) this.#failures.push(code);
  }

  /** It was kept: whoever gives it up now is too late. */
  keep(conversationId: string): void {
    this.#promised = this.#promised.filter(({ callback }) => callback.conversationId !== conversationId);
  }

  promise(queueUri: string, options: CallbackOptions, newId: () => string): CallbackSnapshot {
    this.#fail();
    const { at, conversationId = newId() } = options;
    const callback = Object.freeze({ queueUri, conversationId, ...(at !== undefined && { at }) });
    this.#promised = [...this.#promised, { callback, options }];
    return callback;
  }

  cancel({ conversationId }: CallbackSnapshot): void {
    this.#fail();
    if (!this.#promised.some(({ callback }) => callback.conversationId === conversationId))
      throw new SessionError('not-found', 'There is no such callback.', { status: 481 });
    this.keep(conversationId);
  }

  #fail(): void {
    const code = this.#failures.shift();
    if (code) throw new SessionError(code, 'The mock was told to fail.');
  }
}
