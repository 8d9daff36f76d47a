import type { FailureSnapshot, PersistentChatEndpointState } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** The connection to the rooms went from `previousState` to `state`; `failure` says why where there is a reason. @since 0.1.0 */
export class LyncConnectionStateChangedEvent extends LyncEvent {
  constructor(
    readonly previousState: PersistentChatEndpointState,
    readonly state: PersistentChatEndpointState,
    readonly failure?: FailureSnapshot,
  ) {
    super('lync-connection-state-changed');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-connection-state-changed': LyncConnectionStateChangedEvent;
  }
}
