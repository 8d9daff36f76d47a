import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfiguration, startServer, type LyncConfiguration, type RunningServer } from './main';
import { TestClient, user } from './edge/testing/client';
import { createMemoryStore } from './store';

const demo = path.resolve(import.meta.dirname, '../../demo/lync.config.json');
let directory: string;
let config: LyncConfiguration;
let server: RunningServer | undefined;

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'lync-server-'));
  config = loadConfiguration(demo, { PORT: '0', SIP_TCP_PORT: '0', LYNC_DATA: directory });
  config = { ...config, contactCenter: { ...config.contactCenter, drainSeconds: 0 } };
});

afterEach(async () => {
  await server?.close();
  server = undefined;
  rmSync(directory, { recursive: true });
});

describe('startServer', () => {
  it('is ready: health, credentials, SIP over WebSocket and over TCP', async () => {
    server = await startServer(config, { store: createMemoryStore() });
    const health = (await (await fetch(`${server.url}healthz`)).json()) as Record<string, unknown>;
    expect(health).toMatchObject({ status: 'ok', ready: true, domain: 'contoso.com' });
    const origin = server.url.slice(0, -1);
    const answer = await fetch(`${server.url}api/guest-credentials`, {
      method: 'POST',
      headers: { Origin: origin },
    });
    const guest = (await answer.json()) as { uri: string; username: string; password: string };
    const visitor = await TestClient.webSocket(`${server.url.replace('http', 'ws')}sip`, guest);
    expect((await visitor.register()).status).toBe(200);
    const alice = await TestClient.tcp(server.sipTcpPort, user('alice'));
    expect((await alice.register()).status).toBe(200);
    expect((await fetch(`${server.url}api/demo-credentials?user=alice`)).status).toBe(200);
    visitor.close();
    alice.close();
  });

  it('has a contact centre behind it, that answers a visitor', async () => {
    server = await startServer(config, { store: createMemoryStore() });
    const origin = server.url.slice(0, -1);
    const answer = await fetch(`${server.url}api/guest-credentials`, {
      method: 'POST',
      headers: { Origin: origin },
    });
    const visitor = await TestClient.webSocket(
      `${server.url.replace('http', 'ws')}sip`,
      (await answer.json()) as never,
    );
    await visitor.register();
    const sdp =
      'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=message 5060 sip null\r\na=accept-types:text/plain\r\n';
    const invite = visitor.request(
      'INVITE',
      'sip:sales@contoso.com',
      {
        Contact: `<${visitor.contact}>`,
        'Content-Type': 'application/sdp',
        'Ms-Conversation-ID': 'AdxTest==',
      },
      sdp,
    );
    const ok = await visitor.ask(invite);
    expect(ok.status).toBe(200);
    const dialog = {
      Route: ok.headers.get('Record-Route')!,
      From: ok.headers.get('From')!,
      To: ok.headers.get('To')!,
      'Call-ID': ok.callId()!,
    };
    const target = /<(.*)>/.exec(ok.headers.get('Contact')!)![1]!;
    visitor.send(visitor.request('ACK', target, { ...dialog, CSeq: `${ok.cseq()!.number} ACK` }));
    const welcome = await visitor.incoming('MESSAGE');
    expect(welcome.headers.get('Ms-Notice')).toBe('welcome');
    visitor.answer(welcome, 200);
    visitor.close();
  });

  it('says which port is in use, and leaves none behind', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const taken = { ...config, sip: { ...config.sip, tcp: { host: '127.0.0.1', port } } };
    await expect(startServer(taken)).rejects.toMatchObject({
      code: 'port-in-use',
      message: `127.0.0.1:${port} is in use; SIP_TCP_PORT sets another port`,
    });
    const http = { ...config, http: { ...config.http, port } };
    await expect(startServer(http)).rejects.toMatchObject({
      code: 'port-in-use',
      message: `127.0.0.1:${port} is in use; PORT sets another port`,
    });
    await new Promise((resolve) => other.close(resolve));
  });

  it('stops: connections end, and the ports are free', async () => {
    server = await startServer(config);
    const alice = await TestClient.webSocket(`${server.url.replace('http', 'ws')}sip`, user('alice'));
    await alice.register();
    const port = Number(new URL(server.url).port);
    await server.close();
    await expect.poll(() => alice.closed).toBe(true);
    server = await startServer({ ...config, http: { ...config.http, port } });
    expect(server.url).toContain(String(port));
  });
});
