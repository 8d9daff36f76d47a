import { describe, expect, it } from 'vitest';
import { ManualClock } from '../sip';
import { establish, startHarness } from './testing/harness';
import type { TestClient } from './testing/client';

async function threeAtOnce(): Promise<{
  caller: TestClient;
  one: TestClient;
  two: TestClient;
  invite: string;
}> {
  const { register } = await startHarness();
  const caller = await register('alice');
  const [one, two] = [await register('bob'), await register('bob')];
  const invite = caller.request('INVITE', 'sip:bob@contoso.com', { Contact: `<${caller.contact}>` });
  caller.send(invite);
  return { caller, one, two, invite };
}

describe('an INVITE to a user with two clients', () => {
  it('rings on both; the one that answers has the call, the other is withdrawn', async () => {
    const { caller, one, two, invite } = await threeAtOnce();
    const [first, second] = [await one.incoming('INVITE'), await two.incoming('INVITE')];
    expect(first.uri).toBe(one.contact);
    expect(second.uri).toBe(two.contact);
    one.answer(first, 180);
    two.answer(second, 180);
    two.answer(second, 200, { Contact: `<${two.contact}>` });
    const cancel = await one.incoming('CANCEL');
    expect(cancel.headers.get('Reason')).toContain('cause=200');
    expect(cancel.topVia()?.branch).toBe(first.topVia()?.branch);
    one.answer(cancel, 200);
    one.answer(first, 487);
    expect((await one.incoming('ACK')).topVia()?.branch).toBe(first.topVia()?.branch);
    const answer = await caller.answerTo(invite);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('Contact')).toBe(`<${two.contact}>`);
    expect(
      caller.received.filter(
        (m) => m.kind === 'response' && m.status >= 200 && m.cseq()?.method === 'INVITE',
      ),
    ).toHaveLength(1);
  });

  it('waits for a provisional answer before it cancels a branch', async () => {
    const { caller, one, two, invite } = await threeAtOnce();
    const [first, second] = [await one.incoming('INVITE'), await two.incoming('INVITE')];
    two.answer(second, 200, { Contact: `<${two.contact}>` });
    expect((await caller.answerTo(invite)).status).toBe(200);
    expect(one.received.some((m) => m.kind === 'request' && m.method === 'CANCEL')).toBe(false);
    one.answer(first, 180);
    expect((await one.incoming('CANCEL')).method).toBe('CANCEL');
  });

  it('answers with the best of the failures', async () => {
    const { caller, one, two, invite } = await threeAtOnce();
    one.answer(await one.incoming('INVITE'), 480);
    two.answer(await two.incoming('INVITE'), 486);
    expect((await caller.answerTo(invite)).status).toBe(486);
    await two.incoming('ACK');
  });

  it('lets a 6xx decide for all', async () => {
    const { caller, one, two, invite } = await threeAtOnce();
    const [first, second] = [await one.incoming('INVITE'), await two.incoming('INVITE')];
    two.answer(second, 180);
    one.answer(first, 603);
    two.answer(await two.incoming('CANCEL'), 200);
    two.answer(second, 487);
    expect((await caller.answerTo(invite)).status).toBe(603);
  });

  it('is withdrawn everywhere when the caller cancels, with the reason that was given', async () => {
    const { caller, one, two, invite } = await threeAtOnce();
    const [first, second] = [await one.incoming('INVITE'), await two.incoming('INVITE')];
    one.answer(first, 180);
    two.answer(second, 180);
    await caller.answerTo(invite, true);
    const cancel = invite
      .replace(/^INVITE/, 'CANCEL')
      .replace(/(CSeq: \d+) INVITE/, '$1 CANCEL')
      .replace(/Contact: .*\r\n/, 'Reason: SIP;cause=600;text="gone"\r\n');
    caller.send(cancel);
    expect((await caller.answerTo(cancel)).status).toBe(200);
    for (const [client, request] of [
      [one, first],
      [two, second],
    ] as const) {
      const received = await client.incoming('CANCEL');
      expect(received.headers.get('Reason')).toBe('SIP;cause=600;text="gone"');
      client.answer(received, 200);
      client.answer(request, 487);
    }
    expect((await caller.answerTo(invite)).status).toBe(487);
  });
});

it('answers a CANCEL of nothing with 481', async () => {
  const { register } = await startHarness();
  const alice = await register('alice');
  expect((await alice.ask(alice.request('CANCEL', 'sip:bob@contoso.com'))).status).toBe(481);
});

it('sends a MESSAGE to every client, and the first to take it is the answer', async () => {
  const { register } = await startHarness();
  const [alice, one, two] = [await register('alice'), await register('bob'), await register('bob')];
  const text = alice.request('MESSAGE', 'sip:bob@contoso.com');
  alice.send(text);
  one.answer(await one.incoming('MESSAGE'), 480);
  two.answer(await two.incoming('MESSAGE'), 200);
  expect((await alice.answerTo(text)).status).toBe(200);
});

it('refuses what has no hops left, loops, or asks a proxy for what it does not know', async () => {
  const { register } = await startHarness();
  const alice = await register('alice');
  await register('bob');
  const status = async (headers: Record<string, string | string[]>): Promise<number> =>
    (await alice.ask(alice.request('MESSAGE', 'sip:bob@contoso.com', headers))).status;
  expect(await status({ 'Max-Forwards': '0' })).toBe(483);
  expect(await status({ 'Proxy-Require': 'warp-drive' })).toBe(420);
});

it('detects a loop by its own Via', async () => {
  const { register, application } = await startHarness();
  const looping = application(['sip:loop@contoso.com'], 'sip:loop@contoso.com');
  const alice = await register('alice');
  const text = alice.request('MESSAGE', 'sip:loop@contoso.com');
  alice.send(text);
  const request = await looping.incoming('MESSAGE');
  request.headers.set('From', '<sip:loop@contoso.com>;tag=1');
  request.headers.prepend('Via', 'SIP/2.0/TCP loop.invalid;branch=z9hG4bKloop');
  looping.send(request);
  const answer = await looping.next((m): m is typeof m & { kind: 'response' } => m.kind === 'response');
  expect(answer.kind === 'response' && answer.status).toBe(482);
});

describe('time', () => {
  it('withdraws an INVITE that rings for more than three minutes', async () => {
    const clock = new ManualClock(1_700_000_000_000);
    const { register } = await startHarness({ clock });
    const [alice, bob] = [await register('alice'), await register('bob')];
    const invite = alice.request('INVITE', bob.user.uri, { Contact: `<${alice.contact}>` });
    alice.send(invite);
    const incoming = await bob.incoming('INVITE');
    bob.answer(incoming, 180);
    await alice.answerTo(invite, true);
    clock.advance(170_000);
    bob.answer(incoming, 183);
    await alice.answerTo(invite, true);
    clock.advance(170_000);
    expect(bob.received.some((message) => message.kind === 'request' && message.method === 'CANCEL')).toBe(
      false,
    );
    clock.advance(15_000);
    bob.answer(await bob.incoming('CANCEL'), 200);
    bob.answer(incoming, 487);
    expect((await alice.answerTo(invite)).status).toBe(487);
  });

  it('answers 408 for who never answers', async () => {
    const clock = new ManualClock(1_700_000_000_000);
    const { register, server } = await startHarness({ clock });
    const [alice, bob] = [await register('alice'), await register('bob')];
    const text = alice.request('MESSAGE', bob.user.uri);
    alice.send(text);
    await bob.incoming('MESSAGE');
    clock.advance(33_000);
    expect((await alice.answerTo(text)).status).toBe(408);
    expect(server.edge.stats.transactions).toEqual({ client: 0, server: 0 });
  });
});

it('takes nothing new while it drains, but lets what is there go on', async () => {
  const { register, server } = await startHarness();
  const [alice, bob] = [await register('alice'), await register('bob')];
  const dialog = await establish(alice, bob);
  const text = alice.request('MESSAGE', bob.user.uri);
  alice.send(text);
  const waiting = await bob.incoming('MESSAGE');
  const drained = server.edge.drain();
  const refused = await alice.ask(alice.request('INVITE', bob.user.uri));
  expect([refused.status, refused.headers.has('Retry-After')]).toEqual([503, true]);
  const bye = bob.request('BYE', alice.contact, dialog.callee);
  bob.send(bye);
  alice.answer(await alice.incoming('BYE'), 200);
  expect((await bob.answerTo(bye)).status).toBe(200);
  bob.answer(waiting, 200);
  expect((await alice.answerTo(text)).status).toBe(200);
  await drained;
});
