import type { ConversationContract, MessageSnapshot } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** A message was not delivered; `message.failure` says why. It stays in view with a way to try again. @since 0.1.0 */
export class LyncMessageFailedEvent extends LyncEvent {
  constructor(
    readonly conversation: ConversationContract,
    readonly message: MessageSnapshot,
  ) {
    super('lync-message-failed');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-message-failed': LyncMessageFailedEvent;
  }
}
