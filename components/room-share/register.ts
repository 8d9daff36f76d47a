import { register } from '../internal/define';
import { LyncRoomShare } from './room-share';

/** Registers `<lync-room-share>`, or a copy under another prefix. Never throws when the tag is taken. @since 0.1.0 */
export const registerRoomShare = (prefix = 'lync'): CustomElementConstructor =>
  register('room-share', LyncRoomShare, prefix);
