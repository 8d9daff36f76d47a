import { describe, expect, it } from 'vitest';
import { ManualClock, serialize, type SipResponse } from '../sip';
import { startHarness } from './testing/harness';
import { user, type TestClient } from './testing/client';
import { createGuestCredentials } from './authentication/guests';
import { testGuestSecret } from './testing/edge-server';

const registrar = 'sip:contoso.com';

async function challenged(client: TestClient): Promise<string> {
  const first = await client.ask(client.request('REGISTER', registrar, { To: `<${client.user.uri}>` }));
  expect(first.status).toBe(401);
  return first.headers.get('WWW-Authenticate') ?? '';
}

async function answering(
  client: TestClient,
  challenge: string,
  password?: string,
  count?: string,
): Promise<SipResponse> {
  const value = client.credentials(challenge, 'REGISTER', registrar, password, count);
  const headers = { To: `<${client.user.uri}>`, Contact: `<${client.contact}>`, Authorization: value };
  return client.ask(client.request('REGISTER', registrar, headers));
}

describe('authentication', () => {
  it('challenges a REGISTER with 401, and everything else with 407', async () => {
    const { connect } = await startHarness();
    const alice = await connect('alice');
    expect(await challenged(alice)).toMatch(
      /^Digest realm="contoso.com", nonce="[0-9a-f]+", algorithm=MD5, qop="auth"$/,
    );
    const other = await alice.ask(alice.request('MESSAGE', 'sip:bob@contoso.com'));
    expect(other.status).toBe(407);
    expect(other.headers.has('Proxy-Authenticate')).toBe(true);
  });

  it('takes SHA-256 where the configuration says so, and no MD5 then', async () => {
    const { connect } = await startHarness({ algorithm: 'SHA-256' });
    const alice = await connect('alice');
    const challenge = await challenged(alice);
    expect(challenge).toContain('algorithm=SHA-256');
    expect((await answering(alice, challenge.replace('SHA-256', 'MD5'))).status).toBe(401);
    expect((await answering(alice, await challenged(alice))).status).toBe(200);
  });

  it('asks a connection that has proven an identity no more', async () => {
    const { register } = await startHarness();
    const alice = await register('alice');
    expect((await alice.ask(alice.request('MESSAGE', 'sip:dave@contoso.com'))).status).toBe(480);
    expect((await alice.register()).status).toBe(200);
  });

  it('takes the proof in any request, and does not pass it on', async () => {
    const { connect, register } = await startHarness();
    const bob = await register('bob');
    const alice = await connect('alice');
    const first = await alice.ask(alice.request('MESSAGE', bob.user.uri));
    const value = alice.credentials(first.headers.get('Proxy-Authenticate')!, 'MESSAGE', bob.user.uri);
    const foreign = 'Digest username="x", realm="elsewhere", nonce="n", uri="u", response="0"';
    const text = alice.request('MESSAGE', bob.user.uri, { 'Proxy-Authorization': [value, foreign] });
    alice.send(text);
    const message = await bob.incoming('MESSAGE');
    expect(message.headers.getAll('Proxy-Authorization')).toEqual([foreign]);
    bob.answer(message, 200);
    expect((await alice.answerTo(text)).status).toBe(200);
  });

  it('says that a nonce is stale only to who knows the password', async () => {
    const clock = new ManualClock(1_700_000_000_000);
    const { connect } = await startHarness({ clock, limits: { authenticationSeconds: 3_600 } });
    const alice = await connect('alice');
    const challenge = await challenged(alice);
    clock.advance(601_000);
    expect((await answering(alice, challenge, 'wrong')).headers.get('WWW-Authenticate')).not.toContain(
      'stale',
    );
    expect((await answering(alice, challenge)).headers.get('WWW-Authenticate')).toContain('stale=true');
  });

  it('does not take the same count twice', async () => {
    const { connect } = await startHarness();
    const [first, second] = [await connect('alice'), await connect('alice')];
    const challenge = await challenged(first);
    expect((await answering(first, challenge)).status).toBe(200);
    const replay = await answering(second, challenge);
    expect(replay.status).toBe(401);
    expect(replay.headers.get('WWW-Authenticate')).toContain('stale=true');
    expect((await answering(second, challenge, undefined, '00000002')).status).toBe(200);
  });

  it('answers unknown users and wrong passwords with the same octets', async () => {
    const { connect } = await startHarness();
    const texts: string[] = [];
    for (const name of ['alice', 'nobod']) {
      const client = await connect(name);
      const answer = await answering(client, await challenged(client), 'wrong');
      const text = serialize(answer).toString('latin1');
      texts.push(
        text
          .replace(/nonce="\w+"|tag=\w+|Call-ID: .*|branch=\w+|Via: \S+ \S+|CSeq: \d+/g, '')
          .replaceAll(name, 'NAME'),
      );
    }
    expect(texts[0]).toBe(texts[1]);
  });

  it('wants From to be who has proven it', async () => {
    const { connect, register } = await startHarness();
    const alice = await connect('alice');
    const challenge = await challenged(alice);
    const value = alice.credentials(challenge, 'REGISTER', registrar);
    const as = {
      From: '<sip:bob@contoso.com>;tag=1',
      To: '<sip:bob@contoso.com>',
      Contact: `<${alice.contact}>`,
      Authorization: value,
    };
    expect((await alice.ask(alice.request('REGISTER', registrar, as))).status).toBe(403);
    const carol = await register('carol');
    const lie = carol.request('MESSAGE', 'sip:alice@contoso.com', { From: '<sip:bob@contoso.com>;tag=1' });
    expect((await carol.ask(lie)).status).toBe(407);
  });

  it('lets nobody register for somebody else', async () => {
    const { register } = await startHarness();
    const alice = await register('alice');
    const text = alice.request('REGISTER', registrar, {
      To: '<sip:bob@contoso.com>',
      Contact: `<${alice.contact}>`,
    });
    expect((await alice.ask(text)).status).toBe(403);
  });

  it('answers with 503 after a handful of wrong passwords, and still lets another connection of the user in', async () => {
    const failing = { perSecond: 0.001, burst: 3 };
    const more = { perSecond: 1, burst: 100 };
    const { connect } = await startHarness({
      limits: { failedAttempts: { connection: failing, identity: more, address: more } },
    });
    const client = await connect('alice');
    const statuses: number[] = [];
    let last: SipResponse | undefined;
    for (let i = 0; i < 5; i++) {
      const challenge = await challenged(client);
      last = await answering(client, challenge, 'wrong');
      statuses.push(last.status);
    }
    expect(statuses).toEqual([401, 401, 401, 503, 503]);
    expect(Number(last?.headers.get('Retry-After'))).toBeGreaterThan(0);
    expect((await (await connect('alice')).register()).status).toBe(200);
  });

  it('signs in a guest with the challenge that came with the credentials, in one round trip', async () => {
    const { server, connect } = await startHarness();
    const guest = await connect(server.guest());
    const { realm, nonce, algorithm } = server.edge.challenge();
    const answer = await answering(
      guest,
      `Digest realm="${realm}", nonce="${nonce}", algorithm=${algorithm}`,
    );
    expect(answer.status).toBe(200);
  });

  it('refuses expired and forged guest credentials', async () => {
    const { connect } = await startHarness();
    const options = { domain: 'contoso.com', secret: testGuestSecret, lifetimeSeconds: 60, now: Date.now() };
    const bad = [
      createGuestCredentials({ ...options, now: Date.now() - 61_000 }),
      createGuestCredentials({ ...options, secret: 'another secret of somebody' }),
    ];
    for (const credentials of bad) {
      const guest = await connect(credentials);
      expect((await answering(guest, await challenged(guest))).status).toBe(401);
    }
  });

  it('takes the full address as user name too', async () => {
    const { connect } = await startHarness();
    const alice = await connect({ ...user('alice'), username: 'alice@contoso.com' });
    expect((await alice.register()).status).toBe(200);
  });
});
