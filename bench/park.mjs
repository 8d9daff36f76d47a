// Park and retrieve between three browsers: how many round trips to the server until the parker has the orbit, and from the click of the
// retriever until the first audio of who was parked arrives. Paired runs with and without an injected 100 ms. The delay is that of
// signalling: media goes by UDP past the proxy, so that ICE and DTLS add their own round trips between the two people on a real network.
import { pairedTrips } from './lib/paired-trips.mjs';

/** In the page: every peer connection, and when the first packet of audio came to each. */
function watchAudio() {
  globalThis.firstAudio = [];
  globalThis.RTCPeerConnection = class extends globalThis.RTCPeerConnection {
    constructor(configuration) {
      super(configuration);
      const index = globalThis.firstAudio.push(undefined) - 1;
      this.addEventListener('track', ({ track }) =>
        track.addEventListener('unmute', () => (globalThis.firstAudio[index] ??= performance.now())),
      );
    }
  };
}

/** `more`: options of the session. */
export async function signIn(browser, base, user, more = {}) {
  const context = await browser.newContext({ permissions: ['microphone'] });
  await context.addInitScript(watchAudio);
  const page = await context.newPage();
  await page.goto(`${base}/shop/`);
  await page.evaluate(
    async ([name, others]) => {
      const { LyncSession } = await import('/lync-widgets/index.js');
      const session = new LyncSession({
        server: `${location.origin.replace(/^http/, 'ws')}/sip`,
        uri: `sip:${name}@contoso.com`,
        credentials: { password: `demo-${name}` },
        agent: false,
        calls: true,
        ...others,
      });
      globalThis.session = session;
      session.addEventListener('invitation-received', ({ conversation }) => {
        globalThis.conversation = conversation;
      });
      await session.connect();
    },
    [user, more],
  );
  return { page, context };
}

/** Resolves when `condition`, a function of the page, is true. */
export const until = ({ page }, condition) =>
  page.waitForFunction(condition, undefined, { timeout: 15_000, polling: 20 });

/** Alice calls Dave. */
async function talk(alice, dave) {
  await dave.page.evaluate(() => (globalThis.conversation = undefined));
  await alice.page.evaluate(() => {
    globalThis.conversation = globalThis.session.startConversation('sip:dave@contoso.com', {
      modality: 'audio',
    });
  });
  await until(dave, () => globalThis.conversation?.audioVideo.snapshot.state === 'incoming');
  await dave.page.evaluate(() => globalThis.conversation.audioVideo.accept());
  await until(alice, () => globalThis.conversation.canInvoke('park'));
  await until(dave, () => globalThis.conversation.audioVideo.snapshot.state === 'connected');
}

/** Resolves when the parked one knows, to the orbit and the milliseconds from the click until it was known. */
async function park(parker, parkee) {
  const parked = await parker.page.evaluate(async () => {
    const started = performance.now();
    const { friendlyOrbit } = await globalThis.conversation.audioVideo.park();
    return { orbit: friendlyOrbit, milliseconds: performance.now() - started };
  });
  await until(parkee, () => globalThis.conversation.audioVideo.snapshot.remote?.isParkService);
  return parked;
}

/** @returns milliseconds from the click to the first audio of who was parked. */
const retrieve = ({ page }, orbit) =>
  page.evaluate(async (number) => {
    // The next connection is with the service, the one after it with who was parked.
    const index = globalThis.firstAudio.length + 1;
    const started = performance.now();
    globalThis.conversation = await globalThis.session.retrieve(number);
    for (const deadline = started + 15_000; globalThis.firstAudio[index] === undefined;) {
      if (performance.now() > deadline) throw new Error('no audio came for 15 seconds');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return globalThis.firstAudio[index] - started;
  }, orbit);

async function hangUp(person, other) {
  await person.page.evaluate(() => globalThis.conversation.audioVideo.end());
  await until(other, () => globalThis.conversation.audioVideo.snapshot.state === 'ended');
}

/** `first`: the retriever's page has had no call before; `again`: it has. */
async function parkAndRetrieve(browser, base, roundTrip, delay) {
  delay.roundTrip = 0;
  const people = await Promise.all(
    ['alice', 'bob', 'carol', 'dave'].map((user) => signIn(browser, base, user)),
  );
  const [alice, bob, carol, dave] = people;
  try {
    // What the server and the others load for their first call is no part of this.
    await talk(alice, dave);
    await retrieve(carol, (await park(alice, dave)).orbit);
    await hangUp(carol, dave);
    const times = {};
    for (const which of ['first', 'again']) {
      await talk(alice, dave);
      delay.roundTrip = roundTrip;
      const { orbit, milliseconds } = await park(alice, dave);
      times.park = milliseconds;
      times[which] = await retrieve(bob, orbit);
      delay.roundTrip = 0;
      await hangUp(bob, dave);
    }
    return times;
  } finally {
    await Promise.all(people.map(({ context }) => context.close()));
  }
}

export async function benchPark({ pairs = 5 } = {}) {
  const { park, first, again } = await pairedTrips(parkAndRetrieve, ['park', 'first', 'again'], pairs);
  return {
    clickToOrbit: park,
    clickToAudioAtRetriever: again,
    clickToAudioAtRetrieverFirstCallOfThePage: first,
  };
}
