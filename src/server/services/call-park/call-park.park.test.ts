import { afterEach, describe, expect, it } from 'vitest';
import { buildParkRequest } from '../../../protocol/call-park';
import { MemoryOrbitStore } from '../../store/memory-orbit-store';
import { parseNameAddr } from '../../sip';
import type { ParkCall } from './testing/conversation';
import { foreignSdp } from './testing/media-double';
import { failureOf, parkUri, settle, until, World, type WorldOptions } from './testing/world';

let world: World;
afterEach(async () => {
  expect(world.errors()).toEqual([]);
  await world.close();
  expect(world.media.open).toEqual([]);
  expect(world.park.snapshot()).toMatchObject({ free: world.park.snapshot().orbits, calls: [] });
});

describe('park', () => {
  it('replaces the parker, plays music, then answers with orbit and ms-parked-call', async () => {
    world = new World();
    const call = world.conversation();
    call.replaceStatus = 0;
    const parking = call.park({
      headers: [
        ['Ms-Conversation-ID', 'AdKjt1=='],
        ['Subject', 'private'],
      ],
    });
    await until(() => call.replaceInvites.length === 1, 'INVITE with Replaces');
    const { request: invite } = call.replaceInvites[0]!;
    expect(invite.uri).toBe('sip:bob@contoso.com;gr=urn:x');
    expect(invite.headers.get('Require')).toBe('replaces');
    expect(invite.headers.get('Referred-By')).toBe('<sip:alice@contoso.com>');
    expect(invite.headers.get('Contact')).toBe('<sip:park@contoso.com>;isCps');
    expect(invite.headers.get('Ms-Conversation-ID')).toBe('AdKjt1==');
    expect(invite.headers.has('Subject')).toBe(false);
    expect(invite.body.toString()).toContain('m=audio');
    await settle();
    // Success is not reported before the replace works.
    expect(world.trace()).not.toContain('200 INVITE');
    expect(world.park.snapshot()).toMatchObject({ free: 2, calls: [{ orbit: '100', state: 'replacing' }] });
    call.acceptReplace(call.replaceInvites[0]!);
    await parking;
    const answer = call.control?.inviteResponse;
    const contact = parseNameAddr(answer?.headers.get('Contact') ?? '');
    expect([contact?.uri, contact?.params.has('iscps')]).toEqual([parkUri, true]);
    expect(answer?.headers.get('Content-Type')).toBe('application/ms-call-park+xml');
    expect(answer?.headers.get('Content-Disposition')).toBe('session');
    expect(call.response).toEqual({
      requestId: expect.stringMatching(/^r\d+$/) as string,
      orbit: '100',
      msParkedCall: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    });
    expect(world.media.open).toMatchObject([{ music: true, accepted: true }]);
    expect(world.park.snapshot().calls).toEqual([
      {
        orbit: '100',
        state: 'parked',
        parkerUri: 'sip:alice@contoso.com',
        parkeeUri: 'sip:bob@contoso.com',
        parkedAt: world.clock.now(),
        ringBackAt: world.clock.now() + 90_000,
        attempts: 0,
      },
    ]);
    // What proves the right to the call stays out of the log and of the store.
    const written = JSON.stringify([world.logged, await world.store.all()]);
    expect(written).toContain('100');
    expect(written).not.toContain(call.parked.msParkedCall);
  });

  it('is silent when music is off', async () => {
    world = new World({ config: { music: false } });
    await world.conversation().park();
    expect(world.media.open).toMatchObject([{ music: false }]);
  });

  it('gives the orbit that was least recently used', async () => {
    world = new World();
    const orbits: string[] = [];
    for (let turn = 0; turn < 4; turn++) {
      const call = await world.conversation().park();
      orbits.push(call.parked.orbit);
      await call.hangUp();
      await settle();
    }
    expect(orbits).toEqual(['100', '101', '102', '100']);
  });

  it('keeps the call when the parker never acknowledges', async () => {
    world = new World();
    const call = world.conversation();
    call.replaceStatus = 0;
    const parking = call.park();
    await until(() => call.replaceInvites.length === 1, 'INVITE with Replaces');
    call.acceptReplace(call.replaceInvites[0]!);
    world.loseAcks = true;
    await parking;
    await world.pass(33);
    world.loseAcks = false;
    expect(call.controlEnded).toBe('remote');
    expect(world.park.snapshot().calls).toMatchObject([{ state: 'parked' }]);
    expect(await world.retriever().retrieve('100')).toBe(call);
    await settle();
    expect(call.notifications).toEqual([]);
  });

  it('keeps the call when the parker hangs up, and says nothing more', async () => {
    world = new World();
    const call = await world.conversation().park();
    await call.control?.bye();
    await settle();
    expect(world.park.snapshot().calls).toMatchObject([{ state: 'parked' }]);
    world.trace();
    await call.hangUp();
    await settle();
    // The parker is gone: nothing more is said.
    expect(world.trace()).toEqual(['200 BYE']);
    expect(world.park.snapshot().calls).toEqual([]);
  });

  it('answers what comes in its dialogs', async () => {
    world = new World();
    const call = await world.conversation().park();
    const status = async (...request: Parameters<NonNullable<typeof call.control>['request']>) =>
      (await call.control!.request(...request)).status;
    const body = (requestId: string) => ({
      contentType: 'application/ms-call-park+xml',
      body: buildParkRequest(call.request({ requestId })),
    });
    expect(await status('OPTIONS')).toBe(200);
    expect(await status('MESSAGE', { body: 'x', contentType: 'text/plain' })).toBe(405);
    expect(await status('INVITE', body(call.parked.requestId))).toBe(200);
    expect(await status('INVITE')).toBe(200);
    // One park request per control dialog.
    expect(await status('INVITE', body('other'))).toBe(400);
    expect(await status('INVITE', { ...body('x'), body: '<x' })).toBe(400);
    const parkee = call.parkee!.dialog;
    const sdp = (text: string) => ({ contentType: 'application/sdp', body: text });
    const answer = await parkee.request('INVITE', sdp('v=0\r\nm=audio 5000 RTP/AVP 0\r\n'));
    expect([answer.status, answer.body.toString().includes('x-renegotiated')]).toEqual([200, true]);
    expect((await parkee.request('INVITE', sdp(foreignSdp))).status).toBe(488);
    expect((await parkee.request('INVITE')).status).toBe(488);
    expect(
      (await parkee.request('INFO', { contentType: 'application/dtmf-relay', body: 'Signal=1' })).status,
    ).toBe(200);
    expect((await parkee.request('REFER', { headers: [['Refer-To', '<sip:x@y>']] })).status).toBe(405);
    expect(world.park.snapshot().calls).toMatchObject([{ state: 'parked' }]);
  });
});

describe('a park that fails', () => {
  interface Row {
    readonly what: string;
    readonly status: number;
    readonly diagnostics: number;
    readonly options?: WorldOptions;
    readonly call?: (w: World) => ParkCall;
    readonly before?: (w: World) => unknown;
    readonly replaceStatus?: number;
    readonly answerSdp?: string;
  }
  const rows: Row[] = [
    {
      what: 'finds all orbits taken',
      ...{ status: 480, diagnostics: 35002 },
      options: { config: { orbits: ['100'] } },
      before: (w) => w.conversation('dave', 'erin').park(),
    },
    { what: 'has no media', status: 500, diagnostics: 35005, before: (w) => (w.media.fails = true) },
    { what: 'gets no store', status: 500, diagnostics: 35005, options: { store: brokenStore() } },
    {
      what: 'names the service as the parkee',
      status: 400,
      diagnostics: 35006,
      call: () => ({ request: { target: parkUri } }),
    },
    {
      what: 'names an orbit as the parkee',
      status: 400,
      diagnostics: 35006,
      call: () => ({ request: { target: 'sip:101@contoso.com' } }),
    },
    { what: 'is refused by the parkee', status: 480, diagnostics: 35007, replaceStatus: 603 },
    { what: 'meets a parkee without Replaces', status: 480, diagnostics: 35007, replaceStatus: 420 },
    { what: 'meets a parkee with foreign SDP', status: 480, diagnostics: 35007, answerSdp: foreignSdp },
    { what: 'is told by the edge that nobody answers', status: 504, diagnostics: 35004, replaceStatus: 408 },
    {
      what: 'is of another version',
      status: 400,
      diagnostics: 35008,
      call: () => ({ body: '<park-request version="2.0" request-id="1"/>' }),
    },
    { what: 'is no XML', status: 400, diagnostics: 35009, call: () => ({ body: '<park-request' }) },
    {
      what: 'is not UTF-8',
      status: 400,
      diagnostics: 35009,
      call: () => ({ body: Buffer.from([0xff, 0xfe]) }),
    },
    {
      what: 'is incomplete',
      status: 400,
      diagnostics: 35009,
      call: () => ({ body: '<park-request version="1.0" request-id="1"/>' }),
    },
    {
      what: 'is of another type',
      status: 400,
      diagnostics: 35009,
      call: () => ({ contentType: 'application/sdp', body: 'v=0' }),
    },
    {
      what: 'has a target that is no address',
      status: 400,
      diagnostics: 35009,
      call: () => ({ request: { target: 'sip:bob@host:port' } }),
    },
    { what: 'comes from nobody', status: 403, diagnostics: 35009, call: () => ({ identity: undefined }) },
    {
      what: 'comes from a guest',
      status: 403,
      diagnostics: 35009,
      call: () => ({ identity: 'sip:guest-1@contoso.com' }),
    },
    { what: 'comes while draining', status: 503, diagnostics: 35012, before: (w) => startDraining(w) },
    {
      what: 'names a dialog the parkee has not',
      status: 481,
      diagnostics: 35016,
      call: () => ({ request: { toTag: 'guessed' } }),
    },
    {
      what: 'comes from a stranger who knows the tags',
      status: 481,
      diagnostics: 35016,
      call: () => ({ identity: 'sip:mallory@contoso.com' }),
    },
    {
      what: 'carries a Replaces',
      status: 481,
      diagnostics: 35016,
      call: () => ({ headers: [['Replaces', 'a;to-tag=b;from-tag=c']] }),
    },
    {
      what: 'comes from a stranger, as the edge has seen',
      ...{ status: 481, diagnostics: 35016 },
      options: { witness: { partiesOf: async () => ['sip:dave@contoso.com', 'sip:bob@contoso.com'] } },
    },
    {
      what: 'meets a mistake of ours',
      ...{ status: 500, diagnostics: 35001 },
      options: {
        witness: {
          partiesOf: async () => {
            throw new Error('bug');
          },
        },
      },
    },
  ];

  it.each(rows)('$what: $status with $diagnostics', async (row) => {
    world = new World(row.options);
    await row.before?.(world);
    const before = { ...world.park.snapshot(), legs: world.media.open.length };
    const call = world.conversation();
    call.replaceStatus = row.replaceStatus ?? 200;
    if (row.answerSdp !== undefined) call.answerSdp = row.answerSdp;
    expect(await failureOf(call.park(row.call?.(world)))).toMatchObject({
      status: row.status,
      diagnostics: row.diagnostics,
    });
    await settle();
    // Nothing is left of it.
    expect({ ...world.park.snapshot(), legs: world.media.open.length }).toEqual(before);
    if (row.diagnostics === 35001)
      expect(world.logged.splice(0).some(({ event }) => event === 'call-park-failed')).toBe(true);
    if (row.options?.store) world.logged.length = 0;
    if (row.replaceStatus !== undefined) expect(call.replaced).toBe(false);
  });

  it('times out, and hangs up on a parkee who answers later', async () => {
    world = new World();
    const call = world.conversation();
    call.replaceStatus = 0;
    const failing = failureOf(call.park());
    await until(() => call.replaceInvites.length === 1, 'INVITE with Replaces');
    await world.pass(21);
    expect(await failing).toMatchObject({ status: 504, diagnostics: 35004 });
    expect(world.trace()).toContain('CANCEL');
    expect(world.park.snapshot().calls).toEqual([]);
  });

  it('is withdrawn by CANCEL: the parkee is left alone, the orbit is free', async () => {
    world = new World();
    const call = world.conversation();
    call.replaceStatus = 0;
    const cancel = new AbortController();
    const parking = call.park({ signal: cancel.signal });
    await until(() => call.replaceInvites.length === 1, 'INVITE with Replaces');
    // The 100 after 200 ms: an INVITE without any answer cannot be cancelled (RFC 3261 section 9.1).
    await world.pass(0.2);
    cancel.abort();
    await expect(parking).rejects.toMatchObject({ code: 'cancelled' });
    await settle();
    expect(world.trace()).toEqual(expect.arrayContaining(['487 INVITE', 'CANCEL']));
    expect(call.replaceInvites[0]?.signal.aborted).toBe(true);
    expect(world.park.snapshot()).toMatchObject({ free: 3, calls: [] });
    expect(world.media.open).toEqual([]);
  });

  it('is withdrawn as the parkee answers: that leg is hung up', async () => {
    world = new World();
    const call = world.conversation();
    call.replaceStatus = 0;
    const cancel = new AbortController();
    const parking = call.park({ signal: cancel.signal });
    await until(() => call.replaceInvites.length === 1, 'INVITE with Replaces');
    await world.pass(0.2);
    call.acceptReplace(call.replaceInvites[0]!);
    cancel.abort();
    await expect(parking).rejects.toMatchObject({ code: 'cancelled' });
    await settle();
    expect(world.park.snapshot()).toMatchObject({ free: 3, calls: [] });
    expect(world.media.open).toEqual([]);
    expect(call.parkee === undefined || call.parkee.ended !== undefined).toBe(true);
  });

  it('parks a conversation once, from whichever side', async () => {
    world = new World();
    const call = world.conversation();
    call.replaceStatus = 0;
    const parking = call.park();
    await until(() => call.replaceInvites.length === 1, 'INVITE with Replaces');
    const doublePark = { status: 400, diagnostics: 35006 };
    expect(await failureOf(world.conversation().park({ request: ids(call) }))).toMatchObject(doublePark);
    const reversed = {
      callId: call.callId,
      fromTag: call.parkeeTag,
      toTag: call.parkerTag,
      target: call.parkerUri,
    };
    expect(await failureOf(world.conversation('bob', 'alice').park({ request: reversed }))).toMatchObject(
      doublePark,
    );
    call.acceptReplace(call.replaceInvites[0]!);
    await parking;
    expect(await failureOf(world.conversation().park({ request: ids(call) }))).toMatchObject(doublePark);
    // Nor is the parked party parked again.
    const audio = { callId: call.parkee!.dialog.callId };
    expect(await failureOf(world.conversation('bob', 'alice').park({ request: audio }))).toMatchObject(
      doublePark,
    );
    expect(world.park.snapshot().calls).toHaveLength(1);
    await call.hangUp();
  });

  it('may be tried again', async () => {
    world = new World();
    const call = world.conversation();
    call.replaceStatus = 486;
    await failureOf(call.park());
    call.replaceStatus = 200;
    expect((await call.park()).parked.orbit).toBe('101');
  });
});

function ids(call: { callId: string; parkerTag: string; parkeeTag: string }) {
  return { callId: call.callId, fromTag: call.parkerTag, toTag: call.parkeeTag };
}

function brokenStore(): MemoryOrbitStore {
  const store = new MemoryOrbitStore();
  store.closed = true;
  return store;
}

async function startDraining(w: World): Promise<void> {
  const call = await w.conversation('dave', 'erin').park();
  // The one that is parked keeps the service from ending at once.
  void w.park.drain();
  await w.pass(0);
  await until(() => (call.parkee?.referTo.length ?? 0) > 0, 'ring-back');
}
