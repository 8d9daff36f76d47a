import type { ChatRoomMessageSnapshot, ChatRoomSessionContract } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** A new message in a chat room, of somebody else or of this user's other device. Tell it from a conversation's by `room`. @since 0.1.0 */
export class LyncRoomMessageReceivedEvent extends LyncEvent {
  constructor(
    readonly room: ChatRoomSessionContract,
    readonly message: ChatRoomMessageSnapshot,
  ) {
    super('lync-message-received');
  }
}
