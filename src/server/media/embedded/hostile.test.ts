import { createSocket } from 'node:dgram';
import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import type { MediaService } from '../media-service';
import { openEmbeddedMedia } from '../open';
import { parseAudioDescription } from '../sdp/parse';
import { TestPeer } from '../testing/peer';
import { toneIn, Tone } from '../testing/tones';
import { judgeDtls } from './dtls-guard';
import type { EmbeddedMediaOptions } from './service';

describe('the embedded media service and its surroundings', () => {
  const services: MediaService[] = [];
  const peers: TestPeer[] = [];
  const open = async (network: EmbeddedMediaOptions['network']): Promise<MediaService> => {
    const service = await openEmbeddedMedia({ network });
    services.push(service);
    return service;
  };
  const newPeer = (): TestPeer => {
    const peer = new TestPeer();
    peers.push(peer);
    return peer;
  };
  afterEach(async () => {
    await Promise.all(services.splice(0).map((service) => service.close()));
    await Promise.all(peers.splice(0).map((peer) => peer.vanish()));
  });

  it('goes on while strangers send to its port whatever they like', async () => {
    const room = (await open({ address: '127.0.0.1' })).createRoom();
    const tone = new Tone(700);
    room.play(
      { samples: Int16Array.from(Array.from({ length: 50 }, () => [...tone.next()]).flat()) },
      { loop: true },
    );
    const leg = await room.join();
    const peer = newPeer();
    const connected = new Promise<void>((resolve) => leg.onConnected(resolve));
    const answer = await leg.answer(await peer.offer());
    const { port } = parseAudioDescription(answer).ice.candidates[0]!;
    const stranger = createSocket('udp4');
    const send = (data: Buffer): Promise<void> =>
      new Promise((resolve, reject) =>
        stranger.send(data, port, '127.0.0.1', (error) => (error ? reject(error) : resolve())),
      );
    // STUN, DTLS (handshake, alert, data) and RTP as their first bytes say (RFC 7983), before and after the handshake.
    const storm = async (): Promise<void> => {
      for (let i = 0; i < 300; i++) {
        const data = randomBytes(1 + (i % 120));
        data[0] = [0, 1, 20, 21, 22, 23, 128, 144][i % 8]!;
        if (data.length > 20 && i % 3 === 0) data.writeUInt32BE(0x2112a442, 4);
        await send(data);
      }
    };
    await storm();
    await peer.accept(answer);
    await connected;
    await storm();
    // A close_notify, a fatal alert and a broken handshake that anybody can write: not encrypted, epoch 0 (RFC 6347 4.1).
    for (const record of ['150002' + '0100', '150002' + '0228', '160004' + '01000000', '3f0001' + '00']) {
      const [type, rest] = [record.slice(0, 2), record.slice(2)];
      await send(Buffer.from(`${type}fefd0000000000000020${rest}`, 'hex'));
    }
    stranger.close();
    expect(toneIn(700, await peer.hear(25, 30))).toBeGreaterThan(6000);
    expect(leg.state).toBe('connected');
  });

  it.each([
    ['15fefd000000000000002000020100', false, 'goodbye'],
    ['16fefd00000000000000200001aa', false, 'pass'],
    ['16fefd00000000000000200001aa', true, 'drop'],
    ['16fefd00000000000000200001aa15fefd000000000000002000020100', false, 'goodbye'],
    ['16fefd00000000000000200001aa3ffefd000000000000002000020100', false, 'drop'],
    ['16fefd000000000000002000ffaa', false, 'drop'],
    ['16fe', false, 'drop'],
    ['80', true, 'pass'],
  ])('judges the datagram %s (established: %s) as %s', (hex, established, verdict) => {
    expect(judgeDtls(Buffer.from(hex, 'hex'), established)).toBe(verdict);
  });

  it('survives candidates that lead nowhere', async () => {
    const room = (await open({ address: '127.0.0.1' })).createRoom();
    const nowhere = [
      '255.255.255.255',
      '240.0.0.1',
      '224.0.0.1',
      '0.0.0.0',
      '::1',
      '192.0.2.1',
      'x.local',
      '127.0.0.1',
    ]
      .map((address, i) => `a=candidate:${i} 1 udp ${1000 + i} ${address} ${i + 1} typ host\r\n`)
      .join('');
    const leg = await room.join();
    const peer = newPeer();
    const connected = new Promise<void>((resolve) => leg.onConnected(resolve));
    const offer = (await peer.offer()).replace('a=ice-ufrag', `${nowhere}a=ice-ufrag`);
    await peer.accept(await leg.answer(offer));
    await connected;
    expect(leg.state).toBe('connected');
  });

  it('is found by a peer that hides all its addresses', async () => {
    const room = (await open({ address: '127.0.0.1' })).createRoom();
    const leg = await room.join();
    const peer = newPeer();
    const connected = new Promise<void>((resolve) => leg.onConnected(resolve));
    await peer.accept(await leg.answer((await peer.offer()).replace(/a=candidate.*\r\n/g, '')));
    await connected;
    expect(leg.state).toBe('connected');
  });

  it('does not connect to another certificate than the description says', async () => {
    const room = (await open({ address: '127.0.0.1' })).createRoom();
    const leg = await room.join();
    const peer = newPeer();
    const reason = new Promise((resolve) => leg.onEnded(resolve));
    const offer = await peer.offer();
    const other = offer.replace(
      /(a=fingerprint:sha-256 )(..)/,
      (_, head: string, first: string) => head + (first === '00' ? '01' : '00'),
    );
    await peer.accept(await leg.answer(other));
    expect(await reason).toBe('connect-failed');
    expect(leg.stats.packetsReceived).toBe(0);
  });

  it('takes its ports from the range, gives them back, and says when there are none', async () => {
    const probe = createSocket('udp4');
    await new Promise<void>((resolve) => probe.bind(0, '127.0.0.1', resolve));
    const { port } = probe.address();
    await new Promise<void>((resolve) => probe.close(() => resolve()));
    const room = (await open({ address: '127.0.0.1', ports: [port, port] })).createRoom();
    const [first, second] = await Promise.all([room.join(), room.join()]);
    const offer = await first.offer();
    expect(parseAudioDescription(offer).ice.candidates.map((candidate) => candidate.port)).toEqual([port]);
    await expect(second.offer()).rejects.toMatchObject({ code: 'unavailable' });
    first.end();
    await expect
      .poll(() =>
        second.offer().then(
          () => 'got it',
          () => 'none',
        ),
      )
      .toBe('got it');
  });

  it.each([
    { address: '192.0.2.1' },
    { address: 'localhost' },
    { ports: [40_000, 40_100] },
    { address: '127.0.0.1', ports: [40_100, 40_000] },
  ] as const)('refuses the network %j', async (network) => {
    await expect(openEmbeddedMedia({ network })).rejects.toMatchObject({ code: 'unavailable' });
  });
});
