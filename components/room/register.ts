import { register } from '../internal/define';
import { LyncRoom } from './room';
import { LyncRoomComposer } from './room-composer';

/** Registers `<prefix-room>` and what it nests. @since 0.1.0 */
export function registerRoom(prefix = 'lync'): CustomElementConstructor {
  register('room-composer', LyncRoomComposer, prefix);
  return register('room', LyncRoom, prefix);
}
