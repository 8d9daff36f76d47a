import { afterEach, describe, expect, it } from 'vitest';
import { PCMA, type G711 } from '../audio/g711';
import { meanSquare } from '../audio/frame';
import { MediaError } from '../media-error';
import type { LegEndReason, MediaLeg, MediaRoom, MediaService, TalkingEvent } from '../media-service';
import { TestPeer } from './peer';
import { toneIn, Tone } from './tones';

export interface ConformanceOptions {
  readonly connectTimeout?: number;
  readonly silenceTimeout?: number;
}

/** What is heard of a tone of 8,000 that is there, and of one that is not. */
const LOUD = 6000;
const QUIET = 200;

/** What every implementation of the media service has to do. The service has to be reachable on 127.0.0.1. */
export function testMediaService(
  name: string,
  open: (options: ConformanceOptions) => Promise<MediaService>,
): void {
  describe(`media service: ${name}`, () => {
    const services: MediaService[] = [];
    const peers: TestPeer[] = [];

    const openService = async (options: ConformanceOptions = {}): Promise<MediaService> => {
      const service = await open(options);
      services.push(service);
      return service;
    };
    const newPeer = (codec?: G711): TestPeer => {
      const peer = new TestPeer(codec);
      peers.push(peer);
      return peer;
    };
    /** A peer with its leg, connected. */
    const join = async (
      room: MediaRoom,
      { codec, tone, ...options }: Parameters<MediaRoom['join']>[0] & { codec?: G711; tone?: number } = {},
    ): Promise<{ peer: TestPeer; leg: MediaLeg }> => {
      const peer = newPeer(codec);
      peer.say(tone);
      const leg = await room.join(options);
      const connected = new Promise<void>((resolve) => leg.onConnected(resolve));
      await peer.accept(await leg.answer(await peer.offer()));
      await connected;
      return { peer, leg };
    };
    const ended = (leg: MediaLeg): Promise<LegEndReason> => new Promise((resolve) => leg.onEnded(resolve));

    afterEach(async () => {
      await Promise.all(services.splice(0).map((service) => service.close()));
      await Promise.all(peers.splice(0).map((peer) => peer.vanish()));
    });

    it('lets two hear each other and not themselves, whatever their G.711', async () => {
      const room = (await openService()).createRoom();
      const [a, b] = await Promise.all([join(room, { tone: 450 }), join(room, { tone: 1000, codec: PCMA })]);
      const [atA, atB] = await Promise.all([a.peer.hear(), b.peer.hear()]);
      expect(toneIn(1000, atA)).toBeGreaterThan(LOUD);
      expect(toneIn(450, atA)).toBeLessThan(QUIET);
      expect(toneIn(450, atB)).toBeGreaterThan(LOUD);
      expect(toneIn(1000, atB)).toBeLessThan(QUIET);
      expect(a.leg.stats.packetsReceived).toBeGreaterThan(20);
      expect(a.leg.stats.energyReceived).toBeGreaterThan(0);
      expect(a.leg.stats.energySent).toBeGreaterThan(0);
    });

    it('offers as well as it answers', async () => {
      const room = (await openService()).createRoom();
      const leg = await room.join();
      const peer = newPeer();
      const connected = new Promise<void>((resolve) => leg.onConnected(resolve));
      await leg.accept(await peer.answer(await leg.offer()));
      await connected;
      room.play({ samples: sound(700) }, { loop: true });
      expect(toneIn(700, await peer.hear())).toBeGreaterThan(LOUD);
    });

    it('mixes three', async () => {
      const room = (await openService()).createRoom();
      const legs = await Promise.all([450, 1000, 1900].map((tone) => join(room, { tone })));
      const heard = await Promise.all(legs.map(({ peer }) => peer.hear()));
      [450, 1000, 1900].forEach((tone, speaker) =>
        heard.forEach((samples, listener) => {
          const amplitude = toneIn(tone, samples);
          if (speaker === listener) expect(amplitude).toBeLessThan(QUIET);
          else expect(amplitude).toBeGreaterThan(LOUD);
        }),
      );
    });

    it('plays music to one who is alone, once or again and again, and stops it', async () => {
      const room = (await openService()).createRoom();
      const { peer } = await join(room);
      const music = room.play({ builtIn: 'hold-music' }, { loop: true });
      // The start of a note may be soft: two seconds have some of it.
      expect(meanSquare(await peer.hear(100))).toBeGreaterThan(1e-5);
      music.stop();
      expect((await music.done).reason).toBe('stopped');
      expect(meanSquare(await peer.hear(10))).toBeLessThan(1e-7);
      const prompt = room.play({ samples: sound(700).slice(0, 1600) });
      expect((await prompt.done).reason).toBe('finished');
    });

    it('plays to one leg only', async () => {
      const room = (await openService()).createRoom();
      const [a, b] = await Promise.all([join(room), join(room)]);
      room.play({ samples: sound(700) }, { loop: true, to: a.leg });
      const [atA, atB] = await Promise.all([a.peer.hear(), b.peer.hear()]);
      expect(toneIn(700, atA)).toBeGreaterThan(LOUD);
      expect(toneIn(700, atB)).toBeLessThan(QUIET);
    });

    it('is silent and says why when a file is missing', async () => {
      const service = await openService();
      const { done } = service.createRoom().play({ file: 'no-such-file.wav' });
      const { reason, error } = await done;
      expect(reason).toBe('failed');
      expect(error).toMatchObject({ code: 'file-missing', file: 'no-such-file.wav' });
      await expect(service.check({ file: 'no-such-file.wav' })).rejects.toBeInstanceOf(MediaError);
    });

    it('drops what a muted leg says', async () => {
      const room = (await openService()).createRoom();
      const [a, b] = await Promise.all([join(room, { tone: 450 }), join(room, { muted: true, tone: 1000 })]);
      expect(toneIn(1000, await a.peer.hear())).toBeLessThan(QUIET);
      b.leg.setMuted(false);
      expect(toneIn(1000, await a.peer.hear())).toBeGreaterThan(LOUD);
      expect(toneIn(450, await b.peer.hear())).toBeGreaterThan(LOUD);
    });

    it('lets a supervisor monitor, whisper and barge in', async () => {
      const room = (await openService()).createRoom();
      const monitoring = { heard: false, hears: true };
      const [customer, agent, supervisor] = await Promise.all([
        join(room, { tone: 450 }),
        join(room, { tone: 1000 }),
        join(room, { tone: 1900, rule: monitoring }),
      ]);
      const whatIsHeard = async (): Promise<string> => {
        const heard = await Promise.all([customer, agent, supervisor].map(({ peer }) => peer.hear()));
        return heard
          .map((samples) =>
            [450, 1000, 1900].map((tone) => (toneIn(tone, samples) > LOUD ? '1' : '0')).join(''),
          )
          .join(' ');
      };
      // What a busy machine has still on the way is of before.
      const becomes = (heard: string): Promise<void> =>
        expect.poll(whatIsHeard, { timeout: 4000 }).toBe(heard);
      await becomes('010 100 110');
      room.setRoute(agent.leg, supervisor.leg, true);
      await becomes('010 101 110');
      room.setRoute(agent.leg, supervisor.leg, undefined);
      room.setRule(supervisor.leg, { heard: true, hears: true });
      await becomes('011 101 110');
    });

    it('sends nothing to a peer that holds, and goes on afterwards', async () => {
      const room = (await openService()).createRoom();
      const [a, b] = await Promise.all([join(room, { tone: 450 }), join(room, { tone: 1000 })]);
      const held: boolean[] = [];
      a.leg.onHeld((value) => held.push(value));
      await a.peer.hear(1, 0);
      a.peer.direct('sendonly');
      const answer = await a.leg.answer(await a.peer.offer());
      expect(answer).toContain('a=recvonly');
      await a.peer.accept(answer);
      const before = a.leg.stats.packetsSent;
      expect(toneIn(450, await b.peer.hear())).toBeLessThan(QUIET);
      expect(a.leg.stats.packetsSent).toBe(before);
      a.peer.direct('sendrecv');
      await a.peer.accept(await a.leg.answer(await a.peer.offer()));
      expect(held).toEqual([true, false]);
      const [atA, atB] = await Promise.all([a.peer.hear(), b.peer.hear()]);
      expect(toneIn(1000, atA)).toBeGreaterThan(LOUD);
      expect(toneIn(450, atB)).toBeGreaterThan(LOUD);
    });

    it('goes on over another path when the peer restarts ICE', async () => {
      const room = (await openService()).createRoom();
      const [a, b] = await Promise.all([join(room, { tone: 450 }), join(room, { tone: 1000 })]);
      const userName = (sdp: string): string | undefined => /a=ice-ufrag:(\S+)/.exec(sdp)?.[1];
      const before = await a.leg.answer(await a.peer.offer());
      await a.peer.accept(before);
      a.peer.connection.restartIce();
      const answer = await a.leg.answer(await a.peer.offer());
      expect(userName(answer)).not.toBe(userName(before));
      await a.peer.accept(answer);
      const [atA, atB] = await Promise.all([a.peer.hear(25, 50), b.peer.hear(25, 50)]);
      expect(toneIn(1000, atA)).toBeGreaterThan(LOUD);
      expect(toneIn(450, atB)).toBeGreaterThan(LOUD);
      expect(a.leg.state).toBe('connected');
    });

    it('notices each key press once, and collects an input', async () => {
      const room = (await openService()).createRoom();
      const { peer, leg } = await join(room);
      const digits: string[] = [];
      leg.onDigit((digit) => digits.push(digit));
      await peer.press('7');
      const prompt = room.play({ samples: sound(700) }, { loop: true, to: leg });
      const input = leg.collectDigits({ max: 8, terminator: '#', prompt });
      await peer.press('4');
      await peer.press('4');
      leg.receiveDigit('2');
      await peer.press('#');
      const { digits: collected, reason } = await input;
      // The one that came by the other way may overtake.
      expect([...collected].sort().join('')).toBe('2447');
      expect(reason).toBe('terminator');
      expect((await prompt.done).reason).toBe('stopped');
      expect([...digits].sort().join('')).toBe('#2447');
    });

    it('tells who is talking', async () => {
      const room = (await openService()).createRoom();
      const events: TalkingEvent[] = [];
      const { peer, leg } = await join(room);
      const next = (): Promise<TalkingEvent> =>
        new Promise((resolve) => {
          const stop = room.onTalking((event) => {
            events.push(event);
            stop();
            resolve(event);
          });
        });
      const begin = next();
      peer.say(450);
      expect(await begin).toMatchObject({ talking: true });
      expect(leg.talking).toBe(true);
      const end = next();
      peer.say(undefined);
      expect(await end).toMatchObject({ talking: false });
      expect(events.every((event) => event.leg === leg)).toBe(true);
    });

    it('ends a leg whose peer has vanished, and only that', async () => {
      const room = (await openService({ silenceTimeout: 600 })).createRoom();
      const [a, b, c] = await Promise.all([join(room, { tone: 450 }), join(room), join(room)]);
      const reason = ended(a.leg);
      await a.peer.vanish();
      expect(['silent', 'peer-closed']).toContain(await reason);
      expect(a.leg.state).toBe('ended');
      expect(room.legs).toEqual([b.leg, c.leg]);
      b.peer.say(1000);
      expect(toneIn(1000, await c.peer.hear())).toBeGreaterThan(LOUD);
    });

    it('ends a leg that never connects', async () => {
      const room = (await openService({ connectTimeout: 100 })).createRoom();
      const leg = await room.join();
      await leg.answer(await newPeer().offer());
      expect(await ended(leg)).toBe('connect-timeout');
    });

    it('refuses what it cannot use, and keeps what it has', async () => {
      const room = (await openService()).createRoom();
      const { peer, leg } = await join(room);
      await expect(leg.answer('nonsense')).rejects.toMatchObject({ code: 'sdp-invalid' });
      await expect(
        leg.answer('v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=message 5060 sip null\r\n'),
      ).rejects.toMatchObject({ code: 'sdp-unsupported' });
      await expect(leg.accept('v=0\r\n')).rejects.toMatchObject({ code: 'wrong-state' });
      room.play({ samples: sound(700) }, { loop: true });
      expect(toneIn(700, await peer.hear())).toBeGreaterThan(LOUD);
    });

    it('ends legs, inputs and playbacks with the dialog and with the room', async () => {
      const service = await openService();
      const room = service.createRoom();
      const [a, b] = await Promise.all([join(room), join(room)]);
      const playback = room.play({ builtIn: 'hold-music' }, { loop: true, to: a.leg });
      const input = a.leg.collectDigits({ max: 4 });
      a.leg.end();
      expect(await ended(a.leg)).toBe('ended');
      expect((await playback.done).reason).toBe('ended');
      expect((await input).reason).toBe('leg-ended');
      await expect(a.leg.offer()).rejects.toMatchObject({ code: 'wrong-state' });
      expect(service.legs).toBe(1);
      const reason = ended(b.leg);
      await room.close();
      expect(await reason).toBe('room-closed');
      expect([service.rooms, service.legs]).toEqual([0, 0]);
      await expect(room.join()).rejects.toMatchObject({ code: 'wrong-state' });
    });
  });
}

/** One second of a tone. */
function sound(frequency: number): Int16Array {
  const tone = new Tone(frequency);
  return Int16Array.from(Array.from({ length: 50 }, () => [...tone.next()]).flat());
}
