import type { ConversationAction, ConversationContract } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** Something can be done now that could not be done before, or the other way round. @since 0.1.0 */
export class LyncActionAvailabilityChangedEvent extends LyncEvent {
  constructor(
    readonly conversation: ConversationContract,
    readonly action: ConversationAction,
    readonly isAvailable: boolean,
  ) {
    super('lync-action-availability-changed');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-action-availability-changed': LyncActionAvailabilityChangedEvent;
  }
}
