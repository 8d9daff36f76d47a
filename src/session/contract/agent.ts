import type { PresenceAvailability } from '../../protocol/presence';

export type { AgentCommand, AgentState as AgentStateSnapshot } from '../../protocol/agent-state';
export type { PresenceAvailability };

export interface PresenceSnapshot {
  readonly availability: PresenceAvailability;
  readonly note?: string;
}
