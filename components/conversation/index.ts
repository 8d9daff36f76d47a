import type { LyncConversation } from './conversation';
import { registerConversation } from './register';

export { LyncConversation } from './conversation';
export { registerConversation } from './register';
export { LyncMessageReceivedEvent } from './events/message-received-event';
export { LyncMessageSentEvent } from './events/message-sent-event';
export { LyncMessageFailedEvent } from './events/message-failed-event';
export { LyncConversationStateChangedEvent } from './events/conversation-state-changed-event';
export { LyncActionAvailabilityChangedEvent } from './events/action-availability-changed-event';
export { LyncParticipantAddedEvent } from './events/participant-added-event';
export { LyncParticipantRemovedEvent } from './events/participant-removed-event';
export { LyncCallRequestEvent } from './events/call-request-event';
export { LyncCallStateChangedEvent } from './events/call-state-changed-event';
export { LyncParkRequestEvent } from './events/park-request-event';
export { LyncErrorEvent } from '../internal/events/error-event';

registerConversation();

declare global {
  interface HTMLElementTagNameMap {
    'lync-conversation': LyncConversation;
  }
}
