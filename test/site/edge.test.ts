import { afterAll, beforeAll, expect, it } from 'vitest';
import { demoConfiguration, dist } from '../e2e/support/server';
import { startLargeSite } from '../e2e/support/site';
import { RawClient } from './raw-client';

let world: Awaited<ReturnType<typeof startLargeSite>>;
const clients: RawClient[] = [];

beforeAll(async () => {
  world = await startLargeSite(demoConfiguration(), dist);
});
afterAll(async () => {
  for (const client of clients) client.close();
  await world.stop();
});

async function open(): Promise<RawClient> {
  const client = await RawClient.open(world.site.webSocket, world.url);
  clients.push(client);
  return client;
}

async function signedIn(user: string): Promise<RawClient> {
  const client = await open();
  expect((await client.register(user, `demo-${user}`)).startLine).toContain('200');
  return client;
}

async function guest(): Promise<{ client: RawClient; uri: string }> {
  const answer = await fetch(`${world.url}/api/guest-credentials`, {
    method: 'POST',
    headers: { Origin: world.url, 'Content-Type': 'application/json' },
    body: '{}',
  });
  const { uri, username, password } = (await answer.json()) as Record<
    'uri' | 'username' | 'password',
    string
  >;
  const client = await open();
  const user = uri.slice('sip:'.length, uri.indexOf('@'));
  expect((await client.register(user, password, username)).startLine).toContain('200');
  return { client, uri };
}

const text = { headers: ['Content-Type: text/plain'], body: 'Hello' };

it('lets in the pages it knows, at its one path', async () => {
  await expect(RawClient.open(world.site.webSocket, 'https://evil.example')).rejects.toThrow('403');
  await expect(RawClient.open(world.site.webSocket, `${world.url}.evil.example`)).rejects.toThrow('403');
  await expect(RawClient.open(world.site.webSocket.replace(/sip$/, 'other'), world.url)).rejects.toThrow(
    '404',
  );
  const nodes = world.site.webSocket.replace(/:\d+\//, `:${world.site.ports.forNodes}/`);
  await expect(RawClient.open(nodes, world.url)).rejects.toThrow('403');
});

it('refuses a wrong password, a guest’s that has expired or is forged, and registering for somebody else', async () => {
  expect((await (await open()).register('alice', 'wrong')).startLine).toContain('401');
  const user = `guest-${'1'.repeat(32)}`;
  expect((await (await open()).register(user, 'forged', `4102444800:${user}`)).startLine).toContain('401');
  const alice = await signedIn('alice');
  const answer = await alice.ask('REGISTER', 'sip:contoso.com', {
    from: 'sip:alice@contoso.com',
    to: '<sip:bob@contoso.com>',
  });
  expect(answer.startLine).toContain('403');
});

it('says who sends, whatever the sender claims', async () => {
  const alice = await signedIn('alice');
  const bob = await signedIn('bob');
  void alice.ask('MESSAGE', 'sip:bob@contoso.com', {
    from: 'sip:alice@contoso.com',
    headers: ['P-Asserted-Identity: <sip:carol@contoso.com>', 'Content-Type: text/plain'],
    body: 'Hello',
  });
  const message = await bob.hears(({ startLine }) => startLine.startsWith('MESSAGE'));
  expect(message.header('P-Asserted-Identity')).toBe('<sip:alice@contoso.com>');
  expect(message.text).not.toContain('carol');
});

it('asks for proof of another sender on the same connection, in dialogs too', async () => {
  const alice = await signedIn('alice');
  const asBob = { from: 'sip:bob@contoso.com', ...text };
  expect((await alice.ask('MESSAGE', 'sip:alice@contoso.com', asBob)).startLine).toContain('407');
  const route = `Route: <sip:${world.site.webSocket.slice(5, -4)};transport=ws;lr>`;
  const inDialog = await alice.ask('INFO', 'sip:alice@contoso.com', {
    from: 'sip:bob@contoso.com',
    to: '<sip:alice@contoso.com>;tag=stolen',
    headers: [route],
  });
  expect(inDialog.startLine).toContain('407');
});

it('lets a guest reach queues, and neither people nor the services of the house', async () => {
  const { client, uri } = await guest();
  await signedIn('bob');
  for (const to of ['sip:bob@contoso.com', 'sip:park@contoso.com', 'sip:nobody@contoso.com']) {
    expect((await client.ask('MESSAGE', to, { from: uri, ...text })).startLine, to).toContain('403');
  }
  const queue = await client.ask('OPTIONS', 'sip:sales@contoso.com', { from: uri });
  expect(queue.startLine).not.toContain('403');
});

it('takes an invitation to a context channel from the nodes only, and relays to nobody else', async () => {
  const alice = await signedIn('alice');
  const invitation = await alice.ask('INVITE', 'sip:bob@contoso.com', {
    from: 'sip:alice@contoso.com',
    headers: ['Content-Type: application/ms-session-invite+xml'],
    body: '<session/>',
  });
  expect(invitation.startLine).toContain('403');
  const elsewhere = await alice.ask('MESSAGE', 'sip:x@example.net', {
    from: 'sip:alice@contoso.com',
    ...text,
  });
  expect(elsewhere.startLine).toContain('403');
});

it('goes on with the second node when the first is gone', async () => {
  const alice = await signedIn('alice');
  const ask = () =>
    alice.ask('SUBSCRIBE', 'sip:contact-center@contoso.com', {
      from: 'sip:alice@contoso.com',
      headers: ['Event: vnd.lync-widgets.agent', 'Expires: 60'],
    });
  expect((await ask()).startLine).toContain('200');
  await world.site.nodes[0]?.stop('SIGKILL');
  await expect.poll(async () => (await ask()).startLine, { timeout: 30_000 }).toContain('200');
  await world.site.nodes[0]?.start();
});
