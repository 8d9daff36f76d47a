import { LyncEvent } from '../../internal/lync-event';

/** The user wants to join a chat room, from the list or by an invitation. `preventDefault()`: the page joins it itself, or not. @since 0.1.0 */
export class LyncRoomJoinRequestEvent extends LyncEvent {
  constructor(
    readonly roomUri: string,
    readonly roomName: string,
  ) {
    super('lync-room-join-request', true);
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-room-join-request': LyncRoomJoinRequestEvent;
  }
}
