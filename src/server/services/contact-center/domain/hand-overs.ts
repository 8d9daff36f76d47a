import type { Clock } from '../../../sip/clock';
import type { Agent } from './agent';
import type { AgentRoster } from './agent-roster';
import type { Contact, HandOver } from './contact';
import type { EventOutbox } from './events';
import type { Queues } from './queues';
import { hasSkills } from './skills';

interface Parts {
  readonly clock: Clock;
  readonly queues: Queues;
  readonly roster: AgentRoster;
  readonly outbox: EventOutbox;
  /** The agent is not asked for the contact for a while. */
  exclude(contact: Contact, agent: Agent): void;
}

/** How a contact changes hands when nobody is asked by the match maker, whose part this is: it matches again afterwards. */
export class HandOvers {
  constructor(private readonly parts: Parts) {}

  /** Back to the head of its queue. */
  agentLost(contact: Contact, cannotTalk: boolean): void {
    const { roster } = this.parts;
    if (contact.state !== 'connected' && contact.state !== 'parked') return;
    const agent = roster.release(contact);
    if (agent && cannotTalk) this.parts.exclude(contact, agent);
    contact.apply('agent-lost');
    this.#enterAgain(contact, 'agent-lost');
    if (agent) roster.apply(agent, 'chat-ended');
  }

  /** False: no room there. */
  transfer(contact: Contact, queueUri: string): boolean {
    const { queues, roster } = this.parts;
    const target = queues.get(queueUri);
    const has = contact.state === 'connected' || contact.state === 'parked';
    if (!has || !target || target.full) return false;
    const wrapUp = queues.of(contact).configuration.wrapUpSeconds;
    const agent = roster.release(contact);
    contact.apply('transfer');
    contact.queueUri = queueUri;
    contact.visitedQueues.push(queueUri);
    // Who sent it away is not asked for it next.
    if (agent && hasSkills(agent.skills, target.configuration.skills)) this.parts.exclude(contact, agent);
    this.#enterAgain(contact, 'transferred');
    if (agent) roster.contactLeft(agent, wrapUp);
    return true;
  }

  park(contact: Contact): void {
    const { queues, roster, outbox } = this.parts;
    if (contact.state !== 'connected') return;
    contact.parkedBy = contact.agentUri;
    const agent = roster.release(contact);
    contact.apply('park');
    contact.audio = true;
    outbox.add({ type: 'contact-parked', contact });
    if (agent) roster.contactLeft(agent, queues.of(contact).configuration.wrapUpSeconds);
  }

  handOver(contact: Contact, uri: string, result: HandOver): void {
    const { clock, queues, roster, outbox } = this.parts;
    if (contact.state !== 'connected' && contact.state !== 'parked') return;
    const now = clock.now();
    const before = roster.release(contact);
    const agent = roster.get(uri);
    contact.apply('hand-over');
    contact.colleagues.delete(uri);
    const audio = contact.audio || result === 'retrieved' || result === 'transferred';
    Object.assign(contact, { agentUri: uri, parkedBy: undefined, audio });
    contact.attempts.push({ agentUri: uri, offeredAt: now, endedAt: now, result });
    agent?.contactIds.add(contact.id);
    outbox.add({ type: 'contact-handed-over', contact, result });
    if (agent) {
      agent.idleSince = now;
      roster.apply(agent, 'contact-taken');
    }
    if (before && before !== agent)
      roster.contactLeft(before, queues.of(contact).configuration.wrapUpSeconds);
  }

  /** False: is there already, or nobody has the contact. */
  addColleague(contact: Contact, uri: string): boolean {
    const isThere = contact.agentUri === uri || contact.colleagues.has(uri);
    if (contact.state !== 'connected' || isThere) return false;
    const agent = this.parts.roster.get(uri);
    contact.colleagues.add(uri);
    if (agent) {
      agent.contactIds.add(contact.id);
      agent.idleSince = this.parts.clock.now();
      this.parts.roster.apply(agent, 'contact-taken');
    }
    return true;
  }

  removeColleague(contact: Contact, uri: string): void {
    const { queues, roster } = this.parts;
    const agent = contact.colleagues.delete(uri) ? roster.get(uri) : undefined;
    if (!agent) return;
    agent.contactIds.delete(contact.id);
    roster.contactLeft(agent, queues.of(contact).configuration.wrapUpSeconds);
  }

  removeColleagues(contact: Contact): void {
    for (const uri of [...contact.colleagues]) this.removeColleague(contact, uri);
  }

  #enterAgain(contact: Contact, cause: 'agent-lost' | 'transferred'): void {
    const { clock, queues, outbox } = this.parts;
    Object.assign(contact, {
      waitingSince: clock.now(),
      overdue: false,
      returned: true,
      parkedBy: undefined,
    });
    outbox.add({ type: 'contact-requeued', contact, cause });
    queues.enter(contact);
  }
}
