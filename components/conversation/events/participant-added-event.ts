import type {
  ConferenceParticipantSnapshot,
  ConversationContract,
  ParticipantSnapshot,
} from '../../../src/session/contract';
import type { LyncRoomParticipantAddedEvent } from '../../room/events/participant-events';
import { LyncEvent } from '../../internal/lync-event';

/** Somebody joined the conversation. @since 0.1.0 */
export class LyncParticipantAddedEvent extends LyncEvent {
  constructor(
    readonly conversation: ConversationContract,
    /** With what the roster says, where it is a conference and `<lync-participants>` tells. */
    readonly participant: ParticipantSnapshot & Partial<ConferenceParticipantSnapshot>,
  ) {
    super('lync-participant-added');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-participant-added': LyncParticipantAddedEvent | LyncRoomParticipantAddedEvent;
  }
}
