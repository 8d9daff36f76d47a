import type { ConferenceState, ConversationContract } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** The conference went from `previousState` to `state`; `reason` of `disconnected` is `left`, `ended`, `ejected` or a failure's code. @since 0.1.0 */
export class LyncConferenceStateChangedEvent extends LyncEvent {
  constructor(
    readonly conversation: ConversationContract,
    readonly previousState: ConferenceState,
    readonly state: ConferenceState,
    readonly reason?: string,
  ) {
    super('lync-conference-state-changed');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-conference-state-changed': LyncConferenceStateChangedEvent;
  }
}
