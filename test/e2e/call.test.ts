import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findChromium } from '../../scripts/chromium.mjs';
import type { Conversation } from '../../src/session/conversation';
import type { LyncSession } from '../../src/session/lync-session';
import { startServer, type TestServer } from './support/server';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--autoplay-policy=no-user-gesture-required',
];

let server: TestServer;
let browser: Browser;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  server = await startServer();
  browser = await chromium.launch({ executablePath: await findChromium(), headless: true, args: flags });
});
afterAll(async () => {
  for (const context of contexts) await context.close();
  await browser.close();
  await server.stop();
});

interface CallPage {
  session: LyncSession;
  conversation: Conversation;
}

/** A page of the site with a session of its own, signed in as `user`. */
async function signIn(user: string): Promise<Page> {
  const context = await browser.newContext({ permissions: ['microphone', 'camera'] });
  contexts.push(context);
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(user, error));
  await page.goto(`${server.url}/shop/`);
  // As text: the test runner would make something of its own of the import.
  await page.evaluate("import('/lync-widgets/index.js').then((kit) => { globalThis.kit = kit; })");
  await page.evaluate(async (name) => {
    const { kit } = globalThis as unknown as { kit: { LyncSession: typeof LyncSession } };
    const session = new kit.LyncSession({
      server: `${location.origin.replace(/^http/, 'ws')}/sip`,
      uri: `sip:${name}@contoso.com`,
      credentials: { password: `demo-${name}` },
      agent: false,
      calls: true,
    });
    const own = globalThis as unknown as CallPage;
    own.session = session;
    session.addEventListener('invitation-received', ({ conversation }) => {
      own.conversation = conversation as Conversation;
    });
    await session.connect();
  }, user);
  return page;
}

const snapshot = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as CallPage).conversation?.audioVideo.snapshot);
const state = async (page: Page) => (await snapshot(page))?.state;

/** What has arrived on the peer connection of the call so far. */
const heard = (page: Page) =>
  page.evaluate(async () => {
    const { call } = (globalThis as unknown as CallPage).conversation.audioVideo;
    return call?.leg ? (await call.leg.media.statistics()).packetsReceived : -1;
  });

async function flows(page: Page): Promise<void> {
  const before = await heard(page);
  await expect.poll(() => heard(page)).toBeGreaterThan(before + 25);
}

const act = (page: Page, method: 'accept' | 'end' | 'hold' | 'resume' | 'addVideo') =>
  page.evaluate((name) => (globalThis as unknown as CallPage).conversation.audioVideo[name](), method);

it('carries audio between two browsers, through hold, video, an attended transfer and a lost connection', async () => {
  const [alice, dave, bob] = await Promise.all(['alice', 'dave', 'bob'].map(signIn));
  if (!alice || !dave || !bob) throw new Error('Nobody signed in');
  await alice.evaluate(() => {
    const own = globalThis as unknown as CallPage;
    own.conversation = own.session.startConversation('sip:dave@contoso.com', { modality: 'audio' });
  });
  await expect.poll(() => state(dave)).toBe('incoming');
  await expect.poll(() => state(alice)).toBe('ringing');
  await act(dave, 'accept');
  await expect.poll(() => state(alice)).toBe('connected');
  await Promise.all([flows(alice), flows(dave)]);
  await expect.poll(async () => (await snapshot(alice))?.quality?.level).toBe('good');

  await act(alice, 'hold');
  await expect.poll(async () => (await snapshot(dave))?.heldBy).toBe('remote');
  expect(await state(dave)).toBe('held');
  await act(alice, 'resume');
  await expect.poll(() => state(dave)).toBe('connected');
  await flows(dave);

  await act(alice, 'addVideo');
  await expect.poll(async () => (await snapshot(dave))?.video).toBe('recvonly');
  await act(dave, 'addVideo');
  await expect.poll(async () => (await snapshot(alice))?.video).toBe('sendrecv');

  // The connection goes without a word; the call comes back over another, in the same conversation.
  const id = await alice.evaluate(() => (globalThis as unknown as CallPage).conversation.id);
  await server.crash();
  await expect.poll(() => state(alice)).toBe('recovering');
  await flows(dave);
  await server.start();
  await expect.poll(() => state(alice)).toBe('connected');
  await expect.poll(() => state(dave)).toBe('connected');
  await Promise.all([flows(alice), flows(dave)]);
  expect(await dave.evaluate(() => (globalThis as unknown as CallPage).conversation.id)).toBe(id);

  // Alice asks Bob, then gives Dave to him.
  const isSignedIn = () => (globalThis as unknown as CallPage).session.snapshot.state === 'connected';
  await expect.poll(() => bob.evaluate(isSignedIn)).toBe(true);
  await act(alice, 'hold');
  await alice.evaluate(() => {
    const own = globalThis as unknown as CallPage & { consultation: Conversation };
    own.consultation = own.session.startConversation('sip:bob@contoso.com', { modality: 'audio' });
  });
  await expect.poll(() => state(bob)).toBe('incoming');
  await act(bob, 'accept');
  await alice.evaluate(async () => {
    const own = globalThis as unknown as CallPage & { consultation: Conversation };
    while (own.consultation.audioVideo.snapshot.state !== 'connected')
      await new Promise((resolve) =>
        own.consultation.audioVideo.addEventListener('changed', resolve, { once: true }),
      );
    await own.conversation.audioVideo.transfer(own.consultation);
  });
  await expect.poll(async () => (await snapshot(dave))?.remote?.uri).toBe('sip:bob@contoso.com');
  await expect.poll(async () => (await snapshot(bob))?.remote?.uri).toBe('sip:dave@contoso.com');
  expect(await state(alice)).toBe('ended');
  await Promise.all([flows(dave), flows(bob)]);
  await act(dave, 'end');
  await expect.poll(() => state(bob)).toBe('ended');
});
