import type { AgentConfiguration, SkillRequirement } from '../configuration';
import {
  agentStateOf,
  nextAgentState,
  type AgentFacts,
  type AgentState,
  type AgentStateEvent,
} from './agent-states';

export type Readiness = 'ready' | 'not-ready';

/** One agent. Only the match maker changes it; the rest of the centre reads. */
export class Agent {
  readonly uri: string;
  readonly displayName: string;
  readonly skills: readonly SkillRequirement[];
  readonly roles: readonly string[];
  readonly capacity: number;

  present = false;
  /** Says that they are in a call. When it is none of ours they are busy: nobody talks to two. */
  onThePhone = false;
  readiness: Readiness = 'ready';
  /** The agent's word for being not ready, or `missed-offers` when the centre decided it. */
  reason: string | undefined;
  missedOffers = 0;
  /** Since when the agent has had nothing new to do: last chat begun or ended, or came back. */
  idleSince: number;
  offerId: string | undefined;
  readonly contactIds = new Set<string>();
  wrapUpEndsAt: number | undefined;
  #state: AgentState = 'not-present';

  constructor(
    configuration: AgentConfiguration,
    /** Place in the configuration; decides between two who are idle equally long. */
    readonly index: number,
    now: number,
    private readonly hasCall: (agent: Agent) => boolean = () => false,
  ) {
    this.uri = configuration.uri;
    this.displayName = configuration.displayName;
    this.skills = configuration.skills;
    this.roles = configuration.roles;
    this.capacity = configuration.capacity ?? 1;
    this.idleSince = now;
  }

  get state(): AgentState {
    return this.#state;
  }

  get facts(): AgentFacts {
    return {
      present: this.present,
      ready: this.readiness === 'ready',
      offering: this.offerId !== undefined,
      wrappingUp: this.wrapUpEndsAt !== undefined,
      full: this.contactIds.size >= this.capacity || (this.onThePhone && !this.hasCall(this)),
    };
  }

  /** Follows the facts; returns whether the state is another one now. Coming to rest as `ready` starts the idle time. */
  apply(event: AgentStateEvent, now: number): boolean {
    const before = this.#state;
    this.#state = nextAgentState(before, event, this.facts);
    const changed = before !== this.#state;
    if (changed && this.#state === 'ready' && event !== 'offer-closed') this.idleSince = now;
    return changed;
  }

  /** Takes the agent for one offer; false when somebody else was faster or the agent may not be asked. */
  reserve(offerId: string, now: number): boolean {
    if (this.#state !== 'ready' || agentStateOf(this.facts) !== 'ready') return false;
    this.offerId = offerId;
    this.apply('offered', now);
    return true;
  }
}

/** Longest idle first. Somebody in a chat is not idle: fewer chats go before more. */
export function byLongestIdle(a: Agent, b: Agent): number {
  return a.contactIds.size - b.contactIds.size || a.idleSince - b.idleSince || a.index - b.index;
}
