import type { CallState, ConversationContract, FailureSnapshot } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** The conversation's call went from `previousState` to `state`. @since 0.1.0 */
export class LyncCallStateChangedEvent extends LyncEvent {
  constructor(
    readonly conversation: ConversationContract,
    readonly previousState: CallState,
    readonly state: CallState,
    readonly reason?: string,
    readonly failure?: FailureSnapshot,
  ) {
    super('lync-call-state-changed');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-call-state-changed': LyncCallStateChangedEvent;
  }
}
