import type { PresenceSnapshot } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/**
 * `lync-presence-changed`: the server has confirmed another presence of this user.
 * @since 0.1.0
 */
export class LyncPresenceChangedEvent extends LyncEvent {
  constructor(readonly presence: PresenceSnapshot) {
    super('lync-presence-changed');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-presence-changed': LyncPresenceChangedEvent;
  }
}
