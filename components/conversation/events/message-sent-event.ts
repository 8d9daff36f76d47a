import type { ConversationContract, MessageSnapshot } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** The other side has confirmed a message. @since 0.1.0 */
export class LyncMessageSentEvent extends LyncEvent {
  constructor(
    readonly conversation: ConversationContract,
    readonly message: MessageSnapshot,
  ) {
    super('lync-message-sent');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-message-sent': LyncMessageSentEvent;
  }
}
