import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../../sip/clock';
import type { AgentConfiguration, ContactCenterConfiguration, QueueConfiguration } from '../configuration';
import type { ContactCenterEvent } from './events';
import { MatchMaker } from './match-maker';

const sales: QueueConfiguration = {
  uri: 'sip:sales@contoso.com',
  name: 'Sales',
  skills: [{ name: 'sales' }],
  maxWaitSeconds: 120,
  maxLength: 5,
  offerSeconds: 20,
  wrapUpSeconds: 0,
  contextApplications: [],
};

function configured(name: string, options: Partial<AgentConfiguration> = {}): AgentConfiguration {
  return {
    uri: `sip:${name}@contoso.com`,
    displayName: name,
    skills: [{ name: 'sales' }],
    roles: [],
    ...options,
  };
}

function centre(options: Partial<ContactCenterConfiguration> = {}) {
  const clock = new ManualClock(1_000_000);
  const events: ContactCenterEvent[] = [];
  const errors: unknown[] = [];
  const maker = new MatchMaker(
    {
      domain: 'contoso.com',
      queues: [sales],
      agents: [configured('alice'), configured('bob')],
      contextApplications: [],
      missedOffersLimit: 2,
      exclusionSeconds: 60,
      reconnectGraceSeconds: 30,
      ...options,
    },
    clock,
    (error) => errors.push(error),
  );
  maker.listen((event) => events.push(event));
  let count = 0;
  return {
    clock,
    events,
    errors,
    maker,
    agent: (name: string) => maker.roster.get(`sip:${name}@contoso.com`)!,
    arrive: (name: string) => maker.setPresence(maker.roster.get(`sip:${name}@contoso.com`)!, true),
    admit: (queueUri = sales.uri, priority: 'normal' | 'emergency' = 'normal') =>
      maker.admit({ id: `c${++count}`, queueUri, priority }),
  };
}

describe('matching', () => {
  it('offers to the agent who is idle longest', () => {
    const { maker, clock, arrive, admit, agent } = centre();
    arrive('bob');
    clock.advance(1000);
    arrive('alice');
    const first = admit();
    expect(first.offer?.agentUri).toBe(agent('bob').uri);
    expect(maker.accept(first.offer!.id)).toBe(true);
    clock.advance(1000);
    maker.end(first, 'visitor-ended');
    expect(admit().offer?.agentUri).toBe(agent('alice').uri);
  });

  it('asks only agents with every skill at its level', () => {
    const { arrive, admit } = centre({
      queues: [{ ...sales, skills: [{ name: 'sales', level: 3 }, { name: 'french' }] }],
      agents: [
        configured('alice', { skills: [{ name: 'sales', level: 2 }, { name: 'french' }] }),
        configured('bob', { skills: [{ name: 'sales', level: 3 }] }),
        configured('carol', { skills: [{ name: 'sales', level: 4 }, { name: 'french' }] }),
      ],
    });
    arrive('alice');
    arrive('bob');
    const contact = admit();
    expect(contact.state).toBe('queued');
    arrive('carol');
    expect(contact.offer?.agentUri).toBe('sip:carol@contoso.com');
  });

  it('does not offer to who is not ready, and keeps presence and readiness apart', () => {
    const { maker, arrive, admit, agent } = centre({ agents: [configured('alice')] });
    maker.setReadiness(agent('alice'), 'not-ready', 'lunch');
    arrive('alice');
    expect(agent('alice')).toMatchObject({ state: 'not-ready', reason: 'lunch', present: true });
    const contact = admit();
    expect(contact.state).toBe('queued');
    maker.setReadiness(agent('alice'), 'ready');
    expect(contact.state).toBe('offering');
  });

  it('puts a declined contact back at the head, without that agent', () => {
    const { maker, arrive, admit, agent } = centre();
    arrive('alice');
    arrive('bob');
    const first = admit();
    const second = admit();
    const third = admit();
    expect(second.offer?.agentUri).toBe(agent('bob').uri);
    maker.accept(second.offer!.id);
    maker.refuse(first.offer!.id, 'declined');
    expect(maker.queue(sales.uri)!.contacts).toEqual([first, third]);
    expect(third.offer?.agentUri).toBe(agent('alice').uri);
    expect([...first.exclusions.keys()]).toEqual([agent('alice').uri]);
    maker.end(second, 'visitor-ended');
    expect(first.offer?.agentUri).toBe(agent('bob').uri);
  });

  it('serves importance before waiting time', () => {
    const { maker, arrive, admit } = centre();
    const normal = admit();
    const emergency = admit(sales.uri, 'emergency');
    expect(maker.queue(sales.uri)!.positionOf(emergency)).toBe(1);
    arrive('alice');
    expect([normal.state, emergency.state]).toEqual(['queued', 'offering']);
  });

  it('ends an offer by itself, and makes an agent not ready who misses too many in a row', () => {
    const { clock, arrive, admit, agent, events } = centre({
      agents: [configured('alice')],
      exclusionSeconds: 5,
    });
    arrive('alice');
    const contact = admit();
    clock.advance(19_999);
    expect(contact.state).toBe('offering');
    clock.advance(1);
    expect(contact.state).toBe('queued');
    expect(agent('alice')).toMatchObject({ state: 'ready', missedOffers: 1 });
    clock.advance(5000);
    expect(contact.state).toBe('offering');
    clock.advance(20_000);
    expect(agent('alice')).toMatchObject({ state: 'not-ready', reason: 'missed-offers', missedOffers: 2 });
    expect(events.filter((event) => event.type === 'offer-closed' && event.result === 'missed')).toHaveLength(
      2,
    );
  });

  it('withdraws the offer when the visitor leaves', () => {
    const { maker, arrive, admit, agent, events } = centre();
    arrive('alice');
    const contact = admit();
    const offerId = contact.offer!.id;
    maker.end(contact, 'visitor-ended');
    expect(contact).toMatchObject({ outcome: 'abandoned', endReason: 'visitor-ended' });
    expect(events.some((event) => event.type === 'offer-closed' && event.result === 'withdrawn')).toBe(true);
    expect(maker.accept(offerId)).toBe(false);
    expect(agent('alice').state).toBe('ready');
  });

  it('gives an agent no more chats than the capacity', () => {
    const { maker, arrive, admit, agent } = centre({ agents: [configured('alice', { capacity: 2 })] });
    arrive('alice');
    const contacts = [admit(), admit(), admit()];
    maker.accept(contacts[0]!.offer!.id);
    expect(agent('alice').state).toBe('offering');
    maker.accept(contacts[1]!.offer!.id);
    expect(agent('alice').state).toBe('busy');
    expect(contacts[2]!.state).toBe('queued');
    maker.end(contacts[0]!, 'agent-ended');
    expect(contacts[2]!.state).toBe('offering');
  });

  it('returns a contact to the head when its agent is lost', () => {
    const { maker, arrive, admit, agent } = centre();
    arrive('alice');
    const contact = admit();
    maker.accept(contact.offer!.id);
    const waiting = admit();
    maker.setPresence(agent('alice'), false);
    maker.agentLost(contact);
    expect(maker.queue(sales.uri)!.contacts).toEqual([contact, waiting]);
    arrive('bob');
    expect(contact.offer?.agentUri).toBe(agent('bob').uri);
  });

  it('does not offer a suspended contact, and keeps its place', () => {
    const { maker, arrive, admit } = centre();
    const first = admit();
    const second = admit();
    maker.suspend(first);
    arrive('alice');
    expect(second.state).toBe('offering');
    maker.resume(first);
    expect(maker.queue(sales.uri)!.positionOf(first)).toBe(1);
  });
});

describe('wrap-up', () => {
  const configuration = { queues: [{ ...sales, wrapUpSeconds: 30 }], agents: [configured('alice')] };

  it('holds the agent back, can be extended and ended', () => {
    const { maker, clock, arrive, admit, agent } = centre(configuration);
    arrive('alice');
    const contact = admit();
    maker.accept(contact.offer!.id);
    maker.end(contact, 'visitor-ended');
    expect(agent('alice')).toMatchObject({ state: 'wrap-up', wrapUpEndsAt: clock.now() + 30_000 });
    const next = admit();
    maker.extendWrapUp(agent('alice'), 60);
    clock.advance(89_999);
    expect(next.state).toBe('queued');
    clock.advance(1);
    expect(next.state).toBe('offering');
  });

  it('does not keep a declined contact from others when the agent who declined wraps up', () => {
    const { maker, arrive, admit, agent } = centre({
      queues: [{ ...sales, wrapUpSeconds: 30 }],
      agents: [configured('alice', { capacity: 2 }), configured('bob')],
    });
    arrive('alice');
    const first = admit();
    maker.accept(first.offer!.id);
    const second = admit();
    arrive('bob');
    maker.end(first, 'visitor-ended');
    expect(second.offer?.agentUri).toBe(agent('alice').uri);
    maker.refuse(second.offer!.id, 'declined');
    expect(agent('alice').state).toBe('wrap-up');
    expect(second.offer?.agentUri).toBe(agent('bob').uri);
  });

  it('ends at the agent’s word', () => {
    const { maker, arrive, admit, agent } = centre(configuration);
    arrive('alice');
    const contact = admit();
    maker.accept(contact.offer!.id);
    maker.end(contact, 'agent-ended');
    expect(maker.endWrapUp(agent('alice'))).toBe(true);
    expect(agent('alice').state).toBe('ready');
    expect(maker.endWrapUp(agent('alice'))).toBe(false);
    expect(maker.extendWrapUp(agent('alice'), 5)).toBe(false);
  });
});

describe('overflow', () => {
  const overflow = { text: 'Nobody is free.' };

  it('ends with a text when nobody answers in time', () => {
    const { clock, admit, events } = centre({ queues: [{ ...sales, overflow }] });
    const contact = admit();
    clock.advance(120_000);
    expect(contact).toMatchObject({ state: 'ended', outcome: 'overflowed', endReason: 'max-wait' });
    expect(events.at(-1)).toMatchObject({ type: 'contact-ended', text: 'Nobody is free.' });
  });

  it('says no-agent when nothing is configured for it', () => {
    const { clock, admit } = centre();
    const contact = admit();
    clock.advance(120_000);
    expect(contact.outcome).toBe('no-agent');
  });

  it('lets an offer on its way finish first', () => {
    const { clock, arrive, admit } = centre({ queues: [{ ...sales, overflow }] });
    const contact = admit();
    clock.advance(110_000);
    arrive('alice');
    clock.advance(15_000);
    expect(contact.state).toBe('offering');
    clock.advance(5000);
    expect(contact).toMatchObject({ outcome: 'overflowed', endReason: 'max-wait' });
  });

  it('follows when all who are on duty declined', () => {
    const { maker, arrive, admit } = centre({ queues: [{ ...sales, overflow }] });
    arrive('alice');
    arrive('bob');
    const contact = admit();
    maker.refuse(contact.offer!.id, 'declined');
    expect(contact.state).toBe('offering');
    maker.refuse(contact.offer!.id, 'declined');
    expect(contact).toMatchObject({ outcome: 'overflowed', endReason: 'all-declined' });
    expect(contact.attempts.map((attempt) => attempt.result)).toEqual(['declined', 'declined']);
  });

  it('moves on to another queue, once around at most', () => {
    const support = {
      ...sales,
      uri: 'sip:support@contoso.com',
      name: 'Support',
      skills: [{ name: 'support' }],
    };
    const { clock, admit, maker, events } = centre({
      queues: [
        { ...sales, overflow: { to: support.uri, text: 'Support will help.' } },
        { ...support, overflow: { to: sales.uri, text: 'Back again.' } },
      ],
    });
    const contact = admit();
    clock.advance(120_000);
    expect(contact).toMatchObject({ state: 'queued', queueUri: support.uri });
    expect(maker.queue(sales.uri)!.length).toBe(0);
    expect(events.find((event) => event.type === 'contact-overflowed')).toMatchObject({
      text: 'Support will help.',
    });
    clock.advance(120_000);
    expect(contact).toMatchObject({ outcome: 'overflowed', endReason: 'max-wait' });
  });

  it('takes no more than maxLength', () => {
    const { admit } = centre({ queues: [{ ...sales, maxLength: 1 }] });
    admit();
    expect(admit()).toMatchObject({ outcome: 'rejected', endReason: 'queue-full' });
    const talking = centre({ queues: [{ ...sales, maxLength: 1, overflow }] });
    talking.admit();
    expect(talking.admit()).toMatchObject({ outcome: 'overflowed', endReason: 'queue-full' });
  });

  it('admits nobody while draining', () => {
    const { admit, maker } = centre();
    maker.draining = true;
    expect(admit()).toMatchObject({ outcome: 'rejected', endReason: 'draining' });
  });
});

describe('the estimate', () => {
  it('is silent until enough contacts were answered, then a median per place', () => {
    const { clock, maker, arrive, admit } = centre({ agents: [configured('alice', { capacity: 9 })] });
    const queue = maker.queue(sales.uri)!;
    arrive('alice');
    for (const seconds of [10, 12, 14]) {
      expect(queue.estimatedWait(1)).toBeUndefined();
      const contact = admit();
      clock.advance(seconds * 1000);
      maker.accept(contact.offer!.id);
    }
    expect(queue.estimatedWait(1)).toBe(12);
    expect(queue.estimatedWait(3)).toBe(36);
  });
});

it('a listener that throws disturbs nobody', () => {
  const { maker, admit, errors, events } = centre();
  maker.listen(() => {
    throw new Error('listener');
  });
  const contact = admit();
  maker.end(contact, 'visitor-ended');
  expect(errors.length).toBeGreaterThan(0);
  expect(events.filter((event) => event.type === 'contact-ended')).toHaveLength(1);
});
