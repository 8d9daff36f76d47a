import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { callbackContentType } from '../../protocol/callback';
import { TestClient, type TestUser } from '../edge/testing/client';
import { loadConfiguration, startServer, type RunningServer } from '../main';
import { TestPeer } from '../media/testing/peer';
import { Tone, toneIn } from '../media/testing/tones';
import { pcm16, wavFile } from '../media/testing/wav-file';
import { createMemoryStore, type Store } from '../store';
import { TestLine } from './testing/line';

let directory: string;
let server: RunningServer;
let store: Store;
const open: (() => Promise<void> | void)[] = [];

beforeAll(async () => void (await import('../media/embedded/service')));

const prompts = { 'which.wav': 700, 'number.wav': 1100, 'thanks.wav': 1500 } as const;

/** So long that it is heard, and not over before somebody presses a key. */
function prompt(frequency: number): Buffer {
  const tone = new Tone(frequency);
  return wavFile(pcm16(Array.from({ length: 100 }, () => [...tone.next()]).flat()));
}

beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'lync-callback-'));
  for (const [name, frequency] of Object.entries(prompts))
    writeFileSync(path.join(directory, name), prompt(frequency));
  const demo = path.resolve(import.meta.dirname, '../../../demo/lync.config.json');
  const loaded = loadConfiguration(demo, { PORT: '0', SIP_TCP_PORT: '0', LYNC_DATA: directory });
  store = createMemoryStore();
  server = await startServer(
    {
      ...loaded,
      media: { ...loaded.media, address: '127.0.0.1', directory },
      contactCenter: {
        ...loaded.contactCenter,
        drainSeconds: 0,
        voice: {
          callback: {},
          menu: {
            questions: [
              {
                key: 'topic',
                prompt: { text: 'Which?', file: 'which.wav' },
                choices: { '1': 'order', '2': 'return' },
              },
              { key: 'order', prompt: { text: 'Your number?', file: 'number.wav' }, digits: 8 },
            ],
            closing: { text: 'Thanks', file: 'thanks.wav' },
          },
        },
      },
    },
    { store },
  );
  open.push(() => server.close());
});

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
  rmSync(directory, { recursive: true });
});

it('calls back, is heard, hears the keys (RFC 4733), and knows the answers', async () => {
  const headers = { Origin: server.url.slice(0, -1) };
  const answer = await fetch(`${server.url}api/guest-credentials`, { method: 'POST', headers });
  const guest = await TestClient.webSocket(
    `${server.url.replace('http', 'ws')}sip`,
    (await answer.json()) as TestUser,
  );
  open.push(() => guest.close());
  expect((await guest.register()).status).toBe(200);
  const asked = { 'Content-Type': callbackContentType };
  expect((await guest.ask(guest.request('MESSAGE', 'sip:sales@contoso.com', asked, '{}'))).status).toBe(202);
  const peer = new TestPeer();
  open.push(() => peer.vanish());
  const line = await TestLine.answer(guest, peer);
  expect(line.remoteUri).toBe('sip:sales@contoso.com');

  expect(toneIn(prompts['which.wav'], await peer.hear(15, 5))).toBeGreaterThan(2000);
  await peer.press('2');
  expect(toneIn(prompts['number.wav'], await peer.hear(15, 15))).toBeGreaterThan(2000);
  for (const key of '407#') await peer.press(key);
  expect(toneIn(prompts['thanks.wav'], await peer.hear(15, 15))).toBeGreaterThan(2000);
  await expect
    .poll(async () => (await store.contacts.find({}))[0]?.context, { timeout: 5000 })
    .toMatchObject({ data: { answers: { topic: 'return', order: '407' } } });
  // Then the queue, with music.
  expect(toneIn(prompts['thanks.wav'], await peer.hear(50, 50))).toBeLessThan(500);
  expect((await line.ask('BYE')).status).toBe(200);
  await expect.poll(() => server.health()).toMatchObject({ media: { rooms: 0, legs: 0 } });
});
