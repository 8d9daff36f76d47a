import { registerRooms } from './register';
import type { LyncRooms } from './rooms';

export { LyncRooms } from './rooms';
export { registerRooms } from './register';
export { LyncRoomJoinRequestEvent } from './events/room-join-request-event';
export { LyncRoomDeclineRequestEvent } from './events/room-decline-request-event';
export { LyncRoomSelectedEvent } from './events/room-selected-event';
export { LyncConnectionStateChangedEvent } from './events/connection-state-changed-event';
export { LyncErrorEvent } from '../internal/events/error-event';

registerRooms();

declare global {
  interface HTMLElementTagNameMap {
    'lync-rooms': LyncRooms;
  }
}
