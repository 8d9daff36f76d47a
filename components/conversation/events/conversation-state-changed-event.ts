import type { ConversationContract, ConversationState } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** The conversation went from `previousState` to `state`. @since 0.1.0 */
export class LyncConversationStateChangedEvent extends LyncEvent {
  constructor(
    readonly conversation: ConversationContract,
    readonly previousState: ConversationState,
    readonly state: ConversationState,
    readonly reason?: string,
  ) {
    super('lync-conversation-state-changed');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-conversation-state-changed': LyncConversationStateChangedEvent;
  }
}
