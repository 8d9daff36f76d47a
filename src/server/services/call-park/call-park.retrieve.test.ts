import { afterEach, describe, expect, it } from 'vitest';
import type { Conversation } from './testing/conversation';
import { foreignSdp } from './testing/media-double';
import { told } from './testing/told';
import type { Transferee } from './testing/transferee';
import { failureOf, parkUri, settle, until, World, type WorldOptions } from './testing/world';

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

describe('retrieve', () => {
  it.each([
    ['the orbit', () => '100'],
    ['the orbit at the service', () => `${parkUri};orbit=100`],
    ['the safe URI', (call: Conversation) => call.safeUri],
  ])('by %s: the retriever is referred to the parkee', async (_what, target) => {
    const call = await parked();
    const carol = world.retriever();
    const leg = await carol.call(target(call));
    await until(() => leg.referTo.length === 1, 'REFER');
    expect(world.park.snapshot().calls).toMatchObject([{ state: 'retrieving' }]);
    expect(world.park.snapshot().calls[0]).not.toHaveProperty('ringBackAt');
    const { dialog } = call.parkee!;
    expect(leg.referTo[0]).toMatch(/^sip:bob@contoso\.com;gr=urn:x\?Replaces=/);
    // As the parkee sees it: to-tag is its own.
    expect(leg.replaces).toEqual([dialog.callId, dialog.localTag, dialog.remoteTag]);
    const answer = leg.dialog.inviteResponse!;
    expect(answer.headers.get('Contact')).toBe('<sip:park@contoso.com>;isCps');
    expect(answer.body.toString()).toContain('m=audio');
    expect(await leg.report(180)).toBe(200);
    expect(await call.takeOver(leg.replaces)).toBe(true);
    expect(await leg.report(200)).toBe(200);
    await settle();
    expect(told(call)).toEqual(['remote', 'retrieval sip:carol@contoso.com']);
    expect(leg.ended).toMatch(/^remote/);
    expect(world.trace()).toEqual(expect.arrayContaining(['REFER', 'INFO', 'BYE 35014']));
    expect(world.park.snapshot()).toMatchObject({ free: 3, calls: [] });
    // The timer has stopped.
    await world.pass(600);
    expect(world.trace()).toEqual([]);
  });

  it('is done when the retriever says so, though the parkee has not hung up yet', async () => {
    const call = await parked();
    const leg = await world.retriever().call('100');
    await until(() => leg.referTo.length === 1, 'REFER');
    await leg.report(200);
    await settle();
    expect(told(call)).toEqual(['remote', 'retrieval sip:carol@contoso.com']);
    // Our BYE might overtake the retriever's ACK: the parkee has time for its own.
    expect([call.parkee?.ended, leg.ended]).toEqual([undefined, 'remote: ']);
    expect(world.media.open).toEqual([]);
    await world.pass(2);
    expect(call.parkee?.ended).toBe('remote: ');
  });

  it('is done when the retriever says nothing, but both have left', async () => {
    const call = await parked();
    const leg = await world.retriever().call('100');
    await until(() => leg.referTo.length === 1, 'REFER');
    await call.takeOver(leg.replaces);
    await settle();
    // A BYE of the parkee during the transfer: nothing is done yet.
    expect(told(call)).toEqual([undefined]);
    await leg.dialog.bye();
    await settle();
    expect(told(call)).toEqual(['remote', 'retrieval sip:carol@contoso.com']);
  });

  it('is done when the parkee has left and the retriever stays silent', async () => {
    const call = await parked();
    const leg = await world.retriever().call('100');
    await until(() => leg.referTo.length === 1, 'REFER');
    await call.takeOver(leg.replaces);
    await world.pass(2);
    expect(told(call)).toEqual(['remote', 'retrieval sip:carol@contoso.com']);
  });

  it('that fails leaves the call parked, with the time it had left', async () => {
    const call = await parked();
    await world.pass(30);
    const leg = await world.retriever().call('100');
    await until(() => leg.referTo.length === 1, 'REFER');
    await world.pass(20);
    await leg.report(486);
    await settle();
    expect(world.trace()).toContain('BYE 35017');
    expect(leg.ended).toBe('remote: The parked call could not be transferred');
    expect(told(call)).toEqual([undefined]);
    expect(world.park.snapshot().calls).toMatchObject([
      { state: 'parked', ringBackAt: world.clock.now() + 60_000 },
    ]);
    expect(await world.retriever('dave').retrieve('100')).toBe(call);
  });

  it.each([
    ['refuses REFER', 603, async () => undefined],
    ['never answers REFER', 0, () => world.pass(33)],
    ['never says how it went', 202, () => world.pass(33)],
    [
      'sends no fragment of SIP',
      202,
      async (leg: Transferee) => {
        expect(await leg.report('hello')).toBe(400);
        await world.pass(33);
      },
    ],
  ])('leaves the call parked when the retriever %s', async (_what, referStatus, then) => {
    const call = await parked();
    const carol = world.retriever();
    carol.referStatus = referStatus;
    const leg = await carol.call('100');
    await until(() => leg.referTo.length === 1, 'REFER');
    await then(leg);
    await settle();
    expect(world.park.snapshot().calls).toMatchObject([{ state: 'parked' }]);
    expect(told(call)).toEqual([undefined]);
    expect(world.media.open).toHaveLength(1);
  });

  it('leaves the call parked when the retriever hangs up', async () => {
    const call = await parked();
    const leg = await world.retriever().call('100');
    await until(() => leg.referTo.length === 1, 'REFER');
    await leg.dialog.bye();
    await world.pass(2);
    expect(world.park.snapshot().calls).toMatchObject([{ state: 'parked' }]);
    expect(told(call)).toEqual([undefined]);
  });

  it('ends well whoever gives up while it is prepared', async () => {
    const call = await parked();
    let go: () => void = () => undefined;
    world.media.ready = new Promise((resolve) => (go = resolve));
    const cancel = new AbortController();
    const cancelled = world.retriever().call('100', { signal: cancel.signal });
    await world.pass(0.2);
    cancel.abort();
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    await settle();
    go();
    await settle();
    expect(world.park.snapshot().calls).toMatchObject([{ state: 'parked' }]);
    expect(world.media.open).toHaveLength(1);
    world.media.ready = new Promise((resolve) => (go = resolve));
    const late = failureOf(world.retriever('dave').call('100'));
    await settle();
    await call.hangUp();
    await settle();
    expect(told(call)).toEqual(['remote', 'hang-up']);
    go();
    expect(await late).toMatchObject({ status: 480, diagnostics: 35017 });
  });

  it('leaves the call parked when the retriever never acknowledges', async () => {
    const call = await parked();
    world.loseAcks = true;
    const leg = await world.retriever().call('100');
    await world.pass(33);
    world.loseAcks = false;
    expect(leg.ended).toBe('remote: no ACK');
    expect(world.park.snapshot().calls).toMatchObject([{ state: 'parked' }]);
    expect(await world.retriever('dave').retrieve('100')).toBe(call);
  });

  it('tells the parker hang-up when the parkee left before it was taken', async () => {
    const call = await parked();
    const leg = await world.retriever().call('100');
    await until(() => leg.referTo.length === 1, 'REFER');
    await call.hangUp();
    await leg.report(481);
    await settle();
    expect(told(call)).toEqual(['remote', 'hang-up']);
    expect(leg.ended).toBeDefined();
  });

  it('is for the first of two', async () => {
    const call = await parked();
    const first = world.retriever().call('100');
    const second = failureOf(world.retriever('dave').call('100'));
    const third = failureOf(world.retriever('erin').call(call.safeUri));
    expect(await second).toMatchObject({ status: 404, diagnostics: 35000 });
    expect(await third).toMatchObject({ status: 404, diagnostics: 35010 });
    const leg = await first;
    await until(() => leg.referTo.length === 1, 'REFER');
    await call.takeOver(leg.replaces);
    await leg.report(200);
    await settle();
    expect(told(call)).toEqual(['remote', 'retrieval sip:carol@contoso.com']);
  });

  it('by an old safe URI never yields the call that is at its orbit now (Mary and Steven)', async () => {
    const mary = await parked({ config: { orbits: ['123'] } });
    const old = mary.safeUri;
    await mary.hangUp();
    await settle();
    const steven = await world.conversation('michael', 'steven').park();
    expect(steven.parked.orbit).toBe('123');
    const legs = world.media.legs.length;
    expect(await failureOf(world.retriever('alice').call(old))).toMatchObject({
      status: 404,
      diagnostics: 35010,
    });
    expect(world.media.legs).toHaveLength(legs);
    expect(world.park.snapshot().calls).toMatchObject([
      { state: 'parked', parkeeUri: 'sip:steven@contoso.com' },
    ]);
    expect(await world.retriever('alice').retrieve('123')).toBe(steven);
  });

  it.each<
    [
      string,
      number,
      number,
      (call: Conversation) => [string, Parameters<ReturnType<World['retriever']>['call']>[1]?],
    ]
  >([
    ['an orbit without a call', 404, 35000, () => ['101']],
    ['an orbit there is none of', 404, 35000, () => [`${parkUri};orbit=999`]],
    ['what is no orbit', 404, 35000, () => [`${parkUri};orbit=x`]],
    ['a safe URI of no call', 404, 35010, () => [`${parkUri};orbit=101;ms-parked-call=${'0'.repeat(32)}`]],
    ['a guessed safe URI', 404, 35010, () => [`${parkUri};orbit=100;ms-parked-call=${'0'.repeat(32)}`]],
    ['an empty capability', 404, 35010, () => [`${parkUri};orbit=100;ms-parked-call=`]],
    ['a capability at another orbit', 404, 35010, (call) => [call.safeUri.replace('orbit=100', 'orbit=101')]],
    ['nobody', 403, 35003, () => ['100', { identity: undefined }]],
    ['somebody outside', 403, 35003, (call) => [call.safeUri, { identity: 'sip:eve@fabrikam.com' }]],
    ['a guest', 403, 35003, () => ['100', { identity: `sip:guest-${'a'.repeat(32)}@contoso.com` }]],
    ['an INVITE without SDP', 488, 35009, () => ['100', { contentType: 'text/plain', body: 'x' }]],
    ['foreign SDP', 488, 35009, () => ['100', { body: foreignSdp }]],
    [
      'an INVITE with Replaces',
      481,
      35016,
      () => ['100', { headers: [['Replaces', 'a;to-tag=b;from-tag=c']] }],
    ],
  ])('is refused for %s: %i with %i', async (_what, status, diagnostics, target) => {
    const call = await parked();
    expect(await failureOf(world.retriever().call(...target(call)))).toMatchObject({ status, diagnostics });
    await settle();
    expect(world.park.snapshot().calls).toMatchObject([
      { state: 'parked', ringBackAt: world.clock.now() + 90_000 },
    ]);
    expect(world.media.open).toHaveLength(1);
  });

  it('is refused without media, and while another transfer is under way', async () => {
    const call = await parked();
    world.media.fails = true;
    expect(await failureOf(world.retriever().call('100'))).toMatchObject({ status: 500, diagnostics: 35005 });
    await world.pass(90);
    expect(call.parkee?.referTo).toHaveLength(1);
    expect(await failureOf(world.retriever().call(call.safeUri))).toMatchObject({
      status: 480,
      diagnostics: 35017,
    });
  });

  it('is refused when another instance has the call', async () => {
    const call = await parked();
    const other = new World({ store: world.store, config: { instance: 'other' } });
    expect(await failureOf(other.retriever().call('100'))).toMatchObject({ status: 504, diagnostics: 35011 });
    // And that instance gives its own calls other orbits.
    expect((await other.conversation().park()).parked.orbit).toBe('101');
    await other.close();
    expect(call.controlEnded).toBeUndefined();
  });
});
