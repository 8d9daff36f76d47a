import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ManualClock } from '../clock';
import type { SipConnection } from '../connection';
import { silentLog } from '../log';
import type { SipMessage } from '../message';
import { serialize } from '../message';
import { testRequest } from '../test-kit';
import { connectTcp, listenTcp, type TcpConnectOptions } from './tcp';
import { testIdentity, type TestIdentity } from './testing/certificates';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function listen() {
  const clock = new ManualClock();
  let arrived!: (connection: SipConnection) => void;
  const connection = new Promise<SipConnection>((resolve) => (arrived = resolve));
  const transport = await listenTcp({
    host: '127.0.0.1',
    port: 0,
    clock,
    log: silentLog,
    onConnection: arrived,
    limits: { maxConnectionsPerAddress: 1 },
  });
  cleanups.push(() => transport.close());
  return { clock, transport, port: transport.port, connection };
}

function raw(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  cleanups.push(() => void socket.destroy());
  return socket;
}

const data = (socket: Socket) =>
  new Promise<string>((resolve) => socket.once('data', (d) => resolve(d.toString())));
const closed = (connection: SipConnection) =>
  new Promise<string>((resolve) => (connection.onClose = resolve));
const nextMessage = (connection: SipConnection) =>
  new Promise<SipMessage>((resolve) => (connection.onMessage = resolve));

describe('SIP over TLS', () => {
  let own: TestIdentity;
  let application: TestIdentity;
  let stranger: TestIdentity;
  beforeAll(async () => {
    [own, application, stranger] = await Promise.all([
      testIdentity('server'),
      testIdentity('application'),
      testIdentity('stranger'),
    ]);
  });

  it('is for who proves to be the peer, and to be the server', async () => {
    const clock = new ManualClock();
    const arrived: SipConnection[] = [];
    const heard: SipMessage[] = [];
    const transport = await listenTcp({
      ...{ host: '127.0.0.1', port: 0, clock, log: silentLog },
      tls: { ...own, peers: application.certificate },
      onConnection: (connection) => {
        arrived.push(connection);
        connection.onMessage = (message) => heard.push(message);
      },
    });
    cleanups.push(() => transport.close());
    const enter = (tls: TcpConnectOptions['tls']) =>
      connectTcp({ host: '127.0.0.1', port: transport.port, clock, log: silentLog, ...(tls && { tls }) });
    const client = await enter({ ...application, peers: own.certificate });
    cleanups.push(() => client.close());
    const answer = nextMessage(client);
    client.send(testRequest('MESSAGE'));
    await expect.poll(() => heard).toMatchObject([{ method: 'MESSAGE' }]);
    arrived[0]?.send(testRequest('INFO'));
    expect(await answer).toMatchObject({ method: 'INFO' });
    expect([client.protocol, arrived[0]?.protocol]).toEqual(['TLS', 'TLS']);

    // The server is somebody else, or of another name.
    const lost = { code: 'connection-lost' };
    await expect(enter({ ...application, peers: stranger.certificate })).rejects.toMatchObject(lost);
    await expect(
      enter({ ...application, peers: own.certificate, serverName: 'rooms.contoso.com' }),
    ).rejects.toMatchObject(lost);
    // The client is somebody else, or does not speak TLS: no message of theirs arrives.
    const other = await enter({ ...stranger, peers: own.certificate });
    other.send(testRequest('MESSAGE'));
    expect(await closed(other)).not.toBe('');
    const plain = await enter(undefined);
    plain.send(testRequest('MESSAGE'));
    expect(await closed(plain)).not.toBe('');
    expect([arrived.length, heard.length]).toEqual([1, 1]);
  });

  it('does not listen with what is no certificate', async () => {
    const options = { host: '127.0.0.1', port: 0, clock: new ManualClock(), log: silentLog };
    const tls = { ...own, key: 'no key', peers: application.certificate };
    await expect(listenTcp({ ...options, tls, onConnection: () => undefined })).rejects.toThrow();
  });
});

describe('SIP over TCP', () => {
  it('carries messages both ways between our own ends', async () => {
    const { port, clock, connection } = await listen();
    const client = await connectTcp({ host: '127.0.0.1', port, clock, log: silentLog });
    const server = await connection;
    const [up, down] = [nextMessage(server), nextMessage(client)];
    client.send(testRequest('MESSAGE'));
    server.send(testRequest('INFO'));
    expect([await up, await down]).toMatchObject([{ method: 'MESSAGE' }, { method: 'INFO' }]);
    const ends = [closed(server), closed(client)];
    client.close('done');
    expect(await Promise.all(ends)).toEqual(['closed by the peer', 'done']);
  });

  it('frames messages however they are chopped', async () => {
    const { port, connection } = await listen();
    const socket = raw(port);
    const server = await connection;
    const got: string[] = [];
    const all = new Promise<void>((resolve) => {
      server.onMessage = (message) => {
        got.push(message.kind === 'request' ? message.method : '');
        if (got.length === 3) resolve();
      };
    });
    const bytes = Buffer.concat(
      ['MESSAGE', 'INFO', 'OPTIONS'].map((method) => serialize(testRequest(method))),
    );
    for (let at = 0; at < bytes.length; at += 50) socket.write(bytes.subarray(at, at + 50));
    await all;
    expect(got).toEqual(['MESSAGE', 'INFO', 'OPTIONS']);
  });

  it('answers a double CRLF with a single one', async () => {
    const { port } = await listen();
    const socket = raw(port);
    const pong = data(socket);
    socket.write('\r\n\r\n');
    expect(await pong).toBe('\r\n');
  });

  it('closes a message that is not complete in time', async () => {
    const { port, connection, clock } = await listen();
    const socket = raw(port);
    const server = await connection;
    const begun = nextMessage(server);
    const bytes = serialize(testRequest('MESSAGE'));
    socket.write(Buffer.concat([bytes, bytes.subarray(0, 40)]));
    await begun;
    await new Promise((resolve) => setImmediate(resolve));
    const gone = closed(server);
    clock.advance(5_000);
    expect(await gone).toBe('message incomplete for too long');
    expect(clock.pendingTimers).toBe(1); // the linger of the socket
  });

  it('says 400 before it closes a stream that cannot be framed', async () => {
    const { port, connection } = await listen();
    const socket = raw(port);
    const gone = closed(await connection);
    const answer = data(socket);
    const text = serialize(testRequest('MESSAGE'))
      .toString()
      .replace('Content-Length: 0', 'Content-Length: x');
    socket.write(text);
    expect(await answer).toMatch(/^SIP\/2\.0 400 /);
    expect(await gone).toBe('unparsable: bad-framing');
  });

  it('refuses one connection too many', async () => {
    const { port, connection } = await listen();
    raw(port);
    await connection;
    const second = raw(port);
    await new Promise((resolve) => second.once('close', resolve));
    expect(second.bytesRead).toBe(0);
  });

  it('pings what it opened, and drops a peer that has stopped answering', async () => {
    const clock = new ManualClock();
    const pings: string[] = [];
    let socket!: Socket;
    let ping!: () => void;
    const server = createServer((s) => {
      socket = s;
      s.on('data', (d) => {
        pings.push(d.toString());
        ping();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(
      () => new Promise((resolve) => server.close(() => resolve())),
      () => void socket.destroy(),
    );
    const { port } = server.address() as AddressInfo;
    const client = await connectTcp({ host: '127.0.0.1', port, clock, log: silentLog });
    const gone = closed(client);
    let pinged = new Promise<void>((resolve) => (ping = resolve));
    clock.advance(30_000);
    await pinged;
    // The message after the pong shows that the pong has been read.
    const message = nextMessage(client);
    socket.write(Buffer.concat([Buffer.from('\r\n'), serialize(testRequest('INFO'))]));
    await message;
    pinged = new Promise<void>((resolve) => (ping = resolve));
    clock.advance(30_000);
    await pinged;
    clock.advance(30_000);
    expect(await gone).toBe('no answer to keep-alive');
    expect(pings).toEqual(['\r\n\r\n', '\r\n\r\n']);
  });

  it('rejects when nobody listens, and when aborted', async () => {
    const { port, transport, clock } = await listen();
    await transport.close();
    const options = { host: '127.0.0.1', port, clock, log: silentLog };
    await expect(connectTcp(options)).rejects.toMatchObject({ code: 'connection-lost' });
    await expect(connectTcp({ ...options, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
    expect(clock.pendingTimers).toBe(0);
  });
});
