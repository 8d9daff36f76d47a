import type { LyncAgentStatus } from './agent-status';
import { registerAgentStatus } from './register';

export { LyncAgentStatus } from './agent-status';
export type { AgentStateOption } from './agent-states';
export { registerAgentStatus } from './register';
export { LyncAgentStateChangedEvent } from './events/agent-state-changed-event';
export { LyncPresenceChangedEvent } from './events/presence-changed-event';

registerAgentStatus();

declare global {
  interface HTMLElementTagNameMap {
    'lync-agent-status': LyncAgentStatus;
  }
}
