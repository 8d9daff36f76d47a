import type { ContextChannelState, ContextChannelTransitionReason } from './context-channel';

export class ContextChannelStateChangedEvent extends Event {
  constructor(
    readonly previousState: ContextChannelState,
    readonly state: ContextChannelState,
    readonly transitionReason: ContextChannelTransitionReason,
  ) {
    super('state-changed');
  }
}

export class ContextDataReceivedEvent extends Event {
  constructor(
    type: 'data-received' | 'context-data-received',
    readonly contentType: string,
    readonly body: string,
  ) {
    super(type);
  }
}

export class ContextDataSentEvent extends Event {
  constructor(
    readonly contentType: string,
    readonly body: string,
  ) {
    super('data-sent');
  }
}
