import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ConferenceSnapshot } from '../../src/session/contract';
import { launchBrowser } from './support/browser';
import { signIn, type Caller, type CallPage } from './support/caller';
import { startServer, type TestServer } from './support/server';
import { heardOn, hears } from './support/sound';

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

const conferenceOf = ({ page }: Caller): Promise<ConferenceSnapshot | undefined> =>
  page.evaluate(() => (globalThis as unknown as CallPage).conversation?.conference?.snapshot);

const stateOf = ({ page }: Caller) =>
  page.evaluate(() => (globalThis as unknown as CallPage).conversation?.snapshot.state);

const connectedVoices = async (caller: Caller): Promise<number> =>
  (await conferenceOf(caller))?.participants.filter(({ audioVideo }) => audioVideo === 'connected').length ??
  0;

/** A second of silence: sound arrives, and its energy does not grow by more than rounding. */
async function isSilent({ page }: Caller): Promise<boolean> {
  const before = await heardOn(page);
  await expect.poll(async () => (await heardOn(page)).bytes).toBeGreaterThan(before.bytes + 4_000);
  return (await heardOn(page)).energy - before.energy < 1e-4;
}

async function people(...names: string[]): Promise<Caller[]> {
  return Promise.all(names.map((user) => signIn(browser, server.url, user, contexts)));
}

const accept = ({ page }: Caller): Promise<void> =>
  page.evaluate(() => (globalThis as unknown as CallPage).conversation.accept());

it('mixes the voices of three who joined by invitation, mutes on the server, and takes up where a connection was lost', async () => {
  const [alice, bob, dave] = (await people('alice', 'bob', 'dave')) as [Caller, Caller, Caller];
  await alice.page.evaluate(async () => {
    const own = globalThis as unknown as CallPage;
    own.conversation = await own.session.createConference({
      subject: 'Review',
      modalities: ['chat', 'audio'],
      invite: ['sip:bob@contoso.com', 'sip:dave@contoso.com'],
    });
  });
  for (const invited of [bob, dave]) {
    await expect.poll(() => stateOf(invited)).toBe('incoming');
    await accept(invited);
  }
  await Promise.all([alice, bob, dave].map((each) => expect.poll(() => connectedVoices(each)).toBe(3)));
  await Promise.all([alice, bob, dave].map(({ page }) => hears(page)));
  await expect.poll(async () => (await conferenceOf(alice))?.activeSpeaker).toBeDefined();

  // Nobody but the two others is heard: when both are muted there is silence, for her alone.
  for (const uri of ['sip:bob@contoso.com', 'sip:dave@contoso.com'])
    await alice.page.evaluate(
      (who) => (globalThis as unknown as CallPage).conversation.conference!.mute(who),
      uri,
    );
  await expect
    .poll(
      async () =>
        (await conferenceOf(bob))?.participants.filter(({ isMutedByServer }) => isMutedByServer).length,
    )
    .toBe(2);
  await expect.poll(() => isSilent(alice), { timeout: 20_000 }).toBe(true);
  await hears(bob.page);
  await bob.page.evaluate(() => (globalThis as unknown as CallPage).conversation.conference!.unmute());
  await hears(alice.page);

  await bob.act('hold');
  await expect
    .poll(
      async () => (await conferenceOf(alice))?.participants.find(({ uri }) => uri.includes('bob'))?.isOnHold,
    )
    .toBe(true);
  await bob.act('resume');
  await expect.poll(() => connectedVoices(alice)).toBe(3);

  // The connection goes without a word to the conference; what Bob writes waits, and his voice is back with him.
  const written = bob.page.evaluate(async () => {
    const { conversation, socket } = globalThis as unknown as CallPage;
    const lost = new Promise((resolve) =>
      conversation.addEventListener('state-changed', resolve, { once: true }),
    );
    socket.close();
    await lost;
    const state = conversation.snapshot.state;
    await conversation.messaging.send('Back again');
    return state;
  });
  expect(await written).toBe('recovering');
  await expect.poll(() => stateOf(bob)).toBe('conferenced');
  await expect.poll(() => bob.state()).toBe('connected');
  await hears(bob.page);
  await expect
    .poll(() =>
      alice.page.evaluate(() =>
        (globalThis as unknown as CallPage).conversation.snapshot.messages.map(({ body }) => body),
      ),
    )
    .toEqual(['Back again']);

  await alice.page.evaluate(() => (globalThis as unknown as CallPage).conversation.conference!.end());
  for (const each of [alice, bob, dave]) {
    await expect.poll(() => stateOf(each)).toBe('terminated');
    expect((await conferenceOf(each))?.endReason).toBe('ended');
    expect(await each.state()).toBe('ended');
  }
});

it('makes a conference of a call, and the voices go on', async () => {
  const [alice, bob, dave] = (await people('alice', 'bob', 'dave')) as [Caller, Caller, Caller];
  await alice.call('bob');
  await expect.poll(() => bob.state()).toBe('incoming');
  await bob.act('accept');
  await Promise.all([alice, bob].map(({ page }) => hears(page)));
  const id = await bob.page.evaluate(() => (globalThis as unknown as CallPage).conversation.id);
  await alice.page.evaluate(async () => {
    await (globalThis as unknown as CallPage).conversation.escalate({ invite: ['sip:dave@contoso.com'] });
  });
  expect(await stateOf(alice)).toBe('conferenced');
  await expect.poll(() => stateOf(bob)).toBe('conferenced');
  expect(await bob.page.evaluate(() => (globalThis as unknown as CallPage).conversation.id)).toBe(id);
  await Promise.all([alice, bob].map(({ page }) => hears(page)));
  await expect.poll(() => stateOf(dave)).toBe('incoming');
  await accept(dave);
  await expect.poll(() => connectedVoices(bob)).toBe(3);
  await Promise.all([alice, bob, dave].map(({ page }) => hears(page)));
  await alice.page.evaluate(() => (globalThis as unknown as CallPage).conversation.conference!.leave());
  await expect.poll(() => connectedVoices(bob)).toBe(2);
  await Promise.all([bob, dave].map(({ page }) => hears(page)));
});
