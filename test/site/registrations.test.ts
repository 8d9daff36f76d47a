import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { buildPidf, parsePidf, type PresenceAvailability } from '../../src/protocol/presence';
import { demoConfiguration, dist } from '../e2e/support/server';
import { startLargeSite } from '../e2e/support/site';
import { RawClient, type RawMessage } from './raw-client';
import type { LargeSite } from './session-user';
import { UcwaUser } from './ucwa-user';

let world: LargeSite;
const clients: RawClient[] = [];

beforeAll(async () => {
  world = await startLargeSite(demoConfiguration(), dist);
  // A user can sign in at a node when that has its connection to Kamailio: from then on what it sends stays in order.
  for (const node of [0, 1]) await (await UcwaUser.signIn(world, 'carol', node)).signOut();
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(() => world.stop());

const uri = (user: string): string => `sip:${user}@contoso.com`;

async function signedIn(user: string, expires?: number): Promise<RawClient> {
  const client = await RawClient.open(world.site.webSocket, world.url);
  clients.push(client);
  expect((await client.register(user, `demo-${user}`, user, expires)).startLine).toContain('200');
  return client;
}

const isNotify = ({ startLine }: RawMessage): boolean => startLine.startsWith('NOTIFY');
const availabilityIn = ({ text }: RawMessage): PresenceAvailability =>
  parsePidf(text.slice(text.indexOf('\r\n\r\n') + 4)).availability;

function subscribe(client: RawClient): Promise<RawMessage> {
  const headers = ['Event: presence', 'Expires: 600', 'Accept: application/pidf+xml'];
  return client.ask('SUBSCRIBE', uri('alice'), { from: uri('bob'), headers });
}

/** What bob's client is told of alice, from now on. */
async function watching(): Promise<{ newest(): PresenceAvailability | undefined }> {
  const client = await signedIn('bob');
  expect((await subscribe(client)).startLine).toContain('200');
  return {
    newest() {
      const notify = client.received.findLast(isNotify);
      return notify && availabilityIn(notify);
    },
  };
}

/** What bob's client is told when it asks now; undefined when nobody answers. */
async function asked(client: RawClient): Promise<PresenceAvailability | undefined> {
  const answer = await subscribe(client);
  if (!answer.startLine.includes('200')) return undefined;
  const callId = answer.header('Call-ID');
  return availabilityIn(
    await client.hears((message) => isNotify(message) && message.header('Call-ID') === callId),
  );
}

async function publish(client: RawClient, availability: PresenceAvailability): Promise<void> {
  const answer = await client.ask('PUBLISH', uri('alice'), {
    from: uri('alice'),
    headers: ['Event: presence', 'Expires: 600', 'Content-Type: application/pidf+xml'],
    body: buildPidf({ entity: uri('alice'), tupleId: 't', availability }),
  });
  expect(answer.startLine).toContain('200');
}

it.each([
  ['closes its connection', (client: RawClient) => client.close()],
  ['is cut off', (client: RawClient) => client.vanish()],
])('tells who watches at once when the last client of a user %s', async (_, leave) => {
  const alice = await watching();
  const client = await signedIn('alice');
  await publish(client, 'online');
  await expect.poll(() => alice.newest()).toBe('online');
  leave(client);
  await expect.poll(() => alice.newest(), { timeout: 4_000 }).toBe('offline');
});

it('takes back what a client has said when it goes, and leaves what another has said', async () => {
  const alice = await watching();
  const [desk, phone] = [await signedIn('alice'), await signedIn('alice')];
  await publish(desk, 'online');
  await publish(phone, 'away');
  await expect.poll(() => alice.newest()).toBe('away');
  phone.vanish();
  await expect.poll(() => alice.newest()).toBe('online');
});

it('counts somebody as there who is registered and says nothing of it, until they sign out', async () => {
  const alice = await watching();
  const client = await signedIn('alice');
  await expect.poll(() => alice.newest()).toBe('online');
  const leaving = { from: uri('alice'), to: `<${uri('alice')}>`, headers: ['Expires: 0'] };
  expect((await client.ask('REGISTER', 'sip:contoso.com', leaving)).startLine).toContain('200');
  await expect.poll(() => alice.newest()).toBe('offline');
});

it('counts somebody as gone whose client sleeps and does not renew what it has registered', async () => {
  const alice = await watching();
  await signedIn('alice', 10);
  await expect.poll(() => alice.newest()).toBe('online');
  await expect.poll(() => alice.newest(), { timeout: 40_000 }).toBe('offline');
});

it('counts nobody as there who was connected to a Kamailio that has been restarted', async () => {
  const before = await watching();
  await publish(await signedIn('alice'), 'online');
  await expect.poll(() => before.newest()).toBe('online');
  await world.site.kamailio.stop();
  await world.site.kamailio.start();
  // The nodes come back to it within a second or two; until then nobody answers.
  const bob = await signedIn('bob');
  await expect.poll(() => asked(bob), { timeout: 15_000, interval: 200 }).toBe('offline');
});

it('finds somebody at once who has gone and come back', async () => {
  const old = await signedIn('alice');
  const bob = await signedIn('bob');
  old.vanish();
  const text = { from: uri('bob'), headers: ['Content-Type: text/plain'], body: 'Hello' };
  await expect.poll(async () => (await bob.ask('MESSAGE', uri('alice'), text)).startLine).toContain('480');
  const alice = await signedIn('alice');
  void bob.ask('MESSAGE', uri('alice'), text);
  expect((await alice.hears(({ startLine }) => startLine.startsWith('MESSAGE'))).text).toContain('Hello');
});

it('tells a node that comes back, and the one that stands in for it, who is there', async () => {
  const [first] = world.site.nodes;
  const bob = await signedIn('bob');
  await signedIn('alice');
  await first!.stop('SIGKILL');
  // The second is asked now, which was told all the time.
  await expect.poll(() => asked(bob), { timeout: 30_000, interval: 200 }).toBe('online');
  await first!.start();
  await expect.poll(async () => (await fetch(`${world.url}/healthz`)).ok).toBe(true);
  const told = async (): Promise<number> => {
    const { edge } = (await (await fetch(`${world.url}/healthz`)).json()) as { edge: { bindings: number } };
    return edge.bindings;
  };
  await expect.poll(told, { timeout: 30_000 }).toBeGreaterThan(0);
  await expect.poll(() => asked(bob), { timeout: 30_000, interval: 200 }).toBe('online');
});
