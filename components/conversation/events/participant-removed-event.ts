import type {
  ConferenceParticipantSnapshot,
  ConversationContract,
  ParticipantSnapshot,
} from '../../../src/session/contract';
import type { LyncRoomParticipantRemovedEvent } from '../../room/events/participant-events';
import { LyncEvent } from '../../internal/lync-event';

/** Somebody left the conversation. @since 0.1.0 */
export class LyncParticipantRemovedEvent extends LyncEvent {
  constructor(
    readonly conversation: ConversationContract,
    /** With what the roster says, where it is a conference and `<lync-participants>` tells. */
    readonly participant: ParticipantSnapshot & Partial<ConferenceParticipantSnapshot>,
  ) {
    super('lync-participant-removed');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-participant-removed': LyncParticipantRemovedEvent | LyncRoomParticipantRemovedEvent;
  }
}
