import { afterEach, describe, expect, it } from 'vitest';
import { outcomesOf } from './testing/requests';
import { settle, until, World } from './testing/world';

let world: World;
afterEach(async () => {
  await world.close();
});

describe('while waiting', () => {
  it('tells the place, holds, and ends as abandoned when the visitor leaves', async () => {
    world = new World();
    const first = world.visitor('guest-1');
    const second = world.visitor('guest-2');
    await first.call();
    await second.call();
    await until(() => second.status?.position === 2);
    world.clock.advance(60_000);
    await until(() => second.notices.includes('hold: Still here?'));
    await first.dialog!.bye();
    await until(() => second.status?.position === 1);
    await settle();
    expect(await outcomesOf(world)).toContain('abandoned: visitor-ended');
  });

  it('moves on when an agent declines, and does not ask that agent again', async () => {
    world = new World();
    const [alice, bob] = [world.agent('alice'), world.agent('bob')];
    alice.onOffer = (invite) => invite.reject(603);
    await alice.publish('online');
    world.clock.advance(10);
    await bob.publish('online');
    const visitor = world.visitor();
    await visitor.call();
    await until(() => visitor.status?.agentName === 'Mr B.');
    expect([alice.offers.length, bob.offers.length]).toEqual([1, 1]);
  });

  it('takes the offer back in time, by CANCEL', async () => {
    world = new World();
    const [alice, bob] = [world.agent('alice'), world.agent('bob')];
    alice.onOffer = (invite) => invite.ringing();
    await alice.publish('online');
    world.clock.advance(10);
    await bob.publish('online');
    const visitor = world.visitor();
    await visitor.call();
    await until(() => alice.offers.length === 1);
    world.clock.advance(20_000);
    await until(() => visitor.status?.agentName === 'Mr B.');
    expect(alice.offers[0]!.signal.aborted).toBe(true);
    expect(world.centre.snapshot().agents[0]).toMatchObject({ missedOffers: 1, state: 'ready' });
  });

  it('withdraws the offer when the visitor leaves first', async () => {
    world = new World();
    const alice = world.agent('alice');
    alice.onOffer = (invite) => invite.ringing();
    await alice.publish('online');
    const visitor = world.visitor();
    await visitor.call();
    await until(() => alice.offers.length === 1);
    await visitor.dialog!.bye();
    await until(() => alice.offers[0]!.signal.aborted);
    await settle();
    expect(await outcomesOf(world)).toEqual(['abandoned: visitor-ended']);
  });

  it('says the overflow and ends when nobody comes', async () => {
    world = new World();
    const visitor = world.visitor();
    await visitor.call();
    for (let passed = 0; passed < 300; passed += 20) {
      world.clock.advance(20_000);
      await settle();
    }
    await until(() => visitor.ended !== undefined);
    expect(visitor.notices.at(-1)).toBe('overflow: Nobody is free.');
    expect(visitor.status).toEqual({ state: 'ended' });
    expect(await outcomesOf(world)).toEqual(['overflowed: max-wait']);
  });

  it('refuses with 486 when the queue is full, and records it', async () => {
    world = new World();
    await world.visitor('guest-1').call({ to: 'sip:support@contoso.com' });
    const late = world.visitor('guest-2').call({ to: 'sip:support@contoso.com' });
    await expect(late).rejects.toMatchObject({ status: 486 });
    await settle();
    expect(await outcomesOf(world)).toContain('rejected: queue-full');
  });

  it('records who cancelled before the answer', async () => {
    world = new World();
    const abort = new AbortController();
    const call = world.visitor().call({ signal: abort.signal });
    abort.abort();
    await expect(call).rejects.toMatchObject({ code: 'cancelled' });
    await settle();
    expect((await outcomesOf(world)).every((outcome) => outcome === 'abandoned: visitor-ended')).toBe(true);
    expect(world.centre.snapshot().contacts).toBe(0);
  });
});
