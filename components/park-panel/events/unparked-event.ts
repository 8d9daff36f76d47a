import type { CallParkOrbit, CallSnapshot, ConversationContract } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** A call is parked no longer. `reason` says why, `unparkTarget` who has it now, where the service told. @since 0.1.0 */
export class LyncUnparkedEvent extends LyncEvent {
  constructor(
    readonly orbit: CallParkOrbit,
    readonly reason: NonNullable<CallSnapshot['unparked']>['reason'],
    readonly unparkTarget?: string,
    readonly conversation?: ConversationContract,
  ) {
    super('lync-unparked');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-unparked': LyncUnparkedEvent;
  }
}
