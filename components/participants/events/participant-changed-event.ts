import type { ConferenceParticipantSnapshot, ConversationContract } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** What the roster says of somebody is another now: role, modalities, muted, speaking. @since 0.1.0 */
export class LyncParticipantChangedEvent extends LyncEvent {
  constructor(
    readonly conversation: ConversationContract,
    readonly participant: ConferenceParticipantSnapshot,
    readonly previous?: ConferenceParticipantSnapshot,
  ) {
    super('lync-participant-changed');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-participant-changed': LyncParticipantChangedEvent;
  }
}
