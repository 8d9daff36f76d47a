import type { ConversationContract, MessageSnapshot } from '../../../src/session/contract';
import type { LyncRoomMessageReceivedEvent } from '../../room/events/message-received-event';
import { LyncEvent } from '../../internal/lync-event';

/** A message or a notice came in. Its body is as it came: text, or HTML that nobody has sanitised. @since 0.1.0 */
export class LyncMessageReceivedEvent extends LyncEvent {
  constructor(
    readonly conversation: ConversationContract,
    readonly message: MessageSnapshot,
  ) {
    super('lync-message-received');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-message-received': LyncMessageReceivedEvent | LyncRoomMessageReceivedEvent;
  }
}
