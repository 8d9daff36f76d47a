import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startUcwaWorld, type UcwaWorld } from '../../server/composition/testing/ucwa-world';
import type { SessionContract } from '../contract';
import { createSession } from '../create-session';
import type { WebSocketConstructor } from '../signaling/open-socket';

let world: UcwaWorld;
const open: SessionContract[] = [];
const webSocket = WebSocket as unknown as WebSocketConstructor;
const dave = { uri: 'sip:dave@contoso.com', credentials: { password: 'demo-dave' }, webSocket };

beforeEach(async () => {
  world = await startUcwaWorld();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((session) => session.disconnect()));
  await world.close();
});

async function transportOf(server: string, options: object = {}): Promise<string | undefined> {
  const session = await createSession({ ...dave, ...options, server });
  open.push(session);
  await session.connect();
  expect(session.snapshot.state).toBe('connected');
  return session.snapshot.transport;
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

  it('goes on where a reloaded page was', async () => {
    const first = await createSession({ ...dave, server: ucwa() });
    open.push(first);
    await first.connect();
    expect(await transportOf(sip(), { resume: first.resumeToken })).toBe('ucwa');
  });
});
