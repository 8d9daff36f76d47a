import { LyncEvent } from '../../internal/lync-event';

/** The chat panel has opened. @since 0.1.0 */
export class LyncOpenEvent extends LyncEvent {
  constructor() {
    super('lync-open');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-open': LyncOpenEvent;
  }
}
