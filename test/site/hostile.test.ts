import { createServer, connect, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { readdirSync, statSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { demoConfiguration, dist } from '../e2e/support/server';
import { startLargeSite } from '../e2e/support/site';
import { RawClient } from './raw-client';
import type { LargeSite } from './session-user';

let world: LargeSite;
const clients: RawClient[] = [];
/** Something else on the network that listens, and what has come to it. */
let trap: Server;
let trapped = 0;

beforeAll(async () => {
  world = await startLargeSite(demoConfiguration(), dist, undefined, {
    connectionsPerAddress: 40,
    requestsPerAddress: 2_000,
  });
  trap = createServer((socket) => {
    trapped++;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(trap, 'listening');
});
beforeEach(() => {
  for (const client of clients.splice(0)) client.close();
  trapped = 0;
});
afterAll(async () => {
  for (const client of clients) client.close();
  trap.close();
  await world.stop();
});

const uri = (user: string): string => `sip:${user}@contoso.com`;
const text = { headers: ['Content-Type: text/plain'], body: 'Hello' };
const trapPort = (): number => (trap.address() as AddressInfo).port;

async function open(localAddress?: string): Promise<RawClient> {
  const options = localAddress === undefined ? {} : { localAddress };
  const client = await RawClient.open(world.site.webSocket, world.url, options);
  clients.push(client);
  return client;
}

async function signedIn(user: string): Promise<RawClient> {
  const client = await open();
  expect((await client.register(user, `demo-${user}`)).startLine).toContain('200');
  return client;
}

async function guest(): Promise<{ client: RawClient; from: string }> {
  const answer = await fetch(`${world.url}/api/guest-credentials`, {
    method: 'POST',
    headers: { Origin: world.url, 'Content-Type': 'application/json' },
    body: '{}',
  });
  const credentials = (await answer.json()) as Record<'uri' | 'username' | 'password', string>;
  const client = await open();
  const user = credentials.uri.slice('sip:'.length, credentials.uri.indexOf('@'));
  const registered = await client.register(user, credentials.password, credentials.username);
  expect(registered.startLine).toContain('200');
  return { client, from: credentials.uri };
}

/** What answers a request sent over TCP from that address of this machine; empty when the connection is closed instead. */
async function overTcp(port: number, localAddress: string, lines: readonly string[]): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, localAddress });
  const answered = new Promise<string>((resolve) => {
    socket.once('data', (data: Buffer) => resolve(data.toString('utf8').split('\r\n', 1)[0] ?? ''));
    socket.once('error', () => resolve(''));
    socket.once('close', () => resolve(''));
  });
  socket.write([...lines, 'Content-Length: 0', '', ''].join('\r\n'));
  const answer = await answered;
  socket.destroy();
  return answer;
}

const asserted = [
  `OPTIONS ${uri('bob')} SIP/2.0`,
  'Via: SIP/2.0/TCP 127.0.0.2:5060;branch=z9hG4bKforged',
  'Max-Forwards: 70',
  `From: <${uri('alice')}>;tag=1`,
  `To: <${uri('bob')}>`,
  'Call-ID: forged',
  'CSeq: 1 OPTIONS',
  `P-Asserted-Identity: <${uri('alice')}>`,
];

describe('who comes in', () => {
  it('at the nodes’ port, only from the address of a node', async () => {
    const { forNodes } = world.site.ports;
    expect(await overTcp(forNodes, '127.0.0.2', asserted)).toContain('403');
    // Nobody of that name is signed in: that is all there is to say against a node's request.
    expect(await overTcp(forNodes, '127.0.0.1', asserted)).toContain('480');
  });

  it('at the nodes themselves, only from the address of an edge', async () => {
    const port = world.site.ports.nodes[0]!;
    const keepAlive = [`OPTIONS sip:127.0.0.1:${port} SIP/2.0`, ...asserted.slice(1)];
    expect(await overTcp(port, '127.0.0.1', keepAlive)).toContain('200');
    expect(await overTcp(port, '127.0.0.2', keepAlive)).toBe('');
  });

  it('at the browsers’ port, only over WebSocket', async () => {
    expect(await overTcp(world.site.ports.webSocket, '127.0.0.1', asserted)).toContain('403');
  });

  it('is asked for proof by a password that is kept nowhere', async () => {
    const { stdout } = await world.site.database.sql({ text: 'SELECT * FROM subscriber' });
    expect(stdout).toContain('alice');
    expect(stdout).not.toContain('demo-');
  });

  it('does not stay without having proven anything', async () => {
    const client = await open();
    await client.closed();
    const alice = await signedIn('alice');
    expect((await alice.ask('OPTIONS', uri('sales'), { from: uri('alice') })).startLine).toContain('200');
  });
});

describe('secrets', () => {
  it('stand in files that nobody else can read, and not in what is said', () => {
    const directory = path.join(world.site.directory, 'kamailio');
    expect(statSync(directory).mode & 0o077).toBe(0);
    const { guest } = JSON.parse(readFileSync(path.join(world.site.directory, 'secrets.json'), 'utf8')) as {
      guest: string;
    };
    const holding = readdirSync(directory).filter((name) => {
      const file = path.join(directory, name);
      return statSync(file).isFile() && readFileSync(file, 'utf8').includes(guest);
    });
    expect(holding).toEqual(['local.cfg']);
    expect(statSync(path.join(directory, 'local.cfg')).mode & 0o077).toBe(0);
    expect(world.site.kamailio.said()).not.toContain(guest);
  });
});

/** Requests that claim to be of a dialog: what is said about the way of them, which leads somewhere else. */
const detours = [
  ['by its Request-URI', (port: number) => ({ target: `sip:x@127.0.0.1:${port};transport=tcp` })],
  ['by an alias', (port: number) => ({ target: `sip:x@y.invalid;alias=127.0.0.1~${port}~2` })],
  [
    'by a second alias',
    (port: number) => ({ target: `sip:x@y.invalid;alias=127.0.0.1~${port}~2;alias=127.0.0.1~${port}~2` }),
  ],
  [
    'by a Route',
    (port: number) => ({ target: uri('bob'), route: `<sip:127.0.0.1:${port};transport=tcp;lr>` }),
  ],
  [
    'by a Route that only looks like a WebSocket’s',
    (port: number) => ({
      target: uri('bob'),
      route: `<sip:transport=ws@127.0.0.1:${port};transport=tcp;lr>`,
    }),
  ],
] as const;

describe('within dialogs', () => {
  const here = (): string => `<sip:127.0.0.1:${world.site.ports.webSocket};transport=ws;lr>`;
  const inDialog = (client: RawClient, from: string, target: string, route?: string) =>
    client.ask('INFO', target, {
      from,
      to: `<${uri('bob')}>;tag=theirs`,
      headers: [`Route: ${here()}`, ...(route === undefined ? [] : [`Route: ${route}`]), ...text.headers],
      body: text.body,
    });

  it.each(detours)('sends nothing to another machine that a user names %s', async (_, detour) => {
    const alice = await signedIn('alice');
    const { target, route } = { route: undefined, ...detour(trapPort()) };
    expect((await inDialog(alice, uri('alice'), target, route)).startLine).toContain('403');
    expect(trapped).toBe(0);
  });

  it('lets a guest say nothing to a person’s client, and a user what they may say anyway', async () => {
    const bob = await signedIn('bob');
    const target = `sip:raw@client.invalid;transport=ws;alias=127.0.0.1~${bob.port}~5`;
    const { client, from } = await guest();
    expect((await inDialog(client, from, target)).startLine).toContain('403');
    const alice = await signedIn('alice');
    void inDialog(alice, uri('alice'), target);
    const info = await bob.hears(({ startLine }) => startLine.startsWith('INFO'));
    expect(info.header('From')).toContain('alice');
    expect(info.header('P-Asserted-Identity')).toBe(`<${uri('alice')}>`);
  });

  it('takes no registration by way of a dialog', async () => {
    const alice = await signedIn('alice');
    const answer = await alice.ask('REGISTER', 'sip:contoso.com', {
      from: uri('alice'),
      to: `<${uri('bob')}>;tag=x`,
      headers: [`Route: ${here()}`, `Route: <sip:127.0.0.1:${world.site.ports.nodes[0]};transport=tcp;lr>`],
    });
    expect(answer.startLine).toContain('403');
  });

  it('takes no way to a client from the client', async () => {
    const alice = await signedIn('alice');
    const answer = await alice.ask('REGISTER', 'sip:contoso.com', {
      ...{ from: uri('alice'), to: `<${uri('alice')}>` },
      headers: [`Path: <sip:127.0.0.1:${trapPort()};transport=tcp;lr>`, 'Supported: path'],
    });
    expect(answer.startLine).toContain('400');
    const bob = await signedIn('bob');
    void bob.ask('MESSAGE', uri('alice'), { from: uri('bob'), ...text });
    await alice.hears(({ startLine }) => startLine.startsWith('MESSAGE'));
    expect(trapped).toBe(0);
  });

  it.each([
    [
      'its contact',
      { contact: () => `<sip:raw@client.invalid;transport=ws;alias=127.0.0.1~${trapPort()}~2>` },
    ],
    [
      'its contact, in capitals',
      { contact: () => `<sip:raw@client.invalid;transport=ws;ALIAS=127.0.0.1~${trapPort()}~2>` },
    ],
  ])('refuses a client that names another machine by %s', async (_, { contact }) => {
    const alice = await signedIn('alice');
    const options = { from: uri('alice'), contact: contact(), ...text };
    expect((await alice.ask('MESSAGE', uri('bob'), options)).startLine).toContain('400 Invalid Contact');
  });

  it('leads the nodes to no other machine by what a client says of its way', async () => {
    const { client, from } = await guest();
    const sdp = ['v=0', 'o=- 0 0 IN IP4 127.0.0.1', 's=session', 'c=IN IP4 127.0.0.1', 't=0 0'];
    const offer = [...sdp, 'm=message 5060 sip null', 'a=accept-types:text/plain', ''].join('\r\n');
    const answer = await client.ask('INVITE', uri('sales'), {
      from,
      headers: [
        `Record-Route: <sip:127.0.0.1:${trapPort()};transport=tcp;lr>`,
        'Content-Type: application/sdp',
      ],
      body: offer,
    });
    expect(answer.startLine).toContain('200');
    expect(answer.text).not.toContain(String(trapPort()));
    client.acknowledge(answer, from);
    // The queue says something within the dialog.
    await client.hears(({ startLine }) => /^(?:MESSAGE|INFO)/.test(startLine));
    expect(trapped).toBe(0);
  });
});

describe('an invitation to a context channel', () => {
  const body = '<session/>';
  it.each([
    ['as it is', ['Content-Type: application/ms-session-invite+xml']],
    ['by a short name', ['c: application/ms-session-invite+xml']],
    ['in capitals', ['Content-Type: APPLICATION/MS-Session-Invite+XML']],
    ['behind another type', ['Content-Type: text/plain', 'Content-Type: application/ms-session-invite+xml']],
  ])('is taken from nobody but a node: %s', async (_, headers) => {
    const [alice, bob] = [await signedIn('alice'), await signedIn('bob')];
    const answer = await alice.ask('INVITE', uri('bob'), { from: uri('alice'), headers, body });
    expect(answer.startLine).toMatch(/40[03]/);
    expect(bob.received.some(({ startLine }) => startLine.startsWith('INVITE'))).toBe(false);
  });

  it('is found in parts of a body', async () => {
    const alice = await signedIn('alice');
    const parts = ['--b', 'Content-Type: application/ms-session-invite+xml', '', body, '--b--', ''];
    const answer = await alice.ask('INVITE', uri('bob'), {
      from: uri('alice'),
      headers: ['Content-Type: multipart / mixed;boundary=b'],
      body: parts.join('\r\n'),
    });
    expect(answer.startLine).toContain('403');
  });
});

describe('too much from one address', () => {
  it('of wrong passwords: no more are tried, and others still sign in', async () => {
    const guesser = await open('127.0.0.9');
    let answer = '';
    for (let count = 0; count < 250 && !answer.includes('503'); count++)
      answer = (await guesser.register('alice', `guess-${count}`)).startLine;
    expect(answer).toContain('503');
    expect((await guesser.register('alice', 'demo-alice')).startLine).toContain('503');
    await signedIn('alice');
  });

  it('of connections: no more are opened, until one is closed', async () => {
    const opened = await Promise.all(Array.from({ length: 40 }, () => open('127.0.0.5')));
    await expect(open('127.0.0.5')).rejects.toThrow('503');
    await open();
    opened[0]!.close();
    await expect.poll(() => open('127.0.0.5').then(() => 'open', String)).toBe('open');
  });

  it('of requests: they are refused for a while, and others are served', async () => {
    const flooder = await open('127.0.0.6');
    for (let count = 0; count < 4_500; count++)
      flooder.send('OPTIONS', 'sip:contoso.com', { from: uri('alice') });
    await expect.poll(() => flooder.received.length).toBe(4_500);
    expect(flooder.received[0]!.startLine).toContain('200');
    expect(flooder.received.at(-1)!.startLine).toContain('503');
    const alice = await signedIn('alice');
    expect((await alice.ask('OPTIONS', 'sip:contoso.com', { from: uri('alice') })).startLine).toContain(
      '200',
    );
  });
});
