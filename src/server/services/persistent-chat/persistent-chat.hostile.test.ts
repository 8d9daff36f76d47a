import { describe, expect, it } from 'vitest';
import { parseDiagnostics } from '../../../protocol/diagnostics';
import { ManualClock, type SipResponse } from '../../sip';
import { address, chatWorld, next, roomUri } from '../../composition/testing/chat-world';
import { RawSession } from '../../composition/testing/chat-raw-session';

const why = ({ status, headers }: SipResponse): string =>
  `${status} ${parseDiagnostics(headers.get('ms-diagnostics'))?.errorId ?? ''}`.trim();

describe('Persistent Chat and what does not belong', () => {
  it('takes users of the domain, with a session of messages', async () => {
    const { harness } = await chatWorld();
    const bob = await harness.register('bob');
    const ok = (await RawSession.open(bob)).ok;
    expect(ok.headers.get('Session-Expires')).toBe('600;refresher=uac');
    expect(ok.body.toString('utf8')).toContain('m=message 5060 sip sip:rooms@contoso.com');
    const refused = await RawSession.invite(bob, undefined, {}, 'v=0\r\nm=audio 9 RTP/AVP 0\r\n');
    expect(refused).toMatchObject({ status: 488 });
    const guest = await harness.guest();
    expect(await RawSession.invite(guest)).toMatchObject({ status: 403 });
    const bot = harness.application([address('stranger')], address('stranger'));
    const stranger = await RawSession.invite(bot);
    expect(stranger).toMatchObject({ status: 403 });
    expect(why(stranger as SipResponse)).toBe('403 52008');
  });

  it('refuses posts it cannot stand for, with an answer that leaves the session whole', async () => {
    const { harness, store } = await chatWorld();
    const session = await RawSession.open(await harness.register('carol'));
    await session.join('open');
    expect(why(await session.post('open', 'x', '', address('alice')))).toBe('403 52002');
    expect(why(await session.post('none', 'x'))).toBe('403 52003');
    expect(why(await session.post('secret', 'x'))).toBe('403 52003');
    expect(why(await session.post('closed', 'x'))).toBe('403 52004');
    expect(why(await session.post('hall', 'x'))).toBe('403 52004');
    expect(why(await session.post('open', ' \n'))).toBe('400 52001');
    expect(why(await session.post('open', 'x'.repeat(8_001)))).toBe('413 52005');
    expect(why(await session.post('open', 'é'.repeat(4_001)))).toBe('413 52005');
    expect(why(await session.post('open', 'x'.repeat(32_001), 'story="T"'))).toBe('413 52005');
    expect(why(await session.post('open', '"'.repeat(12_000), 'story="T"'))).toBe('413 52005');
    expect(why(await session.post('open', 'x', 'msgid="a b"'))).toBe('400 52001');
    const head = `<grpchat id="grpchat" chanUri="${roomUri('open')}" author="${address('carol')}"`;
    expect(why(await session.info(`${head}><chat>no time</chat></grpchat>`))).toBe('400 52001');
    const one = `${head} ts="2026-01-01T00:00:00Z"><chat>x</chat></grpchat>`;
    expect(why(await session.info(one + one))).toBe('400 52001');
    expect(why(await session.info(`${one}<cmd id="cmd:getinv"><data/></cmd>`))).toBe('400 52001');
    expect((await store.find({ roomIds: ['open'], limit: 10 })).messages).toEqual([]);
    expect(why(await session.post('open', 'good'))).toBe('200');
    expect(await session.told()).toMatchObject([{ kind: 'grpchat', message: { text: 'good', id: '1' } }]);
  });

  it('answers what it cannot read, and does what it can', async () => {
    const { harness } = await chatWorld();
    const session = await RawSession.open(await harness.register('carol'));
    expect(why(await session.request('INFO', 'hello'))).toBe('400 52001');
    expect(why(await session.request('INFO', '<!DOCTYPE x><xccos envid="1"/>'))).toBe('400 52001');
    expect(why(await session.request('INFO', '{}', 'application/json'))).toBe('415 52009');
    expect(why(await session.info(' '.repeat(50_000)))).toBe('413 52005');
    expect(why(await session.info('<cmd id="cmd:getinv"/>'.repeat(33)))).toBe('400 52001');
    expect(why(await session.info('<unknown/><rpl id="rpl:x"/><ntc id="ntc:y"/>'))).toBe('200');
    expect((await session.request('MESSAGE', 'hi')).status).toBe(405);
    expect((await session.request('OPTIONS')).status).toBe(200);
    expect((await session.request('UPDATE')).headers.get('Session-Expires')).toBe('600;refresher=uac');
    await session.info('<cmd id="cmd:nonsense" seqid="7"><data/></cmd>');
    expect(await session.told()).toMatchObject([
      { kind: 'rpl', name: 'nonsense', code: 405, commandId: { seqid: '7' } },
    ]);
    for (const data of ['<data/>', '<data><chanid key="0" domain="x" value="../y"/></data>']) {
      await session.info(`<cmd id="cmd:join" seqid="1">${data}</cmd>`);
      expect(await session.told()).toMatchObject([
        { name: 'join', code: expect.any(Number) as number, data: {} },
      ]);
    }
  });

  it('limits how fast and how much one user asks and says', async () => {
    const { harness } = await chatWorld({
      limits: {
        posts: { perSecond: 0.001, burst: 2 },
        commands: { perSecond: 0.001, burst: 2 },
        sessionsPerUser: 1,
      },
    });
    const session = await RawSession.open(await harness.register('carol'));
    await session.join('open');
    const posts = [];
    for (let count = 0; count < 3; count++) posts.push(await session.post('open', 'x'));
    expect(posts.map(why)).toEqual(['200', '200', '429 52006']);
    expect(posts[2]?.reason).toBe('Too Many Requests');
    expect(Number(posts[2]?.headers.get('Retry-After'))).toBeGreaterThan(0);
    await session.told();
    await session.told();
    await session.info('<cmd id="cmd:getserverinfo" seqid="1"/>');
    await session.info('<cmd id="cmd:getserverinfo" seqid="1"/>');
    expect(await session.told()).toMatchObject([{ code: 200 }]);
    expect(await session.told()).toMatchObject([{ code: 429 }]);
    expect(why((await RawSession.invite(session.client)) as SipResponse)).toBe('403 52011');
  });

  it('sends one INFO at a time, in order, and several messages in one only to who reads them so', async () => {
    const world = await chatWorld();
    const [old, batching] = [
      await RawSession.open(await world.harness.register('bob')),
      await RawSession.open(await world.harness.register('carol'), { 'Ms-Chat-Batch': 'true' }),
    ];
    await old.join('open');
    await batching.join('open');
    // carol's coming.
    expect(await old.told()).toMatchObject([{ kind: 'ntc', name: 'join' }]);
    const { room } = await world.join('alice', 'open');
    expect(await old.told()).toMatchObject([{ kind: 'ntc', name: 'join' }]);
    expect(await batching.told()).toMatchObject([{ kind: 'ntc', name: 'join' }]);
    const echoes = next(room, 'message-received', 5);
    for (let count = 1; count <= 5; count++) await room.post(`m${count}`);
    await echoes;
    const first = await old.hears();
    await old.client.settled();
    expect(
      old.client.received.filter((message) => message.kind === 'request' && message.method === 'INFO').at(-1),
    ).toBe(first);
    old.client.answer(first, 200);
    for (let count = 2; count <= 5; count++)
      expect(await old.told()).toMatchObject([{ kind: 'grpchat', message: { text: `m${count}` } }]);
    expect(await batching.told()).toHaveLength(1);
    expect((await batching.told()).map((one) => one.kind === 'grpchat' && one.message.text)).toEqual([
      'm2',
      'm3',
      'm4',
      'm5',
    ]);
  });

  it.each([430, 477, 480, 481, 487])(
    'gives up a session whose client answers %d: nobody is there',
    async (status) => {
      const world = await chatWorld();
      const alice = await world.join('alice', 'open');
      const gone = await RawSession.open(await world.harness.register('bob'));
      await gone.join('open');
      const left = next<string>(alice.room, 'participant-left');
      await alice.room.post('x');
      await gone.told(status);
      expect(await left).toEqual([address('bob')]);
    },
  );

  it('gives up a session that does not keep up', async () => {
    const world = await chatWorld({ limits: { waitingBytes: 20_000 } });
    const alice = await world.join('alice', 'open');
    const slow = await RawSession.open(await world.harness.register('carol'));
    await slow.join('open');
    const left = next<string>(alice.room, 'participant-left');
    for (let count = 0; count < 4; count++) await alice.room.post('y'.repeat(7_000));
    expect(await left).toEqual([address('carol')]);
    expect((await slow.client.incoming('BYE')).method).toBe('BYE');
  });

  it('takes somebody whose connection is gone out of the rooms', async () => {
    const world = await chatWorld();
    const alice = await world.join('alice', 'open');
    const session = await RawSession.open(await world.harness.register('bob'));
    await session.join('open');
    const left = next<string>(alice.room, 'participant-left');
    session.client.close();
    // The edge knows that the way is gone when something is to be sent.
    await alice.room.post('x');
    expect(await left).toEqual([address('bob')]);
  });

  it('asks a silent client whether it is there, and ends a session that nobody refreshes', async () => {
    const clock = new ManualClock();
    const world = await chatWorld({ clock });
    const session = await RawSession.open(await world.harness.register('bob'));
    await session.join('open');
    clock.advance(60_000);
    const probe = await session.client.incoming('OPTIONS');
    session.client.answer(probe, 501);
    expect((await session.request('UPDATE')).status).toBe(200);
    clock.advance(60_000);
    session.client.answer(await session.client.incoming('OPTIONS'), 481);
    await expect.poll(() => world.chat.snapshot().sessions).toBe(0);

    const other = await RawSession.open(session.client);
    await other.join('open');
    clock.advance(600_000);
    expect((await session.client.incoming('BYE')).headers.get('Reason')).toContain('cause=408');
  });

  it('says goodbye when it stops, and takes nobody new', async () => {
    const world = await chatWorld();
    const session = await RawSession.open(await world.harness.register('bob'));
    await session.join('open');
    const drained = world.chat.drain();
    const bye = await session.client.incoming('BYE');
    session.client.answer(bye, 200);
    await drained;
    expect(bye.headers.get('Reason')).toContain('cause=503');
    expect(why((await RawSession.invite(session.client)) as SipResponse)).toBe('503 52010');
    expect((await session.info('<cmd id="cmd:getinv" seqid="1"/>')).status).toBe(481);
  });
});
