import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Conversation } from '../../src/session/conversation';
import { launchBrowser } from './support/browser';
import { signIn, type CallPage } from './support/caller';
import { startServer, type TestServer } from './support/server';
import { hears, hearsSilence } from './support/sound';

let server: TestServer;
let browser: Browser;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  server = await startServer();
  browser = await launchBrowser();
});
afterAll(async () => {
  for (const context of contexts) await context.close();
  await browser.close();
  await server.stop();
});

it('carries audio between two browsers, through hold, video, an attended transfer and a lost connection', async () => {
  const [alice, dave, bob] = await Promise.all(
    ['alice', 'dave', 'bob'].map((user) => signIn(browser, server.url, user, contexts)),
  );
  if (!alice || !dave || !bob) throw new Error('Nobody signed in');
  await alice.call('dave');
  await expect.poll(() => dave.state()).toBe('incoming');
  await expect.poll(() => alice.state()).toBe('ringing');
  await dave.act('accept');
  await expect.poll(() => alice.state()).toBe('connected');
  await Promise.all([hears(alice.page), hears(dave.page)]);
  await expect.poll(async () => (await alice.snapshot())?.quality?.level).toBe('good');

  await alice.act('hold');
  await expect.poll(async () => (await dave.snapshot())?.heldBy).toBe('remote');
  expect(await dave.state()).toBe('held');
  const before = (await alice.heard()).packets;
  await hearsSilence(dave.page);
  // Who is held sends nothing at all.
  expect((await alice.heard()).packets - before).toBeLessThan(25);
  await alice.act('resume');
  await expect.poll(() => dave.state()).toBe('connected');
  await hears(dave.page);

  await alice.act('addVideo');
  await expect.poll(async () => (await dave.snapshot())?.video).toBe('recvonly');
  await dave.act('addVideo');
  await expect.poll(async () => (await alice.snapshot())?.video).toBe('sendrecv');

  // The connection goes without a word; the call comes back over another, in the same conversation.
  const id = await alice.page.evaluate(() => (globalThis as unknown as CallPage).conversation.id);
  await server.crash();
  await expect.poll(() => alice.state()).toBe('recovering');
  await hears(dave.page);
  await server.start();
  await expect.poll(() => alice.state()).toBe('connected');
  await expect.poll(() => dave.state()).toBe('connected');
  await Promise.all([hears(alice.page), hears(dave.page)]);
  expect(await dave.page.evaluate(() => (globalThis as unknown as CallPage).conversation.id)).toBe(id);

  // Alice asks Bob, then gives Dave to him.
  const isSignedIn = () => (globalThis as unknown as CallPage).session.snapshot.state === 'connected';
  await expect.poll(() => bob.page.evaluate(isSignedIn)).toBe(true);
  await alice.act('hold');
  await alice.page.evaluate(() => {
    const own = globalThis as unknown as CallPage & { consultation: Conversation };
    own.consultation = own.session.startConversation('sip:bob@contoso.com', { modality: 'audio' });
  });
  await expect.poll(() => bob.state()).toBe('incoming');
  await bob.act('accept');
  await alice.page.evaluate(async () => {
    const own = globalThis as unknown as CallPage & { consultation: Conversation };
    while (own.consultation.audioVideo.snapshot.state !== 'connected')
      await new Promise((resolve) =>
        own.consultation.audioVideo.addEventListener('changed', resolve, { once: true }),
      );
    await own.conversation.audioVideo.transfer(own.consultation);
  });
  await expect.poll(async () => (await dave.snapshot())?.remote?.uri).toBe('sip:bob@contoso.com');
  await expect.poll(async () => (await bob.snapshot())?.remote?.uri).toBe('sip:dave@contoso.com');
  expect(await alice.state()).toBe('ended');
  await Promise.all([hears(dave.page), hears(bob.page)]);
  await dave.act('end');
  await expect.poll(() => bob.state()).toBe('ended');
});
