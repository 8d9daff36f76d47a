import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { ManualClock } from '../clock';
import type { SipConnection } from '../connection';
import { silentLog } from '../log';
import type { SipMessage } from '../message';
import { serialize } from '../message';
import { testRequest } from '../test-kit';
import { acceptWebSockets } from './websocket';
import type { WebSocketOptions } from './websocket';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function serve(options: Partial<WebSocketOptions> = {}) {
  const clock = new ManualClock(1_000);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const arrivals: { connection: SipConnection; request: IncomingMessage }[] = [];
  let arrived: (() => void) | undefined;
  const transport = acceptWebSockets({
    server,
    path: '/sip',
    allowedOrigins: ['https://shop.example'],
    clock,
    log: silentLog,
    onConnection(connection, request) {
      arrivals.push({ connection, request });
      arrived?.();
    },
    ...options,
  });
  cleanups.push(async () => {
    await transport.close();
    await new Promise((resolve) => server.close(resolve));
  });
  const connection = async (): Promise<SipConnection> => {
    while (arrivals.length === 0) await new Promise<void>((resolve) => (arrived = resolve));
    return arrivals.shift()!.connection;
  };
  return { clock, port, transport, connection, url: `ws://127.0.0.1:${port}/sip` };
}

type ClientOptions = { protocol?: string | null; origin?: string; autoPong?: boolean };

async function open(url: string, { protocol = 'sip', ...options }: ClientOptions = {}): Promise<WebSocket> {
  const ws = new WebSocket(url, protocol === null ? [] : protocol, options);
  cleanups.push(() => ws.terminate());
  await new Promise<void>((resolve, reject) => {
    ws.once('open', resolve);
    ws.once('error', reject);
  });
  return ws;
}

const nextMessage = (connection: SipConnection) =>
  new Promise<SipMessage>((resolve) => (connection.onMessage = resolve));
const closed = (connection: SipConnection) =>
  new Promise<string>((resolve) => (connection.onClose = resolve));
const nextFrame = (ws: WebSocket) =>
  new Promise<{ data: Buffer; binary: boolean }>((resolve) =>
    ws.once('message', (data, binary) => resolve({ data: data as Buffer, binary })),
  );

describe('SIP over WebSocket', () => {
  it('takes text and binary frames', async () => {
    const { url, connection } = await serve();
    const ws = await open(url);
    const server = await connection();
    expect([ws.protocol, server.protocol, server.remoteAddress]).toEqual(['sip', 'WS', '127.0.0.1']);
    for (const binary of [false, true]) {
      const message = nextMessage(server);
      ws.send(serialize(testRequest('MESSAGE')), { binary });
      expect(await message).toMatchObject({ kind: 'request', method: 'MESSAGE' });
    }
  });

  it('sends UTF-8 as text and everything else as binary', async () => {
    const { url, connection } = await serve();
    const ws = await open(url);
    const server = await connection();
    const request = testRequest('MESSAGE');
    request.body = Buffer.from('schön');
    let frame = nextFrame(ws);
    server.send(request);
    expect((await frame).binary).toBe(false);
    request.body = Buffer.from([0xff, 0xfe]);
    frame = nextFrame(ws);
    server.send(request);
    const { data, binary } = await frame;
    expect([binary, data.subarray(-2)]).toEqual([true, Buffer.from([0xff, 0xfe])]);
  });

  it('answers a CRLF keep-alive with CRLF', async () => {
    const { url } = await serve();
    const ws = await open(url);
    const frame = nextFrame(ws);
    ws.send('\r\n\r\n');
    expect((await frame).data.toString()).toBe('\r\n');
  });

  it.each([
    ['a foreign origin', { origin: 'https://evil.example' }, {}, 403],
    ['the opaque origin', { origin: 'null' }, {}, 403],
    ['no sub-protocol', { protocol: null }, {}, 400],
    ['another sub-protocol', { protocol: 'chat' }, {}, 400],
    ['no origin, when one is required', {}, { allowMissingOrigin: false }, 403],
    ['one connection too many', {}, { limits: { maxConnectionsPerAddress: 0 } }, 503],
  ] satisfies [string, ClientOptions, Partial<WebSocketOptions>, number][])(
    'refuses %s',
    async (_, client, server, status) => {
      const { url } = await serve(server);
      await expect(open(url, client)).rejects.toThrow(String(status));
    },
  );

  it('refuses other paths with 404', async () => {
    const { url } = await serve();
    await expect(open(`${url}/other`)).rejects.toThrow('404');
  });

  it('allows a listed origin, and gives the place of a closed connection to another', async () => {
    const { url, connection } = await serve({ limits: { maxConnectionsPerAddress: 1 } });
    const first = await open(url, { origin: 'https://shop.example' });
    const gone = closed(await connection());
    await expect(open(url)).rejects.toThrow('503');
    first.close();
    await gone;
    // The socket itself closes a moment after the closing handshake.
    for (;;) {
      const again = await open(url).catch(() => undefined);
      if (again) break;
    }
    expect((await connection()).closed).toBe(false);
  });

  it('closes a peer that sends more than the limit', async () => {
    const { url, connection } = await serve({ limits: { maxMessageBytes: 1_000 } });
    const ws = await open(url);
    const gone = closed(await connection());
    ws.send(Buffer.alloc(1_001, 65));
    expect(await gone).toMatch(/websocket closed/);
  });

  it('closes a peer that keeps sending what is no SIP', async () => {
    const { url, connection } = await serve({ limits: { maxUnparsable: 3 } });
    const ws = await open(url);
    const gone = closed(await connection());
    for (let i = 0; i < 3; i++) ws.send('hello\r\n\r\n');
    expect(await gone).toBe('too many unparsable messages');
  });

  it('pings, and drops a peer that does not answer within one more interval', async () => {
    const { url, connection, clock } = await serve({ limits: { pingIntervalMs: 2_000 } });
    const live = await open(url);
    const liveEnd = await connection();
    const dead = await open(url, { autoPong: false });
    const deadEnd = await connection();
    const gone = closed(deadEnd);
    const pinged = Promise.all([live, dead].map((ws) => new Promise((resolve) => ws.once('ping', resolve))));
    clock.advance(2_000);
    await pinged;
    // The pong of the live one arrives before this message does.
    const message = nextMessage(liveEnd);
    live.send(serialize(testRequest('INFO')));
    await message;
    clock.advance(2_000);
    expect(await gone).toBe('no answer to ping');
    expect(liveEnd.closed).toBe(false);
  });

  it('closes a peer whose message trickles in', async () => {
    const { port, connection, clock } = await serve();
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {}); // the server destroys it while we write
    cleanups.push(() => void socket.destroy());
    socket.write(
      'GET /sip HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: sip\r\n\r\n',
    );
    const server = await connection();
    const gone = closed(server);
    clock.advance(1_000);
    socket.write(Buffer.from([0x81, 0xfe, 0x01, 0x00, 1, 2, 3, 4, 65])); // 256 octets announced, one sent
    await new Promise((resolve) => setImmediate(resolve));
    for (let second = 0; second < 12 && !server.closed; second++) {
      clock.advance(1_000);
      socket.write('x');
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await gone).toBe('message incomplete for too long');
  });

  it('closes a peer that does not read', async () => {
    const { url, connection } = await serve();
    const ws = await open(url);
    ws.pause();
    const server = await connection();
    const gone = closed(server);
    const big = testRequest('MESSAGE');
    big.body = Buffer.alloc(60_000, 65);
    for (let i = 0; i < 1_000 && !server.closed; i++) {
      server.send(big);
      if (i % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await gone).toBe('congested');
  });

  it('tells its peers when it shuts down, and waits for them', async () => {
    const { url, connection, transport } = await serve();
    const ws = await open(url);
    const gone = closed(await connection());
    const code = new Promise((resolve) => ws.once('close', resolve));
    await transport.close();
    expect([await code, await gone]).toEqual([1001, 'shutting down']);
  });
});
