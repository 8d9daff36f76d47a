import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../sip/clock';
import type { ContactCenterConfiguration } from '../configuration';
import { byLongestIdle, type Agent } from './agent';
import {
  agentStateOf,
  agentStateTable,
  nextAgentState,
  type AgentState,
  type AgentStateEvent,
} from './agent-states';
import { mayTalk } from './capacity';
import type { Contact } from './contact';
import { MatchMaker } from './match-maker';
import { hasSkills } from './skills';

const configuration: ContactCenterConfiguration = {
  domain: 'contoso.com',
  queues: ['sales', 'support', 'gold'].map((name, index) => ({
    uri: `sip:${name}@contoso.com`,
    name,
    skills: [{ name: index === 2 ? 'sales' : name, level: index === 2 ? 3 : 1 }],
    maxWaitSeconds: 90 + 30 * index,
    maxLength: 4 + index,
    offerSeconds: 20,
    wrapUpSeconds: index * 10,
    contextApplications: [],
    ...(index !== 1 && {
      overflow: { text: 'later', ...(index === 0 && { to: 'sip:support@contoso.com' }) },
    }),
  })),
  agents: Array.from({ length: 6 }, (_, index) => ({
    uri: `sip:agent${index}@contoso.com`,
    displayName: `Agent ${index}`,
    skills: [
      { name: index % 2 ? 'support' : 'sales', level: index },
      ...(index === 4 ? [{ name: 'support' }] : []),
    ],
    roles: [],
    capacity: 1 + (index % 3),
  })),
  contextApplications: [],
  missedOffersLimit: 2,
  exclusionSeconds: 45,
  reconnectGraceSeconds: 30,
};

type Step = { readonly kind: number; readonly pick: number; readonly ms: number };
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.nat(17),
  pick: fc.nat(1000),
  ms: fc.integer({ min: 0, max: 30_000 }),
});

/** `expect` costs too much for millions of checks. */
function must(condition: boolean, promise: string): void {
  if (!condition) throw new Error(`broken: ${promise}`);
}

class Model {
  readonly clock = new ManualClock(1_700_000_000_000);
  readonly errors: unknown[] = [];
  readonly maker = new MatchMaker(configuration, this.clock, (error) => this.errors.push(error));
  readonly admitted = new Map<string, Contact>();
  readonly endings = new Map<string, number>();
  offers = 0;

  constructor() {
    this.maker.listen((event) => {
      if (event.type === 'contact-ended') {
        this.endings.set(event.contact.id, (this.endings.get(event.contact.id) ?? 0) + 1);
      }
      if (event.type === 'offer-made') this.offers++;
    });
    // Longest idle: whoever is taken must come before every other who could have been.
    for (const agent of this.maker.roster.all) {
      const reserve = agent.reserve.bind(agent);
      agent.reserve = (offerId, now) => {
        this.#checkLongestIdle(agent, offerId);
        return reserve(offerId, now);
      };
    }
  }

  #checkLongestIdle(taken: Agent, offerId: string): void {
    const contact = this.maker.contact(offerId.split('.')[0]!)!;
    const skills = this.maker.queue(contact.queueUri)!.configuration.skills;
    const others = this.maker.roster.all.filter(
      (agent) =>
        agent.state === 'ready' &&
        hasSkills(agent.skills, skills) &&
        !contact.exclusions.has(agent.uri) &&
        mayTalk(agent, contact, this.maker.contacts),
    );
    must(others.includes(taken), 'only who is free and fit is taken');
    must(
      others.every((other) => other === taken || byLongestIdle(taken, other) < 0),
      'longest idle first',
    );
  }

  run({ kind, pick, ms }: Step): void {
    const { maker } = this;
    const agents = maker.roster.all;
    const agent = agents[pick % agents.length]!;
    const contacts = maker.contacts;
    const contact = contacts[pick % (contacts.length || 1)];
    const offered = contacts.filter((c) => c.offer);
    const offer = offered[pick % (offered.length || 1)]?.offer;
    switch (kind) {
      case 0:
      case 1:
        return this.#admit(pick);
      case 2:
        return maker.setPresence(agent, pick % 4 !== 0, pick % 3 === 0);
      case 3:
        return maker.setReadiness(agent, pick % 3 === 0 ? 'not-ready' : 'ready', 'break');
      case 4:
      case 5:
      case 6:
        if (offer) expect(maker.accept(offer.id)).toBe(true);
        return;
      case 7:
        return offer && maker.refuse(offer.id, pick % 2 ? 'declined' : 'failed');
      case 8:
        return contact && maker.end(contact, pick % 2 ? 'visitor-ended' : 'agent-ended');
      case 9:
        return contact && maker.agentLost(contact);
      case 10:
        return contact && (pick % 2 ? maker.suspend(contact) : maker.resume(contact));
      case 11:
        if (pick % 2) maker.endWrapUp(agent);
        else maker.extendWrapUp(agent, 10);
        return;
      case 12:
        maker.accept('nobody.1');
        return maker.refuse('nobody.1', 'declined');
      case 13: {
        const state = contact?.state;
        const queue = maker.queue(configuration.queues[pick % 3]!.uri)!;
        const hasRoom = !queue.full;
        if (contact)
          expect(maker.transfer(contact, queue.configuration.uri)).toBe(
            (state === 'connected' || state === 'parked') && hasRoom,
          );
        return;
      }
      case 15:
        return contact && maker.park(contact);
      case 16:
        return contact && this.#handOver(contact, agent, pick);
      case 14:
        return void (contact && maker.setAudio(contact, pick % 2 === 0));
      default:
        return this.clock.advance(ms);
    }
  }

  /** Somebody who is no agent, or one who has room: who takes a contact over is not asked, so the others would break what is promised of offers. */
  #handOver(contact: Contact, agent: Agent, pick: number): void {
    const { maker } = this;
    const others = maker.contacts.filter(({ id }) => id !== contact.id);
    const taken = others.filter((c) => c.agentUri === agent.uri || c.offer?.agentUri === agent.uri).length;
    const hasRoom = taken < agent.capacity && mayTalk(agent, { id: contact.id, audio: true }, others);
    const uri = hasRoom && pick % 5 ? agent.uri : 'sip:desk@contoso.com';
    const had = contact.state === 'connected' || contact.state === 'parked';
    maker.handOver(contact, uri, pick % 2 ? 'retrieved' : 'transferred');
    must(!had || (contact.state === 'connected' && contact.agentUri === uri), 'who took it has it');
  }

  #admit(pick: number): void {
    const id = `c${this.admitted.size}`;
    const priority = (['normal', 'urgent', 'emergency', 'non-urgent'] as const)[pick % 4]!;
    const queueUri = configuration.queues[pick % 3]!.uri;
    this.admitted.set(
      id,
      this.maker.admit({ id, queueUri, priority, suspended: pick % 7 === 0, audio: pick % 5 < 2 }),
    );
  }

  check(): void {
    const { maker } = this;
    must(this.errors.length === 0, 'no listener failed');
    const { contacts } = maker;
    for (const agent of maker.roster.all) {
      const connected = contacts.filter((contact) => contact.agentUri === agent.uri);
      const offers = contacts.filter((contact) => contact.offer?.agentUri === agent.uri);
      must(connected.length === agent.contactIds.size, 'the agent knows all chats');
      must(
        connected.every((contact) => agent.contactIds.has(contact.id)),
        'the agent knows these chats',
      );
      must(offers.length <= 1 && offers[0]?.offer?.id === agent.offerId, 'one offer at most');
      must(connected.length + offers.length <= agent.capacity, 'capacity is kept');
      must([...connected, ...offers].filter(({ audio }) => audio).length <= 1, 'one call at a time');
      must(agent.state === agentStateOf(agent.facts), 'the state follows the facts');
    }
    const available = maker.roster.available();
    for (const contact of contacts) {
      this.#checkContact(contact);
      if (contact.state !== 'queued' || contact.suspended) continue;
      const { skills } = maker.queue(contact.queueUri)!.configuration;
      const idle = available.filter(
        (a) => hasSkills(a.skills, skills) && !contact.exclusions.has(a.uri) && mayTalk(a, contact, contacts),
      );
      must(idle.length === 0, 'nobody waits while somebody is free');
    }
    must(contacts.length + this.endings.size === this.admitted.size, 'no contact is lost');
  }

  #checkContact(contact: Contact): void {
    const { maker } = this;
    const places = maker.queues.filter((queue) => queue.contacts.includes(contact)).length;
    must(places === (contact.waiting ? 1 : 0), 'one place while waiting');
    must(
      maker.contact(contact.id) === (contact.state === 'ended' ? undefined : contact),
      'known until ended',
    );
    must((contact.parkedBy === undefined) === (contact.state !== 'parked'), 'parked by somebody');
    must((contact.outcome === undefined) === (contact.state !== 'ended'), 'an outcome when ended only');
    must((this.endings.get(contact.id) ?? 0) === (contact.state === 'ended' ? 1 : 0), 'one ending');
  }

  finish(): void {
    for (const contact of this.maker.contacts) this.maker.end(contact, 'visitor-ended');
    for (const agent of this.maker.roster.all) this.maker.endWrapUp(agent);
    this.check();
    for (const contact of this.admitted.values()) this.#checkContact(contact);
    expect(this.endings.size).toBe(this.admitted.size);
    this.maker.close();
    expect(this.clock.pendingTimers).toBe(0);
  }
}

describe('the match maker as a model', () => {
  it('keeps its promises over 10,000 random steps and more', () => {
    let steps = 0;
    let offers = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 400, maxLength: 600 }), (sequence) => {
        const model = new Model();
        for (const item of sequence) {
          model.run(item);
          model.check();
          steps++;
        }
        model.finish();
        offers += model.offers;
      }),
      // Shrinking hundreds of steps takes minutes; the seed is enough to see it again.
      { numRuns: 100, endOnFailure: true },
    );
    expect(steps).toBeGreaterThanOrEqual(10_000);
    expect(offers).toBeGreaterThan(500);
  }, 60_000);
});

describe('the table of agent states', () => {
  it('refuses every transition that is not in it', () => {
    const states = Object.keys(agentStateTable) as AgentState[];
    const events = [
      ...new Set(states.flatMap((state) => Object.keys(agentStateTable[state]))),
    ] as AgentStateEvent[];
    const facts = fc.record({
      present: fc.boolean(),
      ready: fc.boolean(),
      offering: fc.boolean(),
      wrappingUp: fc.boolean(),
      full: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.constantFrom(...states), fc.constantFrom(...events), facts, (from, event, fact) => {
        const to = agentStateOf(fact);
        const legal = agentStateTable[from][event]?.includes(to) ?? false;
        if (legal) expect(nextAgentState(from, event, fact)).toBe(to);
        else expect(() => nextAgentState(from, event, fact)).toThrow('An agent cannot go');
      }),
    );
  });
});
