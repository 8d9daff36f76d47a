import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mcuUri } from '../../../protocol/conferencing/conference-info-names';
import { ConferenceWorld, type Person } from '../../composition/testing/conference-world';
import { EmbeddedMediaService } from '../../media/embedded/service';
import { TestPeer } from '../../media/testing/peer';
import { toneIn } from '../../media/testing/tones';
import { systemClock } from '../../sip';
import type { TrustedConference } from './conferencing-service';

/** What is heard of a tone of 8,000 that is there, and of one that is not. */
const LOUD = 6000;
const QUIET = 200;
const tones = { alice: 450, bob: 1000, carol: 700 } as const;
type Name = keyof typeof tones;

let world: ConferenceWorld;
let focus: string;
let people: Record<Name, Person>;
const peers: TestPeer[] = [];

const media = new EmbeddedMediaService({ network: { address: '127.0.0.1' } });

beforeEach(async () => {
  world = new ConferenceWorld({
    clock: systemClock,
    media: () => ({
      ...{ rooms: 0, legs: 0 },
      createRoom: (options) => media.createRoom(options),
      check: (source) => media.check(source),
      close: async () => undefined,
    }),
  });
  people = { alice: world.person('alice'), bob: world.person('bob'), carol: world.person('carol') };
  focus = await people.alice.create();
  for (const person of Object.values(people)) {
    await person.join(focus);
    await person.subscribe(focus);
  }
});

afterEach(async () => {
  await world.close();
  for (const peer of peers.splice(0)) await peer.vanish();
});

function newPeer(name: Name): TestPeer {
  const peer = new TestPeer();
  peers.push(peer);
  peer.say(tones[name]);
  return peer;
}

async function dialIn(name: Name): Promise<TestPeer> {
  const peer = newPeer(name);
  await peer.accept(await people[name].openAudio(focus, await peer.offer()));
  return peer;
}

/** Which tones somebody hears: what is in between is neither. */
async function heardBy(peer: TestPeer): Promise<Record<Name, boolean>> {
  const sound = await peer.hear();
  const hears = (name: Name): boolean => {
    const amplitude = toneIn(tones[name], sound);
    if (amplitude > QUIET && amplitude < LOUD) throw new Error(`${name}: ${amplitude}`);
    return amplitude >= LOUD;
  };
  return { alice: hears('alice'), bob: hears('bob'), carol: hears('carol') };
}

/** Resolves when the roster is as wanted. */
async function until(fits: () => boolean): Promise<void> {
  const conference = world.conferencing.findConference(focus)!;
  await new Promise<void>((resolve, reject) => {
    const timeout = setTimeout(() => reject(new Error(JSON.stringify(conference.participants))), 10_000);
    const look = (): void => {
      // The documents that say it are on their way.
      void world.settle().then(() => {
        if (!fits()) return;
        clearTimeout(timeout);
        stop();
        resolve();
      });
    };
    const stop = conference.onChanged(look);
    look();
  });
}

const audioOf = (name: Name): Record<string, unknown> => {
  const endpoints = people.alice.roster?.users?.find(({ entity }) => entity === people[name].uri)?.endpoints;
  return { ...endpoints?.find(({ sessionType }) => sessionType === 'audio-video') };
};
const streamOf = (name: Name): Record<string, unknown> | undefined =>
  (audioOf(name).media as Record<string, unknown>[] | undefined)?.[0];

describe('the A/V MCU', () => {
  it('mixes N-1, shows who talks, and a mute at the server drops the voice', async () => {
    const [alice, bob, carol] = [await dialIn('alice'), await dialIn('bob'), await dialIn('carol')];
    await until(() => (['alice', 'bob', 'carol'] as const).every((name) => streamOf(name)?.isTalking));
    expect(await heardBy(alice)).toEqual({ alice: false, bob: true, carol: true });
    expect(await heardBy(bob)).toEqual({ alice: true, bob: false, carol: true });
    expect(await heardBy(carol)).toEqual({ alice: true, bob: true, carol: false });
    const filter = (ingressFilter: 'block' | 'unblock'): Promise<unknown> =>
      people.alice.done({
        name: 'modifyEndpointMedia',
        mcuUri: mcuUri(focus, 'audio-video'),
        keys: {
          confEntity: focus,
          userEntity: people.bob.uri,
          endpointEntity: String(audioOf('bob').entity),
          mediaId: '1',
        },
        media: { id: '1', ingressFilter },
      });
    await filter('block');
    await until(() => streamOf('bob')?.ingressFilter === 'block');
    expect(streamOf('bob')?.isTalking).toBeFalsy();
    expect(await heardBy(alice)).toEqual({ alice: false, bob: false, carol: true });
    expect(await heardBy(carol)).toEqual({ alice: true, bob: false, carol: false });
    // Who is muted and dials anew is still muted.
    await people.bob.audio!.bye();
    const again = await dialIn('bob');
    await until(() => streamOf('bob')?.ingressFilter === 'block');
    expect(await heardBy(again)).toEqual({ alice: true, bob: false, carol: true });
    expect(await heardBy(alice)).toEqual({ alice: false, bob: false, carol: true });
    await filter('unblock');
    await until(() => streamOf('bob')?.ingressFilter === 'unblock');
    expect(await heardBy(alice)).toEqual({ alice: false, bob: true, carol: true });
  });

  it('takes who holds out of the mix, and has room again when all have gone', async () => {
    const [alice, bob] = [await dialIn('alice'), await dialIn('bob')];
    await until(() => streamOf('bob')?.isTalking === true);
    bob.direct('sendonly');
    const held = await people.bob.audio!.request('INVITE', {
      body: await bob.offer(),
      contentType: 'application/sdp',
    });
    expect(held.status).toBe(200);
    await until(() => audioOf('bob').status === 'on-hold');
    expect(await heardBy(alice)).toEqual({ alice: false, bob: false, carol: false });
    await people.bob.audio!.bye();
    await people.alice.audio!.bye();
    await until(() => streamOf('alice') === undefined);
    expect(media.rooms).toBe(0);
    await dialIn('carol');
    await until(() => streamOf('carol') !== undefined);
    expect(media.rooms).toBe(1);
  });

  it('tells digits, of RFC 4733 and of INFO', async () => {
    const conference = world.conferencing.findConference(focus)!;
    const alice = await dialIn('alice');
    await until(() => streamOf('alice')?.isTalking === true);
    const digits: string[] = [];
    const both = new Promise<void>((resolve) => {
      conference.onDigit(({ user, digit }) => {
        digits.push(`${user} ${digit}`);
        if (digits.length === 2) resolve();
      });
    });
    await alice.press('5');
    await people.alice.audio!.request('INFO', {
      body: 'Signal=#\r\nDuration=100\r\n',
      contentType: 'application/dtmf-relay',
    });
    await both;
    expect(digits.sort()).toEqual([`${people.alice.uri} #`, `${people.alice.uri} 5`]);
  });

  it('refuses what cannot be answered', async () => {
    await expect(people.bob.openAudio(focus, 'v=0\r\n')).rejects.toMatchObject({ status: 488 });
    await until(() => people.alice.sees.length === 3);
    expect(people.alice.sees).toContain('bob:attendee[focus]');
    expect(media.rooms).toBe(0);
  });
});

describe('an application of ours', () => {
  /** A leg that the application negotiates. */
  const attach = async (
    conference: TrustedConference,
    name: Name,
    options: Partial<Parameters<TrustedConference['joinAudio']>[0]> = {},
  ): Promise<{ peer: TestPeer; place: Awaited<ReturnType<TrustedConference['joinAudio']>> }> => {
    const peer = newPeer(name);
    const place = await conference.joinAudio({ uri: people[name].uri, displayName: name, ...options });
    const connected = new Promise<void>((resolve) => place.leg.onConnected(resolve));
    await peer.accept(await place.leg.answer(await peer.offer()));
    await connected;
    return { peer, place };
  };

  it('monitors, whispers to one, and barges in', async () => {
    const conference = world.conferencing.createConference({
      organizer: 'sip:contact-center@contoso.com',
      subject: 'A contact',
    });
    const customer = await attach(conference, 'alice');
    const agent = await attach(conference, 'bob');
    const supervisor = await attach(conference, 'carol', { hidden: true, mode: { kind: 'monitor' } });
    expect(conference.participants.map(({ uri }) => uri)).toEqual([people.alice.uri, people.bob.uri]);
    expect(await heardBy(supervisor.peer)).toEqual({ alice: true, bob: true, carol: false });
    expect(await heardBy(agent.peer)).toEqual({ alice: true, bob: false, carol: false });
    expect(await heardBy(customer.peer)).toEqual({ alice: false, bob: true, carol: false });
    await supervisor.place.setMode({ kind: 'whisper', to: people.bob.uri });
    expect(await heardBy(agent.peer)).toEqual({ alice: true, bob: false, carol: true });
    expect(await heardBy(customer.peer)).toEqual({ alice: false, bob: true, carol: false });
    await supervisor.place.setMode({ kind: 'participant' });
    expect(await heardBy(customer.peer)).toEqual({ alice: false, bob: true, carol: true });
    conference.mute(people.bob.uri, true);
    expect(await heardBy(customer.peer)).toEqual({ alice: false, bob: false, carol: true });
    // It goes on when nobody is there, until it is ended.
    customer.place.leave();
    agent.place.leave();
    expect(conference.participants).toEqual([]);
    expect(conference.isEnded).toBe(false);
    const ended = new Promise<string>((resolve) => supervisor.place.leg.onEnded(resolve));
    conference.end();
    await ended;
    expect(world.conferencing.findConference(conference.focusUri)).toBeUndefined();
  });
});
