import type { AgentStateSnapshot, PresenceSnapshot } from './agent';
import type { ConversationContract } from './conversation';
import type { FailureSnapshot } from './errors';
import type { SessionState } from './session';

export class SessionStateChangedEvent extends Event {
  constructor(
    readonly previousState: SessionState,
    readonly state: SessionState,
    readonly failure?: FailureSnapshot,
  ) {
    super('state-changed');
  }
}

export class ConversationAddedEvent extends Event {
  constructor(readonly conversation: ConversationContract) {
    super('conversation-added');
  }
}

export class ConversationRemovedEvent extends Event {
  constructor(readonly conversation: ConversationContract) {
    super('conversation-removed');
  }
}

/** `preventDefault()` keeps the built-in toast away. */
export class InvitationReceivedEvent extends Event {
  constructor(readonly conversation: ConversationContract) {
    super('invitation-received', { cancelable: true });
  }
}

export class PresenceChangedEvent extends Event {
  constructor(readonly presence: PresenceSnapshot) {
    super('presence-changed');
  }
}

export class AgentStateChangedEvent extends Event {
  constructor(readonly agent: AgentStateSnapshot | undefined) {
    super('agent-state-changed');
  }
}

/** One SIP message of the session, redacted, for troubleshooting. */
export class SipMessageEvent extends Event {
  constructor(
    readonly direction: 'in' | 'out',
    readonly text: string,
    readonly at: number,
  ) {
    super('sip-message');
  }
}

export class SessionErrorEvent extends Event {
  constructor(readonly failure: FailureSnapshot) {
    super('error');
  }
}
