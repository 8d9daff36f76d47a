// Joining a conference by invitation: round trips to the server from the click on accept until the voices of the conference arrive. Paired runs
// with and without an injected 100 ms. The delay is that of signalling: media goes by UDP past the proxy. On a real network ICE adds a round trip to
// the server (a check and its answer), and DTLS 1.2 adds two (RFC 6347: ClientHello to ServerHelloDone, key exchange to Finished).
import { pairedTrips } from './lib/paired-trips.mjs';
import { signIn, until } from './park.mjs';

/** Alice has one, and Bob is asked. */
async function invite(alice, bob) {
  await alice.page.evaluate(async () => {
    globalThis.conversation = await globalThis.session.createConference({
      subject: 'Review',
      modalities: ['chat', 'audio'],
    });
  });
  await until(alice, () => globalThis.conversation.audioVideo.snapshot.state === 'connected');
  await bob.page.evaluate(() => (globalThis.conversation = undefined));
  await alice.page.evaluate(() => {
    void globalThis.conversation.conference.invite('sip:bob@contoso.com');
  });
  await until(bob, () => globalThis.conversation?.snapshot.state === 'incoming');
}

/** @returns milliseconds from the click to the first audio, and to the roster. */
const accept = ({ page }) =>
  page.evaluate(async () => {
    const { conversation, firstAudio } = globalThis;
    const index = firstAudio.length;
    const started = performance.now();
    const joined = conversation.accept().then(() => performance.now() - started);
    for (const deadline = started + 15_000; firstAudio[index] === undefined;) {
      if (performance.now() > deadline) throw new Error('no audio came for 15 seconds');
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return { audio: firstAudio[index] - started, roster: await joined };
  });

async function end(alice, bob) {
  await alice.page.evaluate(() => globalThis.conversation.conference.end());
  await until(bob, () => globalThis.conversation.snapshot.state === 'terminated');
}

/** `first`: the page has had no conference before; `again`: it has. */
async function joinTwice(browser, base, roundTrip, delay) {
  delay.roundTrip = 0;
  const people = await Promise.all(
    ['alice', 'bob'].map((user) => signIn(browser, base, user, { conferences: true })),
  );
  const [alice, bob] = people;
  try {
    const times = {};
    for (const which of ['first', 'again']) {
      await invite(alice, bob);
      delay.roundTrip = roundTrip;
      const { audio, roster } = await accept(bob);
      delay.roundTrip = 0;
      times[which] = audio;
      times.roster = roster;
      await end(alice, bob);
    }
    return times;
  } finally {
    await Promise.all(people.map(({ context }) => context.close()));
  }
}

export async function benchConferenceJoin({ pairs = 5 } = {}) {
  const { first, again, roster } = await pairedTrips(joinTwice, ['first', 'again', 'roster'], pairs);
  return { acceptToAudio: again, acceptToAudioFirstOfThePage: first, acceptToRoster: roster };
}
