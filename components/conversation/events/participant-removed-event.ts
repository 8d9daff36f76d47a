import type { ConversationContract, ParticipantSnapshot } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** Somebody left the conversation. @since 0.1.0 */
export class LyncParticipantRemovedEvent extends LyncEvent {
  constructor(
    readonly conversation: ConversationContract,
    readonly participant: ParticipantSnapshot,
  ) {
    super('lync-participant-removed');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-participant-removed': LyncParticipantRemovedEvent;
  }
}
