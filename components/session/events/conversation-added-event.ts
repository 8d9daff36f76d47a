import type { ConversationContract } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** The session has a new conversation, incoming or outgoing. @since 0.1.0 */
export class LyncConversationAddedEvent extends LyncEvent {
  constructor(readonly conversation: ConversationContract) {
    super('lync-conversation-added');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-conversation-added': LyncConversationAddedEvent;
  }
}
