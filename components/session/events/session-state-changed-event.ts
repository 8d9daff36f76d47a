import type { FailureSnapshot, SessionState } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** The session went from `previousState` to `state`; `failure` says why when it is `failed`. @since 0.1.0 */
export class LyncSessionStateChangedEvent extends LyncEvent {
  constructor(
    readonly previousState: SessionState,
    readonly state: SessionState,
    readonly failure?: FailureSnapshot,
  ) {
    super('lync-session-state-changed');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-session-state-changed': LyncSessionStateChangedEvent;
  }
}
