import type { ChatRoomInvitation } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** Somebody invites this user to a chat room. `preventDefault()` keeps the built-in toast away. @since 0.1.0 */
export class LyncChatRoomInvitationReceivedEvent extends LyncEvent {
  constructor(readonly invitation: ChatRoomInvitation) {
    super('lync-chat-room-invitation-received', true);
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-chat-room-invitation-received': LyncChatRoomInvitationReceivedEvent;
  }
}
