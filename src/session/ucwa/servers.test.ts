import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { startUcwaWorld, type UcwaWorld } from '../../server/composition/testing/ucwa-world';
import type { SessionContract } from '../contract';
import { createSession } from '../create-session';
import type { WebSocketConstructor } from '../signaling/open-socket';

let world: UcwaWorld;
const open: SessionContract[] = [];
const closing: (() => void)[] = [];
const webSocket = WebSocket as unknown as WebSocketConstructor;
const dave = { uri: 'sip:dave@contoso.com', credentials: { password: 'demo-dave' }, webSocket };

beforeEach(async () => {
  world = await startUcwaWorld();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((session) => session.disconnect()));
  for (const close of closing.splice(0)) close();
  await world.close();
});

async function transportOf(server: string, options: object = {}): Promise<string | undefined> {
  const session = await createSession({ ...dave, ...options, server });
  open.push(session);
  await session.connect();
  expect(session.snapshot.state).toBe('connected');
  return session.snapshot.transport;
}

/** Opens WebSockets, says nothing, and cuts each at its so manieth frame. */
async function cutting(frames: number): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  closing.push(() => server.close());
  server.on('connection', (socket) => {
    let seen = 0;
    socket.on('message', () => ++seen >= frames && socket.terminate());
  });
  await once(server, 'listening');
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/sip`;
}

describe('a list of servers', () => {
  const sip = () => `${world.origin.replace(/^http/, 'ws')}/sip`;
  const ucwa = () => `${world.origin}/ucwa`;

  it('is SIP where a WebSocket opens', async () => {
    expect(await transportOf(sip())).toBe('sip');
    expect(await transportOf(`${sip()} ${ucwa()}`)).toBe('sip');
  });

  it('is UCWA where none does', async () => {
    expect(await transportOf(ucwa())).toBe('ucwa');
    expect(await transportOf(`  ${world.origin.replace(/^http/, 'ws')}/blocked\n ${ucwa()} `)).toBe('ucwa');
    expect(await transportOf(`${sip()} ${ucwa()}`, { webSocket: undefined })).toBe(
      globalThis.WebSocket ? 'sip' : 'ucwa',
    );
  });

  it('is UCWA where the answer to a WebSocket never comes', async () => {
    const sockets: { destroy(): void }[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    expect(await transportOf(`ws://127.0.0.1:${port}/sip ${ucwa()}`)).toBe('ucwa');
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  it('is UCWA where a WebSocket opens and nothing gets through', async () => {
    expect(await transportOf(`${await cutting(1)} ${ucwa()}`)).toBe('ucwa');
  });

  it('is SIP where a server does not answer a keep-alive', async () => {
    const session = await createSession({ ...dave, server: `${await cutting(Infinity)} ${ucwa()}` });
    expect(session.snapshot.transport).toBe('sip');
  });

  it('goes on where a reloaded page was', async () => {
    const first = await createSession({ ...dave, server: ucwa() });
    open.push(first);
    await first.connect();
    expect(await transportOf(sip(), { resume: first.resumeToken })).toBe('ucwa');
  });
});
