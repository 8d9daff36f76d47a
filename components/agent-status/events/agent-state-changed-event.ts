import type { AgentStateSnapshot } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/**
 * `lync-agent-state-changed`: the contact centre sees this agent differently; `agent` is undefined once they are no agent any more.
 * @since 0.1.0
 */
export class LyncAgentStateChangedEvent extends LyncEvent {
  constructor(readonly agent: AgentStateSnapshot | undefined) {
    super('lync-agent-state-changed');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-agent-state-changed': LyncAgentStateChangedEvent;
  }
}
