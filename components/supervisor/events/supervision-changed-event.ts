import type { SupervisedContact, SupervisionMode } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/**
 * `lync-supervision-changed`: the contact centre has confirmed another way of taking part; `take-over`: the supervisor has the contact now.
 * @since 0.1.0
 */
export class LyncSupervisionChangedEvent extends LyncEvent {
  constructor(
    readonly contact: SupervisedContact,
    readonly mode: SupervisionMode | 'take-over',
  ) {
    super('lync-supervision-changed');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-supervision-changed': LyncSupervisionChangedEvent;
  }
}
