/** `unavailable`: the medium failed, trying again may help. `conflict`: exists already, or ended already. `not-found`: no such record. */
export type StoreErrorCode = 'unavailable' | 'conflict' | 'not-found' | 'closed';

export class StoreError extends Error {
  override readonly name = 'StoreError';
  constructor(
    readonly code: StoreErrorCode,
    message: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
  }
}
