import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { buildParkRequest, callParkContentType } from '../../protocol/call-park';
import { parseDiagnostics } from '../../protocol/diagnostics';
import { TestClient, user } from '../edge/testing/client';
import { establish } from '../edge/testing/harness';
import { loadConfiguration, startServer } from '../main';
import { createLogger } from '../sip';
import { createMemoryStore } from '../store';

// As if werift were not installed: it is an optional peer dependency.
vi.mock('werift', () => {
  throw new Error("Cannot find package 'werift'");
});

const open: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

it('a server without the media engine starts, serves chats, and says what is missing when a call is to be parked', async () => {
  const directory = mkdtempSync(path.join(tmpdir(), 'lync-park-'));
  open.push(() => rmSync(directory, { recursive: true }));
  const demo = path.resolve(import.meta.dirname, '../../../demo/lync.config.json');
  const config = loadConfiguration(demo, { PORT: '0', SIP_TCP_PORT: '0', LYNC_DATA: directory });
  const logged: string[] = [];
  const log = createLogger({ level: 'info', write: (line) => logged.push(line) });
  const server = await startServer(config, { store: createMemoryStore(), log });
  open.push(() => server.close());
  const connect = async (name: string): Promise<TestClient> => {
    const client = await TestClient.webSocket(`${server.url.replace('http', 'ws')}sip`, user(name));
    open.push(() => client.close());
    await client.register();
    return client;
  };
  const [alice, bob] = [await connect('alice'), await connect('bob')];
  const call = (await establish(alice, bob)).caller;
  const tagOf = (value = ''): string => /;tag=([^;]+)/.exec(value)?.[1] ?? '';
  const refused = await alice.ask(
    alice.request(
      'INVITE',
      'sip:park@contoso.com',
      { Contact: `<${alice.contact}>`, 'Content-Type': callParkContentType },
      buildParkRequest({
        requestId: '1',
        target: bob.user.uri,
        callId: call['Call-ID']!,
        fromTag: tagOf(call.From),
        toTag: tagOf(call.To),
      }),
    ),
  );
  const diagnostics = parseDiagnostics(refused.headers.get('ms-diagnostics'));
  expect([refused.status, diagnostics?.errorId]).toEqual([500, 35_005]);
  // The administrator reads what to do; the call that exists goes on, and no orbit is lost.
  expect(logged.join('\n')).toContain('Calls need the package werift');
  expect(server.health()).toMatchObject({ callPark: { orbits: 10, free: 10, parked: 0 } });
  const bye = alice.request('BYE', bob.contact, call);
  alice.send(bye);
  bob.answer(await bob.incoming('BYE'), 200);
  expect((await alice.answerTo(bye)).status).toBe(200);
});
