import type { ConversationContract } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** A parked call was picked up: it goes on in `conversation`. @since 0.1.0 */
export class LyncRetrievedEvent extends LyncEvent {
  constructor(
    readonly conversation: ConversationContract,
    readonly orbit: string,
  ) {
    super('lync-retrieved');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-retrieved': LyncRetrievedEvent;
  }
}
