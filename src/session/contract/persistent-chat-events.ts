import type { ChatRoomMessageSnapshot, ChatRoomParticipant, ChatRoomSessionContract } from './chat-room';
import type { ChatRoomSessionState } from './chat-room';
import type { FailureSnapshot } from './errors';
import type { ChatRoomInvitation, PersistentChatEndpointState } from './persistent-chat';

export class ConnectionStateChangedEvent extends Event {
  constructor(
    readonly previousState: PersistentChatEndpointState,
    readonly state: PersistentChatEndpointState,
    readonly failure?: FailureSnapshot,
  ) {
    super('connection-state-changed');
  }
}

/** `preventDefault()` keeps the built-in toast away. */
export class ChatRoomInvitationReceivedEvent extends Event {
  constructor(readonly invitation: ChatRoomInvitation) {
    super('chat-room-invitation-received', { cancelable: true });
  }
}

export class ChatRoomSessionEvent extends Event {
  constructor(
    type: 'chat-room-session-added' | 'chat-room-session-removed',
    readonly room: ChatRoomSessionContract,
  ) {
    super(type);
  }
}

export class ChatRoomStateChangedEvent extends Event {
  constructor(
    readonly previousState: ChatRoomSessionState,
    readonly state: ChatRoomSessionState,
    readonly failure?: FailureSnapshot,
  ) {
    super('state-changed');
  }
}

export class ChatRoomMessageEvent extends Event {
  constructor(
    type: 'message-received' | 'message-sent' | 'message-failed',
    readonly message: ChatRoomMessageSnapshot,
  ) {
    super(type);
  }
}

export class ChatRoomParticipantEvent extends Event {
  constructor(
    type: 'participant-added' | 'participant-removed',
    readonly participant: ChatRoomParticipant,
  ) {
    super(type);
  }
}
