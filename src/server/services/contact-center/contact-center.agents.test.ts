import { afterEach, describe, expect, it } from 'vitest';
import { outcomesOf } from './testing/requests';
import { salesUri, settle, until, World } from './testing/world';

let world: World;
afterEach(async () => {
  await world.close();
});

describe('agents', () => {
  it('learn their state and set readiness; others are refused', async () => {
    world = new World();
    const alice = world.agent('alice');
    const states = await alice.watchSelf();
    expect(states.at(-1)).toMatchObject({ state: 'not-present', readiness: 'ready', active: 0, capacity: 2 });
    await alice.publish('online');
    expect(states.at(-1)).toMatchObject({
      state: 'ready',
      queues: [{ uri: salesUri, name: 'Sales', waiting: 0 }],
    });
    expect((await alice.command({ readiness: 'not-ready', reason: 'lunch' })).status).toBe(200);
    expect(states.at(-1)).toMatchObject({ state: 'not-ready', reason: 'lunch' });
    await world.visitor().call();
    await settle();
    expect(states.at(-1)!.queues[0]).toMatchObject({ waiting: 1, longestWaitSince: world.clock.now() });
    expect((await alice.command({ readiness: 'ready' })).status).toBe(200);
    await until(() => states.at(-1)?.active === 1);
    expect((await alice.command({ wrapUp: 'end' })).status).toBe(400);
    expect((await alice.command('{"readiness":"asleep"}')).status).toBe(400);
    expect((await alice.command('nonsense')).status).toBe(400);
    const dave = world.agent('dave');
    expect((await dave.command({ readiness: 'ready' })).status).toBe(403);
    await expect(dave.watchSelf()).rejects.toMatchObject({ status: 403 });
  });

  it('count as present by what they publish', async () => {
    world = new World();
    const alice = world.agent('alice');
    const state = () => world.centre.snapshot().agents[0]?.state;
    for (const [availability, expected] of [
      ['online', 'ready'],
      ['busy', 'not-present'],
      ['online', 'ready'],
      ['away', 'not-present'],
      ['offline', 'not-present'],
    ] as const) {
      await alice.publish(availability);
      expect(state()).toBe(expected);
    }
  });
});

describe('ending the service', () => {
  it('drains: nobody new, chats go on, then everything has its outcome', async () => {
    world = new World();
    const alice = world.agent('alice');
    await alice.publish('online');
    const visitor = world.visitor();
    await visitor.call();
    await until(() => visitor.status?.state === 'connected');
    const drained = world.centre.drain();
    await expect(world.visitor('guest-2').call()).rejects.toMatchObject({ status: 503 });
    expect(await visitor.say('still')).toBe(200);
    world.clock.advance(5000);
    await drained;
    await settle();
    expect(await outcomesOf(world)).toEqual(['failed: shutdown']);
    expect(visitor.ended).toBe('remote: service is shutting down');
    expect(visitor.statuses.filter(({ state }) => state === 'ended')).toHaveLength(1);
    expect(alice.ended).toBeDefined();
  });

  it('records the outcome of a visitor who has not acknowledged the answer', async () => {
    world = new World();
    world.loseAcks = true;
    void world.visitor().call();
    await until(() => world.centre.snapshot().contacts === 1);
    const drained = world.centre.drain();
    await settle();
    world.clock.advance(5000);
    await settle();
    world.clock.advance(3000);
    await drained;
    expect(await outcomesOf(world)).toEqual(['failed: shutdown']);
    expect(await world.store.contacts.unfinished()).toEqual([]);
  });

  it('gives the contacts of a process that died their outcome', async () => {
    world = new World();
    const visitor = world.visitor();
    await visitor.call();
    const { store } = world;
    const contact = (await store.contacts.unfinished())[0]!;
    expect(contact).toBeDefined();
    await world.close();
    await store.contacts.create({ ...contact, id: 'left', queuedAt: 1 });
    world = new World({}, store);
    await world.centre.ready;
    expect(await store.contacts.get('left')).toMatchObject({ outcome: 'failed', endReason: 'shutdown' });
  });
});
