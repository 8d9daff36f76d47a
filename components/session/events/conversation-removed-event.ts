import type { ConversationContract } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** A conversation ended and left the session; its last snapshot stays readable. @since 0.1.0 */
export class LyncConversationRemovedEvent extends LyncEvent {
  constructor(readonly conversation: ConversationContract) {
    super('lync-conversation-removed');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-conversation-removed': LyncConversationRemovedEvent;
  }
}
