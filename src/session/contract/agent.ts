import type { PresenceAvailability } from '../../protocol/presence';

export type { AgentCommand, AgentState as AgentStateSnapshot } from '../../protocol/agent-state';
export type { PresenceAvailability };

export interface PresenceSnapshot {
  readonly availability: PresenceAvailability;
  /** With `busy`: by nothing but a call, and the session has said so itself; afterwards it is as before. */
  readonly onThePhone?: boolean;
  readonly note?: string;
}
