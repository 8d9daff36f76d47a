import type { Clock } from '../../../sip/clock';
import type { AgentConfiguration, SkillRequirement } from '../configuration';
import { Agent, byLongestIdle, type Readiness } from './agent';
import type { AgentStateEvent } from './agent-states';
import type { Contact } from './contact';
import { KeyedTimers } from './keyed-timers';
import { hasSkills } from './skills';

/** The longest an agent may stretch one wrap-up, in seconds from now. */
export const maxWrapUpSeconds = 3600;

/** The agents and the clocks that run for them. */
export class AgentRoster {
  readonly #agents = new Map<string, Agent>();
  readonly #wrapUps: KeyedTimers;

  constructor(
    configurations: readonly AgentConfiguration[],
    private readonly clock: Clock,
    /** Whether the agent is in a call of ours. */
    hasCall: (agent: Agent) => boolean,
    private readonly changed: (agent: Agent) => void,
    /** Somebody may be free now. */
    private readonly freed: () => void,
  ) {
    this.#wrapUps = new KeyedTimers(clock);
    configurations.forEach((configuration, index) => {
      this.#agents.set(configuration.uri, new Agent(configuration, index, clock.now(), hasCall));
    });
  }

  get all(): readonly Agent[] {
    return [...this.#agents.values()];
  }

  get(uri: string): Agent | undefined {
    return this.#agents.get(uri);
  }

  /** Who can be asked now, longest idle first. */
  available(): Agent[] {
    return this.all.filter((agent) => agent.state === 'ready').sort(byLongestIdle);
  }

  /** Present, ready and skilled, though perhaps not free at the moment. */
  onDuty(skills: readonly SkillRequirement[]): Agent[] {
    return this.all.filter(
      (agent) => agent.present && agent.readiness === 'ready' && hasSkills(agent.skills, skills),
    );
  }

  setPresence(agent: Agent, present: boolean, onThePhone: boolean): void {
    if (agent.present === present && agent.onThePhone === onThePhone) return;
    agent.present = present;
    agent.onThePhone = onThePhone;
    this.apply(agent, 'presence-changed');
  }

  setReadiness(agent: Agent, readiness: Readiness, reason?: string): void {
    agent.readiness = readiness;
    agent.reason = readiness === 'not-ready' ? reason : undefined;
    if (readiness === 'ready') agent.missedOffers = 0;
    this.apply(agent, 'readiness-changed');
  }

  /** The contact is nobody's any more; returns whose it was, if one of ours. What follows for them is `contactLeft`. */
  release(contact: Contact): Agent | undefined {
    const agent = contact.agentUri === undefined ? undefined : this.#agents.get(contact.agentUri);
    contact.agentUri = undefined;
    agent?.contactIds.delete(contact.id);
    return agent;
  }

  /** A contact that the agent had is with somebody else, or over: wrap-up follows. */
  contactLeft(agent: Agent, wrapUpSeconds: number): void {
    agent.idleSince = this.clock.now();
    this.startWrapUp(agent, wrapUpSeconds);
    this.apply(agent, 'chat-ended');
  }

  startWrapUp(agent: Agent, seconds: number): void {
    if (seconds <= 0) return;
    const endsAt = this.clock.now() + seconds * 1000;
    agent.wrapUpEndsAt = Math.max(agent.wrapUpEndsAt ?? 0, endsAt);
    this.#armWrapUp(agent);
  }

  /** False when the agent is not wrapping up. */
  extendWrapUp(agent: Agent, seconds: number): boolean {
    if (agent.wrapUpEndsAt === undefined) return false;
    const latest = this.clock.now() + maxWrapUpSeconds * 1000;
    agent.wrapUpEndsAt = Math.min(agent.wrapUpEndsAt + seconds * 1000, latest);
    this.#armWrapUp(agent);
    this.changed(agent);
    return true;
  }

  endWrapUp(agent: Agent): boolean {
    if (agent.wrapUpEndsAt === undefined) return false;
    agent.wrapUpEndsAt = undefined;
    this.#wrapUps.cancel(agent.uri);
    this.apply(agent, 'wrap-up-ended');
    return true;
  }

  apply(agent: Agent, event: AgentStateEvent): void {
    agent.apply(event, this.clock.now());
    this.changed(agent);
    if (agent.state === 'ready' || agent.state === 'not-ready' || agent.state === 'not-present') this.freed();
  }

  close(): void {
    this.#wrapUps.cancelAll();
  }

  #armWrapUp(agent: Agent): void {
    const remaining = Math.max(0, (agent.wrapUpEndsAt ?? 0) - this.clock.now());
    this.#wrapUps.arm(agent.uri, remaining, () => {
      this.endWrapUp(agent);
      this.freed();
    });
  }
}
