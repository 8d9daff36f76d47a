import type { LyncSessionElement } from './session';
import { registerSession } from './register';

export { LyncSessionElement } from './session';
export { registerSession } from './register';
export { LyncSessionStateChangedEvent } from './events/session-state-changed-event';
export { LyncConversationAddedEvent } from './events/conversation-added-event';
export { LyncConversationRemovedEvent } from './events/conversation-removed-event';
export { LyncChatRoomInvitationReceivedEvent } from './events/chat-room-invitation-received-event';
export { LyncInvitationReceivedEvent } from './events/invitation-received-event';
export { LyncErrorEvent } from '../internal/events/error-event';

registerSession();

declare global {
  interface HTMLElementTagNameMap {
    'lync-session': LyncSessionElement;
  }
}
