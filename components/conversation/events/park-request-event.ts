import type { ConversationContract } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** The user asks to park the call of this conversation. `preventDefault()` refuses it. @since 0.1.0 */
export class LyncParkRequestEvent extends LyncEvent {
  constructor(readonly conversation: ConversationContract) {
    super('lync-park-request', true);
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-park-request': LyncParkRequestEvent;
  }
}
