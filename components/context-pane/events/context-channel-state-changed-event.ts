import type {
  ContextChannelContract,
  ContextChannelState,
  ContextChannelTransitionReason,
} from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/**
 * `lync-context-channel-state-changed`: a context channel of the shown conversation went from one of the six states to another. For
 * a channel that has just appeared `previousState` is `idle`.
 * @since 0.1.0
 */
export class LyncContextChannelStateChangedEvent extends LyncEvent {
  constructor(
    readonly channel: ContextChannelContract,
    readonly previousState: ContextChannelState,
    readonly state: ContextChannelState,
    readonly transitionReason: ContextChannelTransitionReason,
  ) {
    super('lync-context-channel-state-changed');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-context-channel-state-changed': LyncContextChannelStateChangedEvent;
  }
}
