import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { launchBrowser } from './support/browser';
import { signIn, type Caller } from './support/caller';
import { startServer, type TestServer } from './support/server';
import { hears, type PeersPage } from './support/sound';

let server: TestServer;
let browser: Browser;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  server = await startServer();
  browser = await launchBrowser();
});
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
});

async function people(...users: string[]): Promise<Caller[]> {
  return Promise.all(users.map((user) => signIn(browser, server.url, user, contexts)));
}

async function talk(alice: Caller, dave: Caller): Promise<void> {
  await alice.call('dave');
  await expect.poll(() => dave.state()).toBe('incoming');
  await dave.act('accept');
  await expect.poll(() => alice.state()).toBe('connected');
  await Promise.all([hears(alice.page), hears(dave.page)]);
}

/** The network that the media of a page goes over; to be asked for before the call. That of the signaling stays as it is. */
async function mediaNetwork({ page }: Caller): Promise<{ fail(isDown: boolean): Promise<void> }> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Network.enable');
  const fail = async (isDown: boolean): Promise<void> => {
    await devTools.send('Network.emulateNetworkConditions', {
      // Sockets that are made without any of this keep out of it for good: hence the latency.
      ...{ offline: false, latency: 1, downloadThroughput: -1, uploadThroughput: -1 },
      ...{ packetLoss: isDown ? 100 : 0, packetQueueLength: 1000 },
    });
  };
  await fail(false);
  return { fail };
}

/** The user name of ICE in what this end has described last. Another one is another path (RFC 8445 section 9). */
const userNameOfIce = ({ page }: Caller): Promise<string | undefined> =>
  page.evaluate(() => {
    const live = [...(globalThis as unknown as PeersPage).peers].filter(
      ({ connectionState }) => connectionState !== 'closed',
    );
    return /a=ice-ufrag:(\S+)/.exec(live.at(-1)?.localDescription?.sdp ?? '')?.[1];
  });

async function losesItsWayAndFindsAnother(caller: Caller, network: { fail(isDown: boolean): Promise<void> }) {
  const before = await userNameOfIce(caller);
  await network.fail(true);
  await expect.poll(() => caller.state(), { timeout: 25_000 }).toBe('recovering');
  await network.fail(false);
  await expect.poll(() => caller.state()).toBe('connected');
  expect(await userNameOfIce(caller)).not.toBe(before);
}

it('finds another path when the network of a call between two browsers was gone for a while', async () => {
  const [alice, dave] = (await people('alice', 'dave')) as [Caller, Caller];
  const network = await mediaNetwork(alice);
  await talk(alice, dave);
  await losesItsWayAndFindsAnother(alice, network);
  await expect.poll(() => dave.state()).toBe('connected');
  await Promise.all([hears(alice.page), hears(dave.page)]);
});

it('finds another path to the contact centre, whose music goes on', async () => {
  const [dave] = (await people('dave')) as [Caller];
  const network = await mediaNetwork(dave);
  await dave.call('sales');
  await expect.poll(() => dave.state()).toBe('connected');
  await hears(dave.page);
  await losesItsWayAndFindsAnother(dave, network);
  await hears(dave.page);
  // Else the queue would have somebody to offer to those who come next.
  await dave.act('end');
  await expect.poll(() => dave.state()).toBe('ended');
});

it('tells both when one of them sends nothing any more', async () => {
  const [alice, dave] = (await people('alice', 'dave')) as [Caller, Caller];
  await talk(alice, dave);
  await dave.page.evaluate(async () => {
    const own = globalThis as unknown as PeersPage & { track: MediaStreamTrack | null };
    const [sender] = [...own.peers].at(-1)!.getSenders();
    own.track = sender!.track;
    await sender!.replaceTrack(null);
  });
  const timeout = 20_000;
  const oneWay = async (caller: Caller) => (await caller.snapshot())?.oneWay;
  await expect.poll(() => oneWay(alice), { timeout }).toBe('not-receiving');
  await expect.poll(() => oneWay(dave), { timeout }).toBe('not-sending');
  await dave.page.evaluate(async () => {
    const own = globalThis as unknown as PeersPage & { track: MediaStreamTrack | null };
    await [...own.peers].at(-1)!.getSenders()[0]!.replaceTrack(own.track);
  });
  await expect.poll(async () => [await oneWay(alice), await oneWay(dave)]).toEqual([undefined, undefined]);
  await hears(alice.page);
});
