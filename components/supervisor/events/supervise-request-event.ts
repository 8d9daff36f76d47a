import type { SupervisedContact, SupervisionMode } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/**
 * `lync-supervise-request`: the supervisor wants to begin to listen (`monitor`), to take part in another way, to take the contact over, or to stop.
 * Cancelable.
 * @since 0.1.0
 */
export class LyncSuperviseRequestEvent extends LyncEvent {
  constructor(
    readonly contact: SupervisedContact,
    readonly mode: SupervisionMode | 'take-over' | 'stop',
  ) {
    super('lync-supervise-request', true);
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-supervise-request': LyncSuperviseRequestEvent;
  }
}
