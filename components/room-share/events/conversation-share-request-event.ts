import type { ChatRoomSessionContract, ConversationContract } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** The user carries a conversation into a chat room. `preventDefault()` keeps it from being posted. @since 0.1.0 */
export class LyncConversationShareRequestEvent extends LyncEvent {
  constructor(
    readonly conversation: ConversationContract,
    readonly room: ChatRoomSessionContract,
    /** What the visitor's page told goes along. */
    readonly includeContext: boolean,
  ) {
    super('lync-conversation-share-request', true);
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-conversation-share-request': LyncConversationShareRequestEvent;
  }
}
