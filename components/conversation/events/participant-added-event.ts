import type { ConversationContract, ParticipantSnapshot } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** Somebody joined the conversation. @since 0.1.0 */
export class LyncParticipantAddedEvent extends LyncEvent {
  constructor(
    readonly conversation: ConversationContract,
    readonly participant: ParticipantSnapshot,
  ) {
    super('lync-participant-added');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-participant-added': LyncParticipantAddedEvent;
  }
}
