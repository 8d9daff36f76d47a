import { LyncEvent } from '../../internal/lync-event';

/** There are more, or no more, messages that the visitor has not seen. @since 0.1.0 */
export class LyncUnreadChangedEvent extends LyncEvent {
  constructor(readonly unread: number) {
    super('lync-unread-changed');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-unread-changed': LyncUnreadChangedEvent;
  }
}
