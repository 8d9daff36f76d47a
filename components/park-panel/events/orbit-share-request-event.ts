import { LyncEvent } from '../../internal/lync-event';

/** The user wants to send the number of a parked call to others. `preventDefault()` leaves the sending to the page. @since 0.1.0 */
export class LyncOrbitShareRequestEvent extends LyncEvent {
  constructor(
    readonly orbit: string,
    readonly to: readonly string[],
    readonly text: string,
  ) {
    super('lync-orbit-share-request', true);
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-orbit-share-request': LyncOrbitShareRequestEvent;
  }
}
