import { registerRoomShare } from './register';
import type { LyncRoomShare } from './room-share';

export { LyncRoomShare } from './room-share';
export { registerRoomShare } from './register';
export { LyncConversationShareRequestEvent } from './events/conversation-share-request-event';
export { LyncErrorEvent } from '../internal/events/error-event';

registerRoomShare();

declare global {
  interface HTMLElementTagNameMap {
    'lync-room-share': LyncRoomShare;
  }
}
