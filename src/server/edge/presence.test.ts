import { describe, expect, it } from 'vitest';
import { buildPidf, parsePidf } from '../../protocol/presence';
import { ManualClock, type SipRequest, type SipResponse } from '../sip';
import { startHarness } from './testing/harness';
import type { TestClient } from './testing/client';

type Availability = Parameters<typeof buildPidf>[0]['availability'];

function publish(
  client: TestClient,
  availability: Availability | undefined,
  headers: Record<string, string> = {},
): Promise<SipResponse> {
  const body =
    availability === undefined
      ? ''
      : buildPidf({ entity: client.user.uri, tupleId: 't', availability, note: 'in a lab' });
  const type: Record<string, string> =
    availability === undefined ? {} : { 'Content-Type': 'application/pidf+xml' };
  return client.ask(
    client.request('PUBLISH', client.user.uri, { Event: 'presence', ...type, ...headers }, body),
  );
}

async function watch(
  watcher: TestClient,
  uri: string,
  headers: Record<string, string> = {},
): Promise<SipResponse> {
  const contact = { Contact: `<${watcher.contact}>`, Event: 'presence', Accept: 'application/pidf+xml' };
  return watcher.ask(watcher.request('SUBSCRIBE', uri, { ...contact, ...headers }));
}

async function notified(
  watcher: TestClient,
): Promise<{ availability: string; state: string; request: SipRequest }> {
  const request = await watcher.incoming('NOTIFY');
  watcher.answer(request, 200);
  const { availability } = parsePidf(request.body.toString('utf8'));
  return { availability, state: request.headers.get('Subscription-State') ?? '', request };
}

describe('presence', () => {
  it('is told to a watcher at once and at each change', async () => {
    const { register } = await startHarness();
    const [alice, bob] = [await register('alice'), await register('bob')];
    expect((await watch(bob, alice.user.uri)).status).toBe(200);
    const first = await notified(bob);
    expect(first.availability).toBe('online');
    expect(first.state).toMatch(/^active;expires=\d+$/);
    expect((await publish(alice, 'busy')).status).toBe(200);
    const { availability, request } = await notified(bob);
    expect(availability).toBe('busy');
    expect(request.uri).toBe(bob.contact);
    expect(parsePidf(request.body.toString()).note).toBe('in a lab');
  });

  it('is offline when the last client is gone, and online when one comes', async () => {
    const { register } = await startHarness();
    const bob = await register('bob');
    await watch(bob, 'sip:alice@contoso.com');
    expect((await notified(bob)).availability).toBe('offline');
    const alice = await register('alice');
    expect((await notified(bob)).availability).toBe('online');
    await publish(alice, 'away');
    expect((await notified(bob)).availability).toBe('away');
    alice.close();
    expect((await notified(bob)).availability).toBe('offline');
  });

  it('is offline when the user unregisters, whatever was published', async () => {
    const { register } = await startHarness();
    const [alice, bob] = [await register('alice'), await register('bob')];
    await publish(alice, 'busy');
    await watch(bob, alice.user.uri);
    expect((await notified(bob)).availability).toBe('busy');
    await alice.register({ Expires: '0' });
    expect((await notified(bob)).availability).toBe('offline');
  });

  it('is what the person said last, on whichever client', async () => {
    const { register } = await startHarness();
    const [one, two, bob] = [await register('alice'), await register('alice'), await register('bob')];
    await publish(one, 'online');
    await publish(two, 'do-not-disturb');
    await watch(bob, one.user.uri);
    expect((await notified(bob)).availability).toBe('do-not-disturb');
    two.close();
    expect((await notified(bob)).availability).toBe('online');
  });
});

describe('PUBLISH', () => {
  it('is refreshed, changed and removed by its entity-tag', async () => {
    const clock = new ManualClock(1_700_000_000_000);
    const { register, server } = await startHarness({ clock, limits: { maxRegistrationSeconds: 86_400 } });
    const alice = await register('alice');
    const etagOf = (answer: SipResponse): string => answer.headers.get('SIP-ETag')!;
    const first = await publish(alice, 'busy', { Expires: '60' });
    expect([first.status, first.headers.get('Expires')]).toEqual([200, '60']);
    clock.advance(50_000);
    const second = await publish(alice, undefined, { 'SIP-If-Match': etagOf(first), Expires: '60' });
    expect(etagOf(second)).not.toBe(etagOf(first));
    expect((await publish(alice, 'away', { 'SIP-If-Match': etagOf(first) })).status).toBe(412);
    const third = await publish(alice, 'away', { 'SIP-If-Match': etagOf(second), Expires: '60' });
    expect(third.status).toBe(200);
    expect((await publish(alice, undefined, { 'SIP-If-Match': etagOf(third), Expires: '0' })).status).toBe(
      200,
    );
    expect((await publish(alice, undefined, { 'SIP-If-Match': etagOf(third) })).status).toBe(412);
    const last = await publish(alice, 'away', { Expires: '60' });
    clock.advance(60_000);
    expect((await publish(alice, undefined, { 'SIP-If-Match': etagOf(last) })).status).toBe(412);
    expect(server.edge.stats.bindings).toBe(1);
  });

  it('refuses what it does not understand', async () => {
    const { register } = await startHarness();
    const alice = await register('alice');
    const send = async (uri: string, headers: Record<string, string>, body = ''): Promise<number> =>
      (await alice.ask(alice.request('PUBLISH', uri, headers, body))).status;
    const own = alice.user.uri;
    const pidf = { Event: 'presence', 'Content-Type': 'application/pidf+xml' };
    expect(await send('sip:bob@contoso.com', pidf, '<presence/>')).toBe(403);
    expect(await send(own, { Event: 'dialog' })).toBe(489);
    expect(await send(own, { Event: 'presence' })).toBe(400);
    expect(await send(own, { ...pidf, 'Content-Type': 'text/plain' }, 'hello')).toBe(415);
    expect(await send(own, { ...pidf, Expires: '1' }, '<presence/>')).toBe(423);
    for (const hostile of [
      '<',
      '<!DOCTYPE a [<!ENTITY b "c">]><presence>&b;</presence>',
      '<a/>',
      `${'<a>'.repeat(500)}`,
    ]) {
      expect(await send(own, pidf, hostile)).toBe(400);
    }
  });
});

describe('SUBSCRIBE', () => {
  it('is answered by what it asks for: 404, 406, 423, 489', async () => {
    const { register } = await startHarness();
    const bob = await register('bob');
    expect((await watch(bob, 'sip:nobody@contoso.com')).status).toBe(404);
    expect((await watch(bob, 'sip:alice@contoso.com', { Accept: 'text/html' })).status).toBe(406);
    expect((await watch(bob, 'sip:alice@contoso.com', { Expires: '1' })).status).toBe(423);
    const other = await watch(bob, 'sip:alice@contoso.com', { Event: 'weather' });
    expect([other.status, other.headers.get('Allow-Events')]).toEqual([
      489,
      'presence, vnd-microsoft-provisioning-v2',
    ]);
  });

  it('can be refreshed and ended in its dialog, or ask once', async () => {
    const { register, server } = await startHarness();
    const [alice, bob] = [await register('alice'), await register('bob')];
    const text = await watch(bob, alice.user.uri);
    await notified(bob);
    const dialog = {
      From: text.headers.get('From')!,
      To: text.headers.get('To')!,
      'Call-ID': text.callId()!,
      Event: 'presence',
      Contact: `<${bob.contact}>`,
    };
    const target = /<(.*)>/.exec(text.headers.get('Contact')!)![1]!;
    expect(
      (await bob.ask(bob.request('SUBSCRIBE', target, { ...dialog, Expires: '100' }))).headers.get('Expires'),
    ).toBe('100');
    expect((await notified(bob)).state).toBe('active;expires=100');
    expect((await bob.ask(bob.request('SUBSCRIBE', target, { ...dialog, Expires: '0' }))).status).toBe(200);
    expect((await notified(bob)).state).toBe('terminated;reason=timeout');
    expect((await bob.ask(bob.request('SUBSCRIBE', target, { ...dialog, Expires: '100' }))).status).toBe(481);
    await watch(bob, alice.user.uri, { Expires: '0' });
    expect((await notified(bob)).state).toBe('terminated;reason=timeout');
    expect(server.edge.stats.subscriptions).toBe(0);
  });

  it('ends with a NOTIFY when its time is over, without one when the watcher is gone, and when the watcher knows nothing of it', async () => {
    const clock = new ManualClock(1_700_000_000_000);
    const { register, server } = await startHarness({ clock });
    const [bob, carol, dave] = [await register('bob'), await register('carol'), await register('dave')];
    await watch(bob, 'sip:alice@contoso.com', { Expires: '60' });
    await notified(bob);
    await watch(carol, 'sip:alice@contoso.com');
    carol.close();
    await watch(dave, 'sip:alice@contoso.com');
    dave.answer(await dave.incoming('NOTIFY'), 481);
    await expect.poll(() => server.edge.stats.subscriptions).toBe(1);
    clock.advance(60_000);
    expect((await notified(bob)).state).toBe('terminated;reason=timeout');
    expect(server.edge.stats.subscriptions).toBe(0);
  });

  it('of a trusted application is served as well', async () => {
    const { register, application } = await startHarness();
    const alice = await register('alice');
    const center = application(['sip:contact-center@contoso.com'], 'sip:contact-center@contoso.com');
    expect((await watch(center, alice.user.uri)).status).toBe(200);
    expect((await notified(center)).availability).toBe('online');
    await publish(alice, 'busy');
    expect((await notified(center)).availability).toBe('busy');
  });
});
