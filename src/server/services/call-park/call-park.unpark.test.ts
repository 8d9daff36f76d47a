import { afterEach, describe, expect, it } from 'vitest';
import type { Conversation } from './testing/conversation';
import { told } from './testing/told';
import { failureOf, settle, until, World, type WorldOptions } from './testing/world';

let world: World;
afterEach(async () => {
  expect(world.errors()).toEqual([]);
  await world.close();
  expect(world.media.open).toEqual([]);
  expect(world.park.snapshot()).toMatchObject({ free: world.park.snapshot().orbits, calls: [] });
});

async function parked(options: WorldOptions = {}): Promise<Conversation> {
  world = new World(options);
  const call = await world.conversation().park();
  world.trace();
  return call;
}

describe('the parkee', () => {
  it('hangs up: hang-up without target, BYE 35014, the orbit is free', async () => {
    const call = await parked();
    await call.hangUp();
    await settle();
    expect(told(call)).toEqual(['remote', 'hang-up']);
    expect(world.trace()).toEqual(['200 BYE', 'INFO', 'BYE 35014']);
    expect(await failureOf(world.retriever().call(call.safeUri))).toMatchObject({ diagnostics: 35010 });
    expect(await failureOf(world.retriever().call('100'))).toMatchObject({ diagnostics: 35000 });
  });

  it('vanishes: its media ends, and that is a hang-up', async () => {
    const call = await parked();
    world.media.open[0]?.fall();
    await settle();
    expect(told(call)).toEqual(['remote', 'hang-up']);
    expect(call.parkee?.ended).toBe('remote: Media timeout');
  });
});

describe('ring-back', () => {
  const config = { fallbackUri: 'sip:desk@contoso.com', attempts: 2 };

  it('transfers the parkee to the parker', async () => {
    const call = await parked();
    await world.pass(89);
    expect(call.parkee?.referTo).toEqual([]);
    await world.pass(1);
    expect(call.parkee?.referTo).toEqual(['sip:alice@contoso.com']);
    expect(world.park.snapshot().calls).toMatchObject([{ state: 'ringing-back' }]);
    await call.parkee?.report(100, { id: 'none' });
    await call.parkee?.report(180);
    await call.parkee?.report(200);
    await settle();
    expect(told(call)).toEqual(['remote', 'ringback sip:alice@contoso.com']);
    expect(call.parkee?.ended).toMatch(/^remote/);
  });

  it('whose outcome and BYE come together is a ring-back, not a hang-up', async () => {
    const call = await parked();
    await world.pass(90);
    await Promise.all([call.parkee?.report(200), call.hangUp()]);
    await settle();
    expect(told(call)).toEqual(['remote', 'ringback sip:alice@contoso.com']);
  });

  it.each([
    ['the parker is offline', (call: Conversation) => call.parkee!.report(480)],
    [
      'the report ends without an outcome',
      (call: Conversation) => call.parkee!.report(180, { state: 'terminated;reason=timeout' }),
    ],
    ['nobody says anything', () => world.pass(61)],
  ])('is tried again when %s, then falls back, then drops', async (_what, fail) => {
    const call = await parked({ config });
    await world.pass(90);
    await fail(call);
    await settle();
    expect(world.park.snapshot().calls).toMatchObject([
      { state: 'parked', attempts: 1, ringBackAt: world.clock.now() + 90_000 },
    ]);
    await world.pass(90);
    await fail(call);
    await settle();
    expect(world.park.snapshot().calls).toMatchObject([{ state: 'falling-back', attempts: 2 }]);
    expect(call.parkee?.referTo).toEqual([
      'sip:alice@contoso.com',
      'sip:alice@contoso.com',
      'sip:desk@contoso.com',
    ]);
    world.trace();
    await fail(call);
    await settle();
    expect(told(call)).toEqual(['remote', 'drop']);
    expect(world.trace().filter((line) => !line.startsWith('200'))).toEqual([
      'BYE 35015',
      'INFO',
      'BYE 35014',
    ]);
  });

  it('falls back to the configured address', async () => {
    const call = await parked({ config: { ...config, attempts: 1 } });
    await world.pass(90);
    await call.parkee?.report(603);
    await until(() => call.parkee?.referTo.length === 2, 'fallback');
    await call.parkee?.report(200);
    await settle();
    expect(told(call)).toEqual(['remote', 'fallback sip:desk@contoso.com']);
  });

  it('drops the call after the last attempt when there is no fallback', async () => {
    const call = await parked();
    await world.pass(90);
    world.trace();
    call.parkee!.referStatus = 603;
    await call.parkee?.report(486);
    await settle();
    expect(world.trace()).toEqual(['200 NOTIFY', 'BYE 35013', 'INFO', 'BYE 35014']);
    expect(told(call)).toEqual(['remote', 'drop']);
  });

  it('drops it silently when the parker is gone', async () => {
    const call = await parked();
    await call.control?.bye();
    call.parkee!.referStatus = 480;
    world.trace();
    await world.pass(90);
    expect(world.trace()).toEqual(['REFER', 'BYE 35013']);
  });

  it('during which the parkee hangs up is a hang-up', async () => {
    const call = await parked({ config });
    await world.pass(90);
    await call.hangUp();
    await settle();
    expect(told(call)).toEqual(['remote', 'hang-up']);
  });

  it('answered after we stopped waiting still counts', async () => {
    const call = await parked({ config });
    await world.pass(90);
    await world.pass(61);
    expect(world.park.snapshot().calls).toMatchObject([{ state: 'parked', attempts: 1 }]);
    await call.parkee?.report(200);
    await settle();
    expect(told(call)).toEqual(['remote', 'ringback sip:alice@contoso.com']);
  });

  it('is not confused by what is said late about an earlier attempt', async () => {
    const call = await parked({ config });
    await world.pass(90);
    await world.pass(60);
    await world.pass(90);
    expect(call.parkee?.referIds).toHaveLength(2);
    await call.parkee?.report(408, { id: call.parkee.referIds[0]! });
    await settle();
    expect(world.park.snapshot().calls).toMatchObject([{ state: 'ringing-back', attempts: 1 }]);
    expect(await call.parkee?.report(200, { id: 999_999 })).toBe(200);
    expect(told(call)).toEqual([undefined]);
    await call.parkee?.report(200);
    await settle();
    expect(told(call)).toEqual(['remote', 'ringback sip:alice@contoso.com']);
  });
});
