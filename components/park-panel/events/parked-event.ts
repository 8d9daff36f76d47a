import type { CallParkOrbit, ConversationContract } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** A call is parked: `orbit.friendlyOrbit` is what people say to each other. @since 0.1.0 */
export class LyncParkedEvent extends LyncEvent {
  constructor(
    readonly conversation: ConversationContract,
    readonly orbit: CallParkOrbit,
  ) {
    super('lync-parked');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-parked': LyncParkedEvent;
  }
}
