import { registerRoom } from './register';
import type { LyncRoom } from './room';

export { LyncRoom } from './room';
export { registerRoom } from './register';
export { LyncRoomLeaveRequestEvent } from './events/leave-request-event';
export { LyncRoomMessageReceivedEvent } from './events/message-received-event';
export { LyncRoomParticipantAddedEvent, LyncRoomParticipantRemovedEvent } from './events/participant-events';
export { LyncErrorEvent } from '../internal/events/error-event';

registerRoom();

declare global {
  interface HTMLElementTagNameMap {
    'lync-room': LyncRoom;
  }
}
