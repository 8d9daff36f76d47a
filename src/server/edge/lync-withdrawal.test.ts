import { describe, expect, it } from 'vitest';
import { startHarness, type Harness } from './testing/harness';
import { user, type TestClient } from './testing/client';
import type { SipRequest } from '../sip';

const via = 'SIP/2.0/tcp 127.0.0.1:45726';
const registrar = 'sip:contoso.com';
const sipeAgent = { 'User-Agent': 'Purple/2.14.12 Sipe/1.25.0 (linux-x86_64)' };

/** Alice calls bob as SIPE does, with a Via without branch; bob's client rings. */
async function ringing({ connect, register }: Harness): Promise<{
  alice: TestClient;
  bob: TestClient;
  invite: string;
  received: SipRequest;
}> {
  const bob = await register('bob');
  const alice = await connect('alice', 'TCP');
  expect((await alice.register(sipeAgent)).status).toBe(200);
  const call = {
    From: '<sip:alice@contoso.com>;tag=5458149841;epid=c97532c1946f',
    'Call-ID': 'the-call',
    Via: via,
  };
  const invite = alice.request('INVITE', bob.user.uri, {
    ...call,
    CSeq: '1 INVITE',
    Contact: `<${alice.contact}>`,
  });
  alice.send(invite);
  const received = await bob.incoming('INVITE');
  bob.answer(received, 180);
  expect((await alice.answerTo(invite, true)).status).toBe(180);
  return { alice, bob, invite, received };
}

async function expectWithdrawn(
  { alice, bob, invite, received }: Awaited<ReturnType<typeof ringing>>,
  request: string,
): Promise<void> {
  alice.send(request);
  const cancel = await bob.incoming('CANCEL');
  expect(cancel.topVia()?.branch).toBe(received.topVia()?.branch);
  expect((await alice.answerTo(request)).status).toBe(200);
  bob.answer(cancel, 200);
  bob.answer(received, 487);
  expect((await alice.answerTo(invite)).status).toBe(487);
}

const following = (invite: string, method: string, cseq: number): string =>
  invite.replace(/^INVITE/, method).replace(/CSeq: 1 INVITE/, `CSeq: ${cseq} ${method}`);

describe('a call that the Lync client withdraws before it is answered', () => {
  it('ends by CANCEL whose Via has no branch', async () => {
    const call = await ringing(await startHarness());
    await expectWithdrawn(call, following(call.invite, 'CANCEL', 1));
  });

  it('ends by BYE without a To tag, which is what SIPE sends', async () => {
    const call = await ringing(await startHarness());
    await expectWithdrawn(call, following(call.invite, 'BYE', 2));
  });

  it('is not ended by the same BYE of somebody else', async () => {
    const harness = await startHarness();
    const { alice, bob, invite, received } = await ringing(harness);
    const carol = await harness.register('carol');
    const bye = following(invite, 'BYE', 2).replace('<sip:alice@contoso.com>', '<sip:carol@contoso.com>');
    carol.send(bye);
    const passed = await bob.incoming('BYE');
    bob.answer(passed, 481);
    expect((await carol.answerTo(bye)).status).toBe(481);
    bob.answer(received, 200, { Contact: `<${bob.contact}>` });
    expect((await alice.answerTo(invite)).status).toBe(200);
  });

  it('is not ended by a BYE once it is answered', async () => {
    const { alice, bob, invite, received } = await ringing(await startHarness());
    bob.answer(received, 200, { Contact: `<${bob.contact}>` });
    expect((await alice.answerTo(invite)).status).toBe(200);
    const bye = following(invite, 'BYE', 2);
    alice.send(bye);
    bob.answer(await bob.incoming('BYE'), 481);
    expect((await alice.answerTo(bye)).status).toBe(481);
  });
});

describe('a Lync client with a wrong password', () => {
  it.each(['alice', 'nobody'])('is refused with a reason to show, not asked again: %s', async (name) => {
    const { connect, server } = await startHarness();
    const client = await connect({ ...user(name), password: 'wrong' }, 'TCP');
    const answer = await client.register(sipeAgent);
    expect(answer.status).toBe(403);
    expect(answer.headers.get('Warning')).toBe('399 contoso.com "Wrong user name or password"');
    expect(answer.headers.get('ms-diagnostics')).toBe(
      '51101;source="edge";reason="Wrong user name or password"',
    );
    expect(server.edge.stats.bindings).toBe(0);
  });

  it('is asked again when only the nonce was old', async () => {
    const { connect } = await startHarness();
    const alice = await connect('alice', 'TCP');
    const headers = { ...sipeAgent, To: '<sip:alice@contoso.com>', Contact: `<${alice.contact}>` };
    const first = await alice.ask(alice.request('REGISTER', registrar, headers));
    const challenge = first.headers.get('Proxy-Authenticate')!.replace(/nonce="\w+"/, 'nonce="0123456789"');
    const proof = alice.credentials(challenge, 'REGISTER', registrar);
    const again = await alice.ask(
      alice.request('REGISTER', registrar, { ...headers, 'Proxy-Authorization': proof }),
    );
    expect(again.status).toBe(407);
    expect(again.headers.get('Proxy-Authenticate')).toContain('stale=true');
  });
});
