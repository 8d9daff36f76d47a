import { afterEach, describe, expect, it } from 'vitest';
import { failureOf, settle, until, World } from './testing/world';

let world: World;
afterEach(async () => {
  expect(world.errors()).toEqual([]);
  await world.close();
  expect(world.media.open).toEqual([]);
  expect(world.park.snapshot()).toMatchObject({ free: world.park.snapshot().orbits, calls: [] });
});

describe('who has retrieved a call', () => {
  it.each(['the last NOTIFY', 'every NOTIFY'])(
    'may park it again with the very next message, at the only orbit (with %s)',
    async (which) => {
      world = new World({ config: { orbits: ['100'] } });
      const call = await world.conversation().park();
      const leg = await world.retriever().call('100');
      await until(() => leg.referTo.length === 1, 'REFER');
      await call.takeOver(leg.replaces);
      await settle();
      // All in one turn: what arrives first counts first.
      const said = [...(which === 'every NOTIFY' ? [leg.report(100)] : []), leg.report(200)];
      const parking = world.conversation('carol', 'bob').park();
      const again = await parking;
      expect(await Promise.all(said)).not.toContain(500);
      expect(again.parked.orbit).toBe('100');
      expect(again.parked.msParkedCall).not.toBe(call.parked.msParkedCall);
      expect(call.notifications).toMatchObject([{ reason: 'retrieval', target: 'sip:carol@contoso.com' }]);
      expect(world.park.snapshot().calls).toMatchObject([
        { state: 'parked', parkerUri: 'sip:carol@contoso.com' },
      ]);
    },
  );
});

describe('a retriever that vanishes before its ACK', () => {
  it('does not keep the call from others for longer than two seconds', async () => {
    world = new World();
    const call = await world.conversation().park();
    await world.pass(10);
    world.loseAcks = true;
    const lost = await world.retriever().call('100');
    await world.pass(1.9);
    expect(await failureOf(world.retriever('dave').call('100'))).toMatchObject({ status: 404 });
    await world.pass(0.1);
    expect(world.park.snapshot().calls).toMatchObject([
      { state: 'parked', ringBackAt: world.clock.now() + 80_000 },
    ]);
    world.loseAcks = false;
    expect(await world.retriever('dave').retrieve('100')).toBe(call);
    expect(call.notifications).toMatchObject([{ reason: 'retrieval', target: 'sip:dave@contoso.com' }]);
    await world.pass(33);
    expect(lost.ended).toBeDefined();
    expect(lost.referTo).toEqual([]);
  });

  it('has the call if its ACK comes late and nobody else has come', async () => {
    world = new World();
    const call = await world.conversation().park();
    world.loseAcks = true;
    const leg = await world.retriever().call('100');
    await world.pass(3);
    expect(world.park.snapshot().calls).toMatchObject([{ state: 'parked' }]);
    world.loseAcks = false;
    // The answer is sent again, and acknowledged again (RFC 3261 section 13.3.1.4).
    await world.pass(4);
    await until(() => leg.referTo.length === 1, 'REFER');
    expect(world.park.snapshot().calls).toMatchObject([{ state: 'retrieving' }]);
    await call.takeOver(leg.replaces);
    await leg.report(200);
    await settle();
    expect(call.notifications).toMatchObject([{ reason: 'retrieval', target: 'sip:carol@contoso.com' }]);
  });

  it('is told that it was too late when the call rings back meanwhile', async () => {
    world = new World();
    const call = await world.conversation().park();
    await world.pass(88);
    world.loseAcks = true;
    const leg = await world.retriever().call('100');
    await world.pass(2);
    await world.pass(2);
    expect(call.parkee?.referTo).toEqual(['sip:alice@contoso.com']);
    world.trace();
    world.loseAcks = false;
    await world.pass(4);
    expect(leg.ended).toBe('remote: The parked call could not be transferred');
    expect(world.trace()).toContain('BYE 35017');
    await call.parkee?.report(200);
    await settle();
    expect(call.notifications).toMatchObject([{ reason: 'ringback' }]);
  });
});
