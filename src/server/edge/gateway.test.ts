import { describe, expect, it } from 'vitest';
import { memoryPair } from '../sip';
import { TestClient } from './testing/client';
import { establish, startHarness, type Harness } from './testing/harness';

/** A gateway's connection; `uri` is whom its requests come from unless they say otherwise. */
function gateway({ server }: Harness, uri: string): TestClient {
  const [ours, theirs] = memoryPair();
  server.edge.attach(ours, { kind: 'gateway' });
  const client = new TestClient(
    { uri, username: '', password: '' },
    'TCP',
    (bytes) => theirs.send(Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes, 'utf8')),
    () => theirs.close(),
  );
  theirs.onMessage = (message) => client.receive(message);
  theirs.onClose = () => client.ended();
  return client;
}

const guest = `sip:guest-${'0'.repeat(32)}@contoso.com`;

describe('a gateway', () => {
  it('registers users and guests without a challenge, as many as there are, and is called for them', async () => {
    const harness = await startHarness({ users: Array.from({ length: 12 }, (_, index) => `user${index}`) });
    const client = gateway(harness, 'sip:user0@contoso.com');
    const register = (uri: string, contact: string) =>
      client.ask(
        client.request('REGISTER', 'sip:contoso.com', {
          From: `<${uri}>;tag=x`,
          To: `<${uri}>`,
          Contact: `<${contact}>`,
        }),
      );
    for (let index = 0; index < 12; index++) {
      const uri = `sip:user${index}@contoso.com`;
      expect((await register(uri, `sip:ucwa-${index}@ucwa.contoso.com;transport=tcp`)).status).toBe(200);
    }
    expect((await register(guest, 'sip:ucwa-g@ucwa.contoso.com')).status).toBe(200);
    const alice = await harness.register('alice');
    const invite = alice.request('INVITE', 'sip:user7@contoso.com', { Contact: `<${alice.contact}>` });
    alice.send(invite);
    const received = await client.incoming('INVITE');
    expect(received.uri).toBe('sip:ucwa-7@ucwa.contoso.com;transport=tcp');
    client.answer(received, 486);
    expect((await alice.answerTo(invite)).status).toBe(486);
  });

  it('is believed who it speaks for, if that is one of the domain', async () => {
    const harness = await startHarness();
    const bob = await harness.register('bob');
    const client = gateway(harness, 'sip:alice@contoso.com');
    const { caller } = await establish(client, bob);
    const invite = bob.received.find((each) => each.kind === 'request' && each.method === 'INVITE')!;
    expect(invite.headers.get('P-Asserted-Identity')).toBe('"alice" <sip:alice@contoso.com>');
    const bye = client.request('BYE', bob.contact, caller);
    client.send(bye);
    bob.answer(await bob.incoming('BYE'), 200);
    expect((await client.answerTo(bye)).status).toBe(200);
    for (const from of [
      'sip:nobody@contoso.com',
      'sip:alice@elsewhere.example',
      'sip:contoso.com',
      'sip:sales@contoso.com',
    ]) {
      const text = client.request('MESSAGE', 'sip:bob@contoso.com', { From: `<${from}>;tag=x` });
      expect((await client.ask(text)).status, from).toBe(403);
    }
  });

  it('gives nobody more than they may: guests reach portals, users send no context invitations', async () => {
    const harness = await startHarness();
    const sales = harness.application(['sip:sales@contoso.com'], 'sip:sales@contoso.com');
    await harness.register('bob');
    const client = gateway(harness, guest);
    const call = (to: string) => client.request('INVITE', to, { Contact: '<sip:g@ucwa.contoso.com>' });
    expect((await client.ask(call('sip:bob@contoso.com'))).status).toBe(403);
    const portal = call('sip:sales@contoso.com');
    client.send(portal);
    const received = await sales.incoming('INVITE');
    expect(received.headers.get('P-Asserted-Identity')).toBe(`<${guest}>`);
    sales.answer(received, 486);
    expect((await client.answerTo(portal)).status).toBe(486);
    const user = gateway(harness, 'sip:alice@contoso.com');
    const type = { 'Content-Type': 'application/ms-session-invite+xml', Contact: '<sip:a@ucwa.contoso.com>' };
    expect((await user.ask(user.request('INVITE', 'sip:bob@contoso.com', type, '<x/>'))).status).toBe(403);
  });

  it('has no limits of its own, but its users have theirs', async () => {
    const harness = await startHarness({
      limits: {
        requests: {
          connection: { perSecond: 1, burst: 2 },
          identity: { perSecond: 1, burst: 5 },
          address: { perSecond: 1, burst: 2 },
        },
      },
    });
    const client = gateway(harness, 'sip:alice@contoso.com');
    const ask = (from: string) =>
      client.ask(client.request('OPTIONS', 'sip:contoso.com', { From: `<sip:${from}@contoso.com>;tag=x` }));
    for (const name of ['alice', 'bob', 'carol', 'dave'])
      for (let count = 0; count < 5; count++) expect((await ask(name)).status).toBe(200);
    expect((await ask('alice')).status).toBe(503);
  });
});
