import { afterEach, describe, expect, it } from 'vitest';
import { sessionInviteContentType } from '../../../protocol/session-invite';
import { configuration, settle, until, World, type AgentPeer, type VisitorPeer } from './testing/world';

let world: World;
afterEach(async () => {
  await world.close();
});

const large = 'x'.repeat(32_768);

async function connected(visitor: VisitorPeer, alice: AgentPeer): Promise<void> {
  await alice.publish('online');
  await visitor.call();
  await until(() => visitor.status?.state === 'connected');
}

/** So many large messages, no faster than a visitor may write. Resolves with the answers. */
async function sayMuch(visitor: VisitorPeer, count: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let i = 0; i < count; i++) {
    world.clock.advance(200);
    statuses.push(await visitor.say(`${i} ${large}`.slice(0, 32_768)));
  }
  return statuses;
}

describe('what one visitor may cost', () => {
  it('is a few chats at once', async () => {
    world = new World({ queues: configuration.queues.map((queue) => ({ ...queue, maxLength: 50 })) });
    const dialogs = [];
    const visitor = world.visitor();
    for (let i = 0; i < 8; i++) dialogs.push(await visitor.call({ conversationId: `c${i}` }));
    await expect(visitor.call({ conversationId: 'c8' })).rejects.toMatchObject({ status: 429 });
    await world.visitor('guest-2').call();
    await dialogs[0]!.bye();
    await settle();
    await visitor.call({ conversationId: 'c8' });
    expect(world.centre.snapshot().contacts).toBe(9);
  });

  it('is so much that waits for an agent, and the visitor is told of what was not taken', async () => {
    world = new World();
    const [alice, visitor] = [world.agent('alice'), world.visitor()];
    await visitor.call();
    expect(await sayMuch(visitor, 10)).toEqual([200, 200, 200, 200, 200, 200, 200, 200, 503, 503]);
    await alice.publish('online');
    await until(() => alice.texts.length === 8);
    expect(await visitor.say('again')).toBe(200);
    await until(() => alice.texts.length === 9);
  });

  it('is so much that is kept for the next agent: the newest', async () => {
    world = new World();
    const [alice, bob, visitor] = [world.agent('alice'), world.agent('bob'), world.visitor()];
    await connected(visitor, alice);
    expect(await sayMuch(visitor, 40)).toEqual(Array.from({ length: 40 }, () => 200));
    alice.unregister();
    alice.answer = 481;
    await bob.publish('online');
    expect(await visitor.say('last')).toBe(200);
    world.clock.advance(configuration.reconnectGraceSeconds * 1000);
    await until(() => bob.texts.at(-1) === 'last');
    expect(bob.texts.map((text) => text.split(' ')[0])).toEqual([
      ...Array.from({ length: 31 }, (_, index) => String(index + 9)),
      'last',
    ]);
  });
});

describe('what one agent may cost', () => {
  it('is so many subscriptions to the own state: the newest', async () => {
    world = new World();
    const alice = world.agent('alice');
    const watched = [];
    for (let i = 0; i < 18; i++) watched.push(await alice.watchSelf());
    const before = watched.map((states) => states.length);
    await alice.publish('online');
    const told = watched.map((states, index) => states.length > before[index]!);
    expect(told).toEqual(watched.map((_, index) => index >= 2));
  });

  it('is no customer card for somebody else whom the agent’s client names as its address', async () => {
    world = new World();
    const alice = world.agent('alice');
    alice.acceptHeaders = [['Contact', '<sip:bob@contoso.com>']];
    await connected(world.visitor(), alice);
    await settle();
    expect(world.sent.filter((text) => text.includes(sessionInviteContentType))).toEqual([]);
    expect(world.logged.map(({ event }) => event)).toContain('context-channel-failed');
  });
});
