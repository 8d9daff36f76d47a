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
import type { IncomingRequest, IncomingSubscribe, Notifier } from '../../sip/endpoint';
import type { ContactCenterServices } from './contact-center-services';
import { diagnosticsHeader } from './diagnostics';
import type { Agent } from './domain/agent';
import { hasSkills } from './domain/skills';
import type { WaitingQueue } from './domain/waiting-queue';

const longestSubscription = 3600;
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
  readonly #notifiers = new Map<Notifier, { readonly agent: Agent; last: string }>();
  #scheduled = false;

  constructor(private readonly services: ContactCenterServices) {}

  subscribe(incoming: IncomingSubscribe): void {
    const agent = this.#agentOf(incoming);
    if (!agent) return incoming.respond(403, { headers: [diagnosticsHeader('not-an-agent')] });
    if (incoming.event !== agentStateEvent) {
      return incoming.respond(489, { headers: [['Allow-Events', agentStateEvent]] });
    }
    this.#makeRoom(agent);
    const notifier = incoming.accept({ expires: longestSubscription });
    this.#notifiers.set(notifier, { agent, last: '' });
    notifier.onTerminated = () => this.#notifiers.delete(notifier);
    notifier.onRefresh = () => this.#notify(notifier, true);
    this.#notify(notifier, true);
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
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      for (const notifier of [...this.#notifiers.keys()]) this.#notify(notifier, false);
    });
  }

  close(): void {
    // RFC 6665 section 4.1.3: the subscriber may try again at once, and finds whoever serves then.
    for (const notifier of [...this.#notifiers.keys()]) notifier.terminate('deactivated');
    this.#notifiers.clear();
  }

  /** The oldest goes for the newest: it is that of a connection that was lost, most likely. */
  #makeRoom(agent: Agent): void {
    const own = [...this.#notifiers].filter(([, entry]) => entry.agent === agent);
    // RFC 6665 section 4.1.3: whoever hears this does not subscribe again and again.
    if (own.length >= maxPerAgent) own[0]?.[0].terminate('rejected');
  }

  #notify(notifier: Notifier, always: boolean): void {
    const entry = this.#notifiers.get(notifier);
    if (!entry) return;
    const body = buildAgentState(agentSnapshot(entry.agent, this.services.maker.queues));
    if (!always && body === entry.last) return;
    entry.last = body;
    notifier.notify(body, agentStateContentType);
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
