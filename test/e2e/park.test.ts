import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, afterEach, expect, it } from 'vitest';
import { launchBrowser } from './support/browser';
import { signIn, type Caller, type CallPage } from './support/caller';
import { startServer, type TestServer } from './support/server';
import { hears } from './support/sound';

let browser: Browser;
let server: TestServer;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  server = await startServer((config) => {
    // The least that call park takes; with one orbit each call has the orbit of the one before.
    config.callPark = {
      ...(config.callPark as object),
      orbits: '100',
      ringBackSeconds: 10,
      fallbackUri: 'sip:bob@contoso.com',
    };
  });
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
  await server.stop();
});

async function people(): Promise<{ alice: Caller; bob: Caller; dave: Caller }> {
  const [alice, bob, dave] = await Promise.all(
    ['alice', 'bob', 'dave'].map((user) => signIn(browser, server.url, user, contexts)),
  );
  if (!alice || !bob || !dave) throw new Error('Nobody signed in');
  return { alice, bob, dave };
}

async function talk(caller: Caller, callee: Caller, name: string): Promise<void> {
  await caller.call(name);
  await expect.poll(() => callee.state()).toBe('incoming');
  await callee.act('accept');
  await expect.poll(() => caller.state()).toBe('connected');
  await expect.poll(() => callee.state()).toBe('connected');
}

const conversationState = ({ page }: Caller) =>
  page.evaluate(() => (globalThis as unknown as CallPage).conversation.snapshot.state);

/** The connection goes; resolves when the conversation is over another one what it was. */
const reconnect = ({ page }: Caller) =>
  page.evaluate(async () => {
    const { conversation, socket } = globalThis as unknown as CallPage;
    const until = async (state: string): Promise<void> => {
      while (conversation.snapshot.state !== state)
        await new Promise((changed) => conversation.addEventListener('changed', changed, { once: true }));
    };
    const lost = until('recovering');
    socket.close();
    await lost;
    await until('established');
  });

const canPark = (caller: Caller) =>
  expect
    .poll(() =>
      caller.page.evaluate(() =>
        (
          globalThis as unknown as { conversation: { canInvoke(action: string): boolean } }
        ).conversation.canInvoke('park'),
      ),
    )
    .toBe(true);

it('parks a call, plays music to who waits, and gives it to who knows the orbit, once', async () => {
  const { alice, bob, dave } = await people();
  await talk(alice, dave, 'dave');
  await Promise.all([hears(alice.page), hears(dave.page)]);
  await canPark(alice);

  const first = await alice.park();
  expect(first.friendlyOrbit).toBe('100');
  expect(await alice.state()).toBe('parked');
  await expect.poll(async () => (await dave.snapshot())?.remote?.isParkService).toBe(true);
  const before = await alice.heard();
  await hears(dave.page);
  expect(await alice.heard()).toEqual(before);

  expect(await bob.retrieve('101')).toBe('orbit-not-found');
  expect(await bob.retrieve(first.safeRetrieveUri!.replace(/ms-parked-call=\w/, 'ms-parked-call=x'))).toBe(
    'could-not-safe-retrieve',
  );
  expect(await bob.retrieve('100')).toBeUndefined();
  await expect.poll(async () => (await dave.snapshot())?.remote?.uri).toBe('sip:bob@contoso.com');
  expect((await bob.snapshot())?.remote?.uri).toBe('sip:dave@contoso.com');
  await Promise.all([hears(bob.page), hears(dave.page)]);
  await expect
    .poll(async () => (await alice.snapshot())?.unparked)
    .toEqual({ reason: 'retrieval', target: 'sip:bob@contoso.com' });
  expect((await alice.snapshot())?.orbit?.safeRetrieveUri).toBeNull();
  expect(await alice.retrieve(first.safeRetrieveUri!)).toBe('could-not-safe-retrieve');
  await bob.act('end');
  await expect.poll(() => dave.state()).toBe('ended');
});

it('never yields another call for a safe address whose orbit was used again', async () => {
  const { alice, bob, dave } = await people();
  await talk(alice, dave, 'dave');
  await canPark(alice);
  const old = await alice.park();
  expect(await bob.retrieve('100')).toBeUndefined();
  await canPark(bob);
  expect((await bob.park()).friendlyOrbit).toBe('100');
  const before = await alice.heard();
  expect(await alice.retrieve(old.safeRetrieveUri!)).toBe('could-not-safe-retrieve');
  expect((await dave.snapshot())?.remote?.isParkService).toBe(true);
  await hears(dave.page);
  expect(await alice.heard()).toEqual(before);
});

it('gives a call back by its safe address', async () => {
  const { alice, dave } = await people();
  await talk(alice, dave, 'dave');
  await canPark(alice);
  const { safeRetrieveUri } = await alice.park();
  expect(await alice.retrieve(safeRetrieveUri!)).toBeUndefined();
  await expect.poll(async () => (await dave.snapshot())?.remote?.uri).toBe('sip:alice@contoso.com');
  await Promise.all([hears(alice.page), hears(dave.page)]);
});

it('tells who has parked what becomes of the call over a new connection, too', async () => {
  const { alice, bob, dave } = await people();
  await talk(alice, dave, 'dave');
  await canPark(alice);
  const { friendlyOrbit } = await alice.park();
  await reconnect(alice);
  expect(await alice.state()).toBe('parked');
  expect(await bob.retrieve(friendlyOrbit)).toBeUndefined();
  await Promise.all([hears(bob.page), hears(dave.page)]);
  await expect
    .poll(async () => (await alice.snapshot())?.unparked)
    .toEqual({ reason: 'retrieval', target: 'sip:bob@contoso.com' });
});

it('plays music again to who is parked and has lost the connection', async () => {
  const { alice, bob, dave } = await people();
  await talk(alice, dave, 'dave');
  await canPark(alice);
  const { friendlyOrbit } = await alice.park();
  await expect.poll(async () => (await dave.snapshot())?.remote?.isParkService).toBe(true);
  await reconnect(dave);
  expect(await dave.state()).toBe('connected');
  expect((await dave.snapshot())?.remote?.isParkService).toBe(true);
  await hears(dave.page);
  expect(await bob.retrieve(friendlyOrbit)).toBeUndefined();
  await Promise.all([hears(bob.page), hears(dave.page)]);
});

it('says that a parked call is gone when the server was restarted', async () => {
  const { alice, bob, dave } = await people();
  await talk(alice, dave, 'dave');
  await canPark(alice);
  const { safeRetrieveUri } = await alice.park();
  await hears(dave.page);
  await server.crash();
  await expect.poll(() => conversationState(alice)).toBe('recovering');
  await server.start();
  await expect.poll(async () => (await alice.snapshot())?.unparked).toEqual({ reason: 'unknown' });
  await expect.poll(() => dave.state()).toBe('ended');
  const isSignedIn = () => (globalThis as unknown as CallPage).session.snapshot.state === 'connected';
  await expect.poll(() => bob.page.evaluate(isSignedIn)).toBe(true);
  expect(await bob.retrieve('100')).toBe('orbit-not-found');
  expect(await alice.retrieve(safeRetrieveUri!)).toBe('could-not-safe-retrieve');
});

it('rings back at who has parked when nobody takes the call', async () => {
  const { alice, dave } = await people();
  await talk(alice, dave, 'dave');
  await canPark(alice);
  await alice.park();
  await expect.poll(() => alice.state(), { timeout: 20_000 }).toBe('incoming');
  await alice.act('accept');
  await expect.poll(() => alice.state()).toBe('connected');
  await expect.poll(async () => (await dave.snapshot())?.remote?.uri).toBe('sip:alice@contoso.com');
  await Promise.all([hears(alice.page), hears(dave.page)]);
});

it('goes to the fallback when who has parked does not take the call back', async () => {
  const { alice, bob, dave } = await people();
  await talk(alice, dave, 'dave');
  await canPark(alice);
  await alice.park();
  await expect.poll(() => alice.state(), { timeout: 20_000 }).toBe('incoming');
  await alice.act('decline');
  await expect.poll(() => bob.state()).toBe('incoming');
  await bob.act('accept');
  await expect.poll(() => bob.state()).toBe('connected');
  await Promise.all([hears(bob.page), hears(dave.page)]);
  await expect
    .poll(async () => (await alice.snapshot())?.unparked)
    .toEqual({ reason: 'fallback', target: 'sip:bob@contoso.com' });
});
