import type { ChatRoomInvitation } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** The user puts an invitation to a chat room away; who invited is not told. `preventDefault()` keeps it. @since 0.1.0 */
export class LyncRoomDeclineRequestEvent extends LyncEvent {
  constructor(readonly invitation: ChatRoomInvitation) {
    super('lync-room-decline-request', true);
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-room-decline-request': LyncRoomDeclineRequestEvent;
  }
}
