import type { FailureSnapshot } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** Nothing was picked up at `orbit`. @since 0.1.0 */
export class LyncRetrieveFailedEvent extends LyncEvent {
  constructor(
    readonly orbit: string,
    readonly failure: FailureSnapshot,
  ) {
    super('lync-retrieve-failed');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-retrieve-failed': LyncRetrieveFailedEvent;
  }
}
