import { register } from '../internal/define';
import { LyncRooms } from './rooms';

/** Registers `<lync-rooms>`, or a copy under another prefix. Never throws when the tag is taken. @since 0.1.0 */
export const registerRooms = (prefix = 'lync'): CustomElementConstructor =>
  register('rooms', LyncRooms, prefix);
