import { register } from '../internal/define';
import { LyncRoomShare } from './room-share';
import { LyncRooms } from './rooms';

/** Registers `<prefix-rooms>` and `<prefix-room-share>`. @since 0.1.0 */
export function registerRooms(prefix = 'lync'): CustomElementConstructor {
  register('room-share', LyncRoomShare, prefix);
  return register('rooms', LyncRooms, prefix);
}
