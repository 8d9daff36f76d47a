import { afterEach, describe, expect, it } from 'vitest';
import { openEmbeddedMedia, MediaError, type AudioSource, type MediaService } from '../media';
import { TestPeer } from '../media/testing/peer';
import { amplitudeOf, Tone } from '../media/testing/tones';
import { createLogger } from '../sip';
import { ParkMediaError, type ParkOffer } from '../services/call-park';
import { ParkMediaRooms } from './park-media';

const open: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

async function start(music?: AudioSource): Promise<{
  park: ParkMediaRooms;
  media: MediaService;
  logged: string[];
}> {
  const logged: string[] = [];
  const media = await openEmbeddedMedia({
    network: { address: '127.0.0.1' },
    log: createLogger({ level: 'error', write: (line) => logged.push(line) }),
  });
  open.push(() => media.close());
  return { park: new ParkMediaRooms(async () => media, music), media, logged };
}

function peer(): TestPeer {
  const made = new TestPeer();
  open.push(() => made.vanish());
  return made;
}

async function parked(park: ParkMediaRooms, music: boolean): Promise<{ leg: ParkOffer; parkee: TestPeer }> {
  const leg = await park.offer({ music });
  const parkee = peer();
  await leg.accept(await parkee.answer(leg.sdp));
  return { leg, parkee };
}

const second = 8_000;
const tone = (frequency: number): AudioSource => {
  const made = new Tone(frequency);
  return { samples: Int16Array.from(Array.from({ length: 50 }, () => [...made.next()]).flat()) };
};
const loudness = (samples: Int16Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample ** 2, 0) / samples.length);

const failure = async (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'no failure',
    (error: unknown) => (error instanceof ParkMediaError ? error.code : error),
  );

describe('call park’s legs', () => {
  it('hear the music, all the same, and not each other', async () => {
    const { park, media } = await start(tone(440));
    const [one, two] = [await parked(park, true), await parked(park, true)];
    one.parkee.say(1_000);
    const [heardOne, heardTwo] = await Promise.all([one.parkee.hear(50), two.parkee.hear(50)]);
    for (const heard of [heardOne, heardTwo]) {
      expect(heard.length).toBe(second);
      expect(amplitudeOf(440, heard)).toBeGreaterThan(4_000);
      expect(amplitudeOf(1_000, heard)).toBeLessThan(200);
    }
    expect([media.rooms, media.legs]).toEqual([1, 2]);
  });

  it('are silent where no music is wanted', async () => {
    const { park } = await start(tone(440));
    const { parkee } = await parked(park, false);
    expect(loudness(await parkee.hear(25))).toBeLessThan(50);
  });

  it('hear the music that is always there if the file cannot be played', async () => {
    const { park, logged } = await start({ file: '/nowhere/music.wav' });
    const { parkee } = await parked(park, true);
    expect(loudness(await parkee.hear(50, 25))).toBeGreaterThan(100);
    expect(logged.join()).toContain('file-missing');
  });

  it('answer an offer, and another one later', async () => {
    const { park } = await start(tone(440));
    const caller = peer();
    const leg = await park.answer(await caller.offer(), { music: true });
    await caller.accept(leg.sdp);
    expect(amplitudeOf(440, await caller.hear(25))).toBeGreaterThan(4_000);
    await caller.accept(await leg.renegotiate(await caller.offer()));
    expect(loudness(await caller.hear(25))).toBeGreaterThan(4_000);
    expect(await failure(leg.renegotiate('v=0\r\n'))).toBe('not-acceptable');
    expect(loudness(await caller.hear(25))).toBeGreaterThan(4_000);
  });

  it('free everything when they are closed, and do not say that they ended by themselves', async () => {
    const { park, media } = await start();
    const { leg } = await parked(park, true);
    let ended: string | undefined;
    void leg.ended.then((why) => (ended = why));
    leg.close();
    leg.close();
    expect(media.legs).toBe(0);
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toBeUndefined();
    expect(await failure(leg.renegotiate(await peer().offer()))).toBe('unavailable');
  });

  it('say why when they end by themselves', async () => {
    const { park, media } = await start();
    const { leg } = await parked(park, true);
    await media.close();
    expect(await leg.ended).toBe('room-closed');
  });

  it('refuse what is no audio, and leave nothing behind', async () => {
    const { park, media } = await start();
    const noAudio = 'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=message 5060 sip null\r\n';
    expect(await failure(park.answer(noAudio, { music: false }))).toBe('not-acceptable');
    expect(await failure(park.answer('not SDP', { music: false }))).toBe('not-acceptable');
    const offered = await park.offer({ music: false });
    expect(await failure(offered.accept(noAudio))).toBe('not-acceptable');
    offered.close();
    expect(media.legs).toBe(0);
  });

  it('cannot be had without an engine, and can once there is one', async () => {
    const { media } = await start();
    const answers = [
      Promise.reject(new MediaError('unavailable', 'Calls need the package werift')),
      Promise.resolve(media),
    ];
    const park = new ParkMediaRooms(() => answers.shift()!);
    const error = await park.offer({ music: true }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'unavailable', message: 'Calls need the package werift' });
    expect((await park.offer({ music: true })).sdp).toContain('m=audio');
  });
});
