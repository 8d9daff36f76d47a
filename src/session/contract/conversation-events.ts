import type { ContextChannelContract } from './context-channel';
import type {
  ConversationAction,
  ConversationState,
  MessageSnapshot,
  ParticipantSnapshot,
} from './conversation';

export class ConversationStateChangedEvent extends Event {
  constructor(
    readonly previousState: ConversationState,
    readonly state: ConversationState,
    readonly reason?: string,
  ) {
    super('state-changed');
  }
}

/** A message came, was confirmed, or failed. (The name `MessageEvent` is the platform's.) */
export class MessageEvent_ extends Event {
  constructor(
    type: 'message-received' | 'message-sent' | 'message-failed',
    readonly message: MessageSnapshot,
  ) {
    super(type);
  }
}

export class ParticipantEvent extends Event {
  constructor(
    type: 'participant-added' | 'participant-removed',
    readonly participant: ParticipantSnapshot,
  ) {
    super(type);
  }
}

export class ActionAvailabilityChangedEvent extends Event {
  constructor(
    readonly action: ConversationAction,
    readonly isAvailable: boolean,
  ) {
    super('action-availability-changed');
  }
}

export class ContextChannelEvent extends Event {
  constructor(
    type: 'context-channel-added' | 'context-channel-removed',
    readonly channel: ContextChannelContract,
  ) {
    super(type);
  }
}
