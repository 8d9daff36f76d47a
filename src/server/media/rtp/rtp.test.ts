import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FRAME_SAMPLES } from '../audio/frame';
import { JitterBuffer } from './jitter-buffer';
import { ReceiveStatistics } from './receive-statistics';
import { TelephoneEventReceiver } from './telephone-event';

/** Frame number n holds only n + 1. */
const numbered = (n: number, length = FRAME_SAMPLES): Int16Array => new Int16Array(length).fill(n + 1);

interface Played {
  readonly frames: number[];
  readonly buffer: JitterBuffer;
  /** After each pull. */
  readonly waiting: number[];
}

/** Packet n (timestamp 160 n) arrives in the given tick; undefined: never. Returns what each tick plays (0: nothing). */
function play(arrivals: readonly (number | undefined)[], ticks: number, origin = 0): Played {
  const buffer = new JitterBuffer();
  const frames: number[] = [];
  const waiting: number[] = [];
  const frame = new Int16Array(FRAME_SAMPLES);
  for (let tick = 0; tick < ticks; tick++) {
    arrivals.forEach((at, n) => {
      if (at === tick) buffer.push((origin + n * FRAME_SAMPLES) >>> 0, numbered(n));
    });
    frames.push(buffer.pull(frame) ? frame[0]! : 0);
    waiting.push(buffer.buffered);
  }
  return { frames, buffer, waiting };
}

const steady = (count: number): number[] => Array.from({ length: count }, (_, n) => n);

describe('JitterBuffer', () => {
  it('adds nothing to a steady stream, over the wrap of the timestamps too', () => {
    const { frames, waiting, buffer } = play(steady(100), 100, 0xffffffff - 5000);
    expect(frames).toEqual(steady(100).map((n) => n + 1));
    expect(Math.max(...waiting)).toBe(0);
    expect(buffer.concealed).toBe(0);
  });

  it('plays every packet once and in order, whatever jitter of up to 60 ms', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { minLength: 60, maxLength: 60 }), (delays) => {
        const { frames, waiting } = play(
          delays.map((delay, n) => n + delay),
          70,
        );
        const real = frames.filter((value, i) => value > 0 && Number.isInteger(value) && isFrame(frames, i));
        for (let i = 1; i < real.length; i++) expect(real[i]!).toBeGreaterThan(real[i - 1]!);
        // Never more than the burst bound waits.
        expect(Math.max(...waiting)).toBeLessThanOrEqual(4 * FRAME_SAMPLES);
      }),
    );
  });

  /** Invented frames are halves of the last real one. */
  const isFrame = (frames: readonly number[], i: number): boolean => {
    let last = 0;
    for (let k = 0; k < i; k++) last = Math.max(last, frames[k]!);
    return frames[i]! > last;
  };

  it('is at rest with at most 20 ms within a second after a burst', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), (stall) => {
        const arrivals = steady(160).map((n) => (n >= 10 && n < 10 + stall ? 10 + stall : n));
        const { waiting, frames } = play(arrivals, 160);
        expect(Math.max(...waiting)).toBeLessThanOrEqual(4 * FRAME_SAMPLES);
        expect(Math.max(...waiting.slice(10 + stall + 51))).toBeLessThanOrEqual(FRAME_SAMPLES);
        expect(frames.at(-1)).toBe(160);
      }),
    );
  });

  it('puts packets in order and ignores what comes twice or too late', () => {
    const buffer = new JitterBuffer();
    const frame = new Int16Array(FRAME_SAMPLES);
    for (const n of [0, 2, 1, 2, 1]) buffer.push(n * FRAME_SAMPLES, numbered(n));
    const heard = [1, 2, 3].map(() => (buffer.pull(frame), frame[0]));
    expect(heard).toEqual([1, 2, 3]);
    buffer.push(1 * FRAME_SAMPLES, numbered(1));
    expect(buffer.late).toBe(1);
    expect(buffer.buffered).toBe(0);
  });

  it('fades over a loss', () => {
    const buffer = new JitterBuffer();
    const frame = new Int16Array(FRAME_SAMPLES);
    for (const n of [0, 2]) buffer.push(n * FRAME_SAMPLES, new Int16Array(FRAME_SAMPLES).fill(1000 + n));
    const heard = [1, 2, 3].map(() => (buffer.pull(frame) ? frame[0] : 0));
    expect(heard).toEqual([1000, 500, 1002]);
    expect(buffer.concealed).toBe(1);
  });

  it.each([80, 240, 320, 480])('takes packets of %i samples', (length) => {
    const buffer = new JitterBuffer();
    const frame = new Int16Array(FRAME_SAMPLES);
    const source = Int16Array.from({ length: 4800 }, (_, i) => i);
    const heard: number[] = [];
    let sent = 0;
    for (let tick = 0; tick < 30; tick++) {
      while (sent < (tick + 1) * FRAME_SAMPLES && sent < source.length) {
        buffer.push(sent, source.slice(sent, sent + length));
        sent += length;
      }
      if (buffer.pull(frame)) heard.push(...frame);
    }
    expect(heard.slice(0, 4800)).toEqual([...source]);
  });

  it('starts anew after a pause, however the timestamps have jumped', () => {
    const { frames } = play([...steady(3), 20, 21], 25);
    expect(frames.slice(0, 3)).toEqual([1, 2, 3]);
    expect(frames.slice(10, 20).every((value) => value === 0)).toBe(true);
    expect(frames.slice(20, 22)).toEqual([4, 5]);
    const buffer = new JitterBuffer();
    const frame = new Int16Array(FRAME_SAMPLES);
    buffer.push(0, numbered(0));
    buffer.push(1_000_000, numbered(6));
    expect(buffer.pull(frame) && frame[0]).toBe(7);
  });

  it('survives any packets', () => {
    const packet = fc.tuple(fc.integer({ min: 0, max: 0xffffffff }), fc.nat(2000), fc.boolean());
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 100 }), (packets) => {
        const buffer = new JitterBuffer();
        const frame = new Int16Array(FRAME_SAMPLES);
        for (const [timestamp, length, pulls] of packets) {
          buffer.push(timestamp, new Int16Array(length));
          expect(buffer.buffered).toBeLessThanOrEqual(4 * FRAME_SAMPLES);
          if (pulls) buffer.pull(frame);
        }
      }),
    );
  });
});

describe('ReceiveStatistics', () => {
  it('counts loss over the wrap of the sequence numbers, whatever the order', () => {
    fc.assert(
      fc.property(
        fc.nat(65_535),
        fc.uniqueArray(fc.integer({ min: 1, max: 58 }), { maxLength: 20 }),
        (base, lost) => {
          const statistics = new ReceiveStatistics();
          for (let n = 0; n < 60; n++) {
            if (!lost.includes(n)) statistics.add((base + n) & 0xffff, n * 160, n * 20, 160);
          }
          expect(statistics.lost).toBe(lost.length);
          expect(statistics.expected).toBe(60);
          expect(statistics.report().fractionLost).toBe(Math.floor((lost.length * 256) / 60));
          expect(statistics.report().fractionLost).toBe(0);
        },
      ),
    );
  });

  it('measures jitter in milliseconds', () => {
    const even = new ReceiveStatistics();
    const uneven = new ReceiveStatistics();
    for (let n = 0; n < 500; n++) {
      even.add(n, n * 160, n * 20, 160);
      uneven.add(n, n * 160, n * 20 + (n % 2) * 10, 160);
    }
    expect(even.jitter).toBe(0);
    expect(uneven.jitter).toBeCloseTo(10, 1);
  });
});

describe('TelephoneEventReceiver', () => {
  const packet = (code: number, isEnd = false): Uint8Array =>
    Uint8Array.of(code, isEnd ? 0x8a : 0x0a, 1, 0x40);

  it('tells each key once, whichever of its packets come', () => {
    const presses = fc.array(fc.tuple(fc.nat(15), fc.subarray([0, 1, 2, 3, 4, 5], { minLength: 1 })), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(presses, fc.integer({ min: 0, max: 0xffffffff }), (keys, origin) => {
        const receiver = new TelephoneEventReceiver();
        const heard = keys.flatMap(([code, arriving], n) =>
          arriving.flatMap((i) => receiver.receive((origin + n * 800) >>> 0, packet(code, i > 2)) ?? []),
        );
        expect(heard).toEqual(keys.map(([code]) => '0123456789*#ABCD'[code]));
      }),
    );
  });

  it('ignores what is no key', () => {
    const receiver = new TelephoneEventReceiver();
    expect(receiver.receive(1, packet(16))).toBeUndefined();
    expect(receiver.receive(1, Uint8Array.of(1, 2))).toBeUndefined();
    expect(receiver.receive(1, packet(1))).toBe('1');
    expect(receiver.receive(0, packet(2))).toBeUndefined();
  });
});
