import { describe, expect, it } from 'vitest';
import { parseUri } from '../sip';
import { AddressPatterns } from './addresses';
import { establish, startHarness, type Harness } from './testing/harness';
import type { TestClient } from './testing/client';

const focus = 'sip:alice@contoso.com;gruu;opaque=app:conf:focus:id:JL3GPNYP';
const addresses = ['sip:*@contoso.com;opaque=app:conf:*'];

describe('addresses with `opaque`', () => {
  it('are an application’s, whosever their user part is', () => {
    const patterns = new AddressPatterns([...addresses, 'sip:sales@contoso.com']);
    const has = (uri: string): boolean => patterns.hasOpaque(parseUri(uri)!);
    expect(has(focus)).toBe(true);
    expect(has('sip:alice@contoso.com;gruu;opaque=APP:CONF:focusfactory')).toBe(true);
    expect(has('sip:alice@contoso.com;gruu;opaque=user:epid:x')).toBe(false);
    expect(has('sip:alice@elsewhere.invalid;opaque=app:conf:focus')).toBe(false);
    expect(has('sip:sales@contoso.com')).toBe(false);
    expect(patterns.has('sip:alice@contoso.com')).toBe(false);
    expect(patterns.has('sip:sales@contoso.com')).toBe(true);
    expect(new AddressPatterns(['sip:*@contoso.com']).hasOpaque(parseUri(focus)!)).toBe(false);
  });
});

describe('the edge in front of conferencing', () => {
  const app = (harness: Harness): TestClient => harness.application(addresses, focus);

  it('routes calls, subscriptions and commands past the registrar, with the identity', async () => {
    const harness = await startHarness();
    const conferencing = app(harness);
    const alice = await harness.register('alice');
    const bob = await harness.register('bob');
    for (const [method, headers] of [
      ['INVITE', {}],
      ['SUBSCRIBE', { Event: 'conference' }],
      ['SERVICE', {}],
    ] as const) {
      bob.send(bob.request(method, focus, { Contact: `<${bob.contact}>`, ...headers }));
      const request = await conferencing.incoming(method);
      expect(request.uri).toBe(focus);
      expect(request.headers.get('P-Asserted-Identity')).toContain('sip:bob@contoso.com');
      conferencing.answer(request, 404);
    }
    await alice.settled();
    expect(alice.received.filter(({ kind }) => kind === 'request')).toEqual([]);
  });

  it('never rings a user for an application’s address that nobody serves', async () => {
    const harness = await startHarness();
    const alice = await harness.register('alice');
    const bob = await harness.register('bob');
    expect((await bob.ask(bob.request('INVITE', focus, { Contact: `<${bob.contact}>` }))).status).toBe(404);
    const conferencing = app(harness);
    conferencing.close();
    await bob.settled();
    expect((await bob.ask(bob.request('INVITE', focus, { Contact: `<${bob.contact}>` }))).status).toBe(480);
    await alice.settled();
    expect(alice.received.filter(({ kind }) => kind === 'request')).toEqual([]);
  });

  it('asserts nobody for what a conference sends: it is not the user it is named after', async () => {
    const harness = await startHarness();
    const conferencing = app(harness);
    const bob = await harness.register('bob');
    conferencing.send(
      conferencing.request('INVITE', 'sip:bob@contoso.com', { Contact: `<${conferencing.contact}>` }),
    );
    const invite = await bob.incoming('INVITE');
    expect(invite.headers.has('P-Asserted-Identity')).toBe(false);
    expect(invite.headers.get('From')).toContain(focus);
    bob.answer(invite, 486);
    const asAlice = conferencing.request('MESSAGE', 'sip:bob@contoso.com', {
      From: '<sip:alice@contoso.com>;tag=x',
    });
    expect((await conferencing.ask(asAlice)).status).toBe(403);
    const user = await harness.register('dave');
    const asFocus = user.request('MESSAGE', 'sip:bob@contoso.com', { From: `<${focus}>;tag=x` });
    expect((await user.ask(asFocus)).status).not.toBe(200);
  });

  it('lets guests through whom the application names, and tells the others nothing', async () => {
    const harness = await startHarness();
    const guest = await harness.guest();
    const { connection, invited } = harness.conferencing(addresses, (who) => who === guest.user.uri);
    const other = await harness.guest();
    const ask = async (client: TestClient): Promise<number> =>
      (
        await client.ask(
          client.request('SUBSCRIBE', focus, { Contact: `<${client.contact}>`, Event: 'conference' }),
        )
      ).status;
    expect(await ask(other)).toBe(403);
    const asked = ask(guest);
    connection.answer(await connection.incoming('SUBSCRIBE'), 404);
    expect(await asked).toBe(404);
    expect(invited).toEqual([focus, focus]);
  });

  it('passes BENOTIFY on in a dialog, without waiting for an answer, and takes none from users', async () => {
    const harness = await startHarness();
    const conferencing = app(harness);
    const bob = await harness.register('bob');
    const dialog = await establish(bob, conferencing, focus);
    const { server } = harness.server.edge.stats.transactions;
    for (let index = 1; index <= 3; index++) {
      conferencing.send(
        conferencing.request('BENOTIFY', bob.contact, { ...dialog.callee, CSeq: `${index} BENOTIFY` }),
      );
      expect((await bob.incoming('BENOTIFY')).headers.get('CSeq')).toBe(`${index} BENOTIFY`);
    }
    expect(harness.server.edge.stats.transactions.server).toBeLessThanOrEqual(server);
    bob.send(bob.request('BENOTIFY', conferencing.contact, { ...dialog.caller, CSeq: '9 BENOTIFY' }));
    await bob.settled();
    expect(
      conferencing.received.some((message) => message.kind === 'request' && message.method === 'BENOTIFY'),
    ).toBe(false);
  });
});
