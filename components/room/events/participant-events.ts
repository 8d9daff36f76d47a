import type { ChatRoomParticipant, ChatRoomSessionContract } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** Somebody came into a chat room. Tell it from a conversation's by `room`. @since 0.1.0 */
export class LyncRoomParticipantAddedEvent extends LyncEvent {
  constructor(
    readonly room: ChatRoomSessionContract,
    readonly participant: ChatRoomParticipant,
  ) {
    super('lync-participant-added');
  }
}

/** Somebody left a chat room. Tell it from a conversation's by `room`. @since 0.1.0 */
export class LyncRoomParticipantRemovedEvent extends LyncEvent {
  constructor(
    readonly room: ChatRoomSessionContract,
    readonly participant: ChatRoomParticipant,
  ) {
    super('lync-participant-removed');
  }
}
