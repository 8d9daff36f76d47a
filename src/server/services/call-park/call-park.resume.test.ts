import { afterEach, describe, expect, it } from 'vitest';
import { parseRingBack, ringBackHeader } from '../../../protocol/call-park';
import type { InviteDialog } from '../../sip';
import { foreignSdp } from './testing/media-double';
import { failureOf, settle, until, World } from './testing/world';

let world: World;
afterEach(async () => {
  expect(world.errors()).toEqual([]);
  await world.close();
  expect(world.media.open).toEqual([]);
  expect(world.park.snapshot()).toMatchObject({ free: world.park.snapshot().orbits, calls: [] });
});

const ringBackIn = (control: InviteDialog | undefined): number | undefined =>
  parseRingBack(control?.inviteResponse?.headers.get(ringBackHeader));

describe('a parker who has lost the connection', () => {
  it('gets the same orbit, and hears in the new dialog what becomes of the call', async () => {
    world = new World();
    const call = await world.conversation().park();
    const [before, old] = [call.parked, call.control!];
    await world.pass(30);
    world.trace();
    await call.resume();
    expect(call.parked).toEqual(before);
    expect(ringBackIn(call.control)).toBe(60);
    expect((await old.terminated).reason).toBe('resumed elsewhere');
    // The parkee hears music as before, and nothing of this.
    expect(world.trace()).toEqual(['200 INVITE', 'BYE']);
    expect(world.media.open).toHaveLength(1);
    expect(world.park.snapshot()).toMatchObject({ free: 2, calls: [{ state: 'parked' }] });
    expect(await world.retriever().retrieve('100')).toBe(call);
    await until(() => call.controlEnded !== undefined, 'the end of the control dialog');
    expect(call.notifications).toMatchObject([{ reason: 'retrieval', target: 'sip:carol@contoso.com' }]);
  });

  it('gets it while the call is transferred, and while the service is draining', async () => {
    world = new World();
    const call = await world.conversation().park();
    await world.pass(90);
    expect(call.parkee?.referTo).toHaveLength(1);
    await call.resume();
    expect(ringBackIn(call.control)).toBeUndefined();
    const draining = world.park.drain();
    await call.resume();
    await call.parkee?.report(200);
    await draining;
    expect(call.notifications).toMatchObject([{ reason: 'ringback' }]);
  });

  it('gets it though they have hung up before', async () => {
    world = new World();
    const call = await world.conversation().park();
    await call.control?.bye();
    await settle();
    await call.resume();
    await call.hangUp();
    await settle();
    expect(call.notifications).toMatchObject([{ reason: 'hang-up' }]);
  });

  it.each([
    ['somebody else, who knows everything', { identity: 'sip:bob@contoso.com' }],
    ['another request', { request: { requestId: 'guessed' } }],
    ['another conversation', { request: { toTag: 'guessed' } }],
  ])('is told of nothing: %s', async (_what, options) => {
    world = new World();
    const call = await world.conversation().park();
    const { control } = call;
    expect(await failureOf(call.resume(options))).toMatchObject({ status: 481, diagnostics: 35016 });
    await settle();
    expect(control?.state).toBe('confirmed');
    expect(call.replaceInvites).toHaveLength(1);
    expect(world.park.snapshot().calls).toMatchObject([{ state: 'parked' }]);
  });

  it('is told when the call is here no longer, and nobody is called for it', async () => {
    world = new World();
    const call = await world.conversation().park();
    await call.hangUp();
    await settle();
    const gone = { status: 481, diagnostics: 35016 };
    expect(await failureOf(call.resume())).toMatchObject(gone);
    const other = await world.conversation('dave', 'erin').park();
    await world.crash();
    world = new World({ store: world.store, clock: world.clock });
    const again = world.conversation('dave', 'erin');
    again.response = other.response;
    const { callId, parkerTag: fromTag, parkeeTag: toTag } = other;
    expect(await failureOf(again.resume({ request: { callId, fromTag, toTag } }))).toMatchObject(gone);
    expect(world.trace()).toEqual(['481 INVITE 35016']);
  });
});

describe('a parkee who has lost the connection', () => {
  it('hears the music again, over another dialog, and is retrieved there', async () => {
    world = new World();
    const call = await world.conversation().park();
    await world.pass(30);
    const old = call.parkee!;
    const { ringBackAt } = world.park.snapshot().calls[0]!;
    await call.return();
    await settle();
    expect(call.parkee!.dialog.inviteResponse?.headers.get('Contact')).toBe('<sip:park@contoso.com>;isCps');
    expect(old.ended).toBe('remote: resumed elsewhere');
    expect(world.media.open).toMatchObject([{ music: true }]);
    // The parker hears nothing of it, and the time goes on.
    expect(call.notifications).toEqual([]);
    expect(world.park.snapshot().calls).toMatchObject([{ state: 'parked', ringBackAt }]);
    expect(await world.retriever().retrieve('100')).toBe(call);
    await settle();
    expect(call.notifications).toMatchObject([{ reason: 'retrieval' }]);
  });

  it('rings back from there, and hangs up there', async () => {
    world = new World();
    const first = await world.conversation().park();
    await first.return();
    await world.pass(90);
    expect(first.parkee?.referTo).toEqual(['sip:alice@contoso.com']);
    await first.parkee?.report(200);
    const second = await world.conversation('dave', 'erin').park();
    await second.return();
    await second.hangUp();
    await settle();
    expect([first, second].map(({ notifications }) => notifications[0]?.reason)).toEqual([
      'ringback',
      'hang-up',
    ]);
  });

  it.each([
    ['of somebody else', { identity: 'sip:mallory@contoso.com' }, 481, 35016],
    ['of the parker', { identity: 'sip:alice@contoso.com' }, 481, 35016],
    ['in place of another dialog', { replaces: 'a;to-tag=b;from-tag=c' }, 481, 35016],
    ['in place of none', { replaces: 'a' }, 481, 35016],
    ['without audio', { body: foreignSdp }, 488, 35009],
  ])('is not taken for a call %s', async (_what, options, status, diagnostics) => {
    world = new World();
    const call = await world.conversation().park();
    expect(await failureOf(call.return(options))).toMatchObject({ status, diagnostics });
    await settle();
    expect(call.parkee?.ended).toBeUndefined();
    expect(world.park.snapshot().calls).toMatchObject([{ state: 'parked' }]);
    expect(world.media.open).toHaveLength(1);
  });

  it('is to try again later while the call is transferred', async () => {
    world = new World({ config: { attempts: 2 } });
    const call = await world.conversation().park();
    await world.pass(90);
    expect(await failureOf(call.return())).toMatchObject({ status: 480, diagnostics: 35017 });
    await call.parkee?.report(480);
    await settle();
    await call.return();
    expect(world.park.snapshot().calls).toMatchObject([{ state: 'parked', attempts: 1 }]);
  });
});
