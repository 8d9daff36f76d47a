import type { ConversationContract, FailureSnapshot } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** A call was not parked; it goes on. @since 0.1.0 */
export class LyncParkFailedEvent extends LyncEvent {
  constructor(
    readonly conversation: ConversationContract,
    readonly failure: FailureSnapshot,
  ) {
    super('lync-park-failed');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-park-failed': LyncParkFailedEvent;
  }
}
