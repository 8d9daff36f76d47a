import { LyncEvent } from '../../internal/lync-event';

/** The chat panel has closed; a chat in progress goes on. @since 0.1.0 */
export class LyncCloseEvent extends LyncEvent {
  constructor() {
    super('lync-close');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-close': LyncCloseEvent;
  }
}
