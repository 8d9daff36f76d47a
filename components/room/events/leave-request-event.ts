import type { ChatRoomSessionContract } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** The user leaves a chat room and no longer follows it. `preventDefault()` keeps them in. @since 0.1.0 */
export class LyncRoomLeaveRequestEvent extends LyncEvent {
  constructor(readonly room: ChatRoomSessionContract) {
    super('lync-room-leave-request', true);
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-room-leave-request': LyncRoomLeaveRequestEvent;
  }
}
