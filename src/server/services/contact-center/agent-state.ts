import {
  agentStateContentType,
  agentStateEvent,
  buildAgentState,
  parseAgentCommand,
  type AgentCommand,
  type AgentQueue,
  type AgentState,
} from '../../../protocol/agent-state';
import { mediaTypeOf } from '../../../protocol/content-type';
import { WireFormatError } from '../../../protocol/wire-format-error';
import { newTag } from '../../sip/identifiers';
import type { IncomingRequest, IncomingSubscribe } from '../../sip/endpoint';
import type { ContactCenterServices } from './contact-center-services';
import { diagnosticsHeader } from './diagnostics';
import type { Agent } from './domain/agent';
import { hasSkills } from './domain/skills';
import type { WaitingQueue } from './domain/waiting-queue';
import { longestSubscription, StateSubscribers } from './state-subscribers';

/** Subscriptions of one agent at once: more than the clients one person has. */
const maxPerAgent = 16;

/** The queues as numbers. */
export function queueSnapshot({ configuration, contacts, length }: WaitingQueue): AgentQueue {
  const since = contacts.map(({ queuedAt }) => queuedAt);
  return {
    uri: configuration.uri,
    name: configuration.name,
    waiting: length,
    ...(since.length > 0 && { longestWaitSince: Math.min(...since) }),
  };
}

/** What an agent is told of themselves. */
export function agentSnapshot(agent: Agent, queues: readonly WaitingQueue[]): AgentState {
  return {
    state: agent.state,
    readiness: agent.readiness,
    ...(agent.reason !== undefined && { reason: agent.reason }),
    active: agent.contactIds.size,
    capacity: agent.capacity,
    ...(agent.wrapUpEndsAt !== undefined && { wrapUpEndsAt: agent.wrapUpEndsAt }),
    missedOffers: agent.missedOffers,
    skills: agent.skills.map(({ name }) => name),
    roles: agent.roles,
    queues: queues
      .filter(({ configuration }) => hasSkills(agent.skills, configuration.skills))
      .map(queueSnapshot),
  };
}

/** The event package of agents' state: who subscribes is told of themselves, who publishes gives a command. Agents only. */
export class AgentStatePackage {
  readonly #subscribers: StateSubscribers<Agent>;

  constructor(private readonly services: ContactCenterServices) {
    this.#subscribers = new StateSubscribers<Agent>({
      contentType: agentStateContentType,
      most: maxPerAgent,
      isSame: (one, other) => one === other,
      render: (agent) => ({ body: buildAgentState(agentSnapshot(agent, services.maker.queues)) }),
    });
  }

  subscribe(incoming: IncomingSubscribe): void {
    const agent = this.#agentOf(incoming);
    if (!agent) return incoming.respond(403, { headers: [diagnosticsHeader('not-an-agent')] });
    if (incoming.event !== agentStateEvent) {
      return incoming.respond(489, { headers: [['Allow-Events', agentStateEvent]] });
    }
    this.#subscribers.accept(incoming, agent);
  }

  publish(incoming: IncomingRequest): void {
    const { headers, body } = incoming.request;
    const agent = this.#agentOf(incoming);
    if (!agent) return incoming.respond(403, { headers: [diagnosticsHeader('not-an-agent')] });
    if ((headers.get('Event') ?? '').split(';')[0]?.trim() !== agentStateEvent) {
      return incoming.respond(489, { headers: [['Allow-Events', agentStateEvent]] });
    }
    if (mediaTypeOf(headers.get('Content-Type')) !== agentStateContentType) {
      return incoming.respond(415, { headers: [['Accept', agentStateContentType]] });
    }
    try {
      const refused = this.#carryOut(agent, parseAgentCommand(body.toString('utf8')));
      if (refused)
        return incoming.respond(400, { headers: [diagnosticsHeader('malformed-command', refused)] });
    } catch (error) {
      if (!(error instanceof WireFormatError)) throw error;
      return incoming.respond(400, { headers: [diagnosticsHeader('malformed-command', error.message)] });
    }
    // RFC 3903 section 6: a 2xx names the publication and how long it holds; a command holds until the next.
    incoming.respond(200, {
      headers: [
        ['SIP-ETag', newTag()],
        ['Expires', String(longestSubscription)],
      ],
    });
  }

  /** Something changed for somebody: tells whoever has a new state, once per turn. */
  changed(): void {
    this.#subscribers.changed();
  }

  close(): void {
    this.#subscribers.close();
  }

  /** Returns why the command makes no sense now. */
  #carryOut(agent: Agent, command: AgentCommand): string | undefined {
    const { maker } = this.services;
    if ('readiness' in command) {
      maker.setReadiness(agent, command.readiness, 'reason' in command ? command.reason : undefined);
      return undefined;
    }
    const done =
      command.wrapUp === 'end' ? maker.endWrapUp(agent) : maker.extendWrapUp(agent, command.seconds);
    return done ? undefined : 'not in wrap-up';
  }

  #agentOf({ identity }: IncomingRequest): Agent | undefined {
    return identity === undefined ? undefined : this.services.maker.roster.get(identity);
  }
}
