import type { ChatRoomSessionContract } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** The user wants to see a chat room, which is joined, or has just been: show it, e.g. in a `<lync-room>`. @since 0.1.0 */
export class LyncRoomSelectedEvent extends LyncEvent {
  constructor(readonly room: ChatRoomSessionContract) {
    super('lync-room-selected');
  }

  get roomUri(): string {
    return this.room.snapshot.uri;
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-room-selected': LyncRoomSelectedEvent;
  }
}
