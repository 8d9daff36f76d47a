import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode, PCMA, PCMU } from './g711';

const through = (codec: typeof PCMU, sample: number): number => {
  const bytes = new Uint8Array(1);
  encode(codec, Int16Array.of(sample), bytes);
  return decode(codec, bytes)[0]!;
};

describe('G.711', () => {
  it('has the values of the recommendation at its corners', () => {
    expect([0x00, 0x7f, 0x80, 0xff, 0x8f, 0xf0].map((code) => PCMU.decoded[code])).toEqual([
      -32124, 0, 32124, 0, 16764, 120,
    ]);
    expect([0x2a, 0xaa, 0x55, 0xd5, 0x80].map((code) => PCMA.decoded[code])).toEqual([
      -32256, 32256, -8, 8, 5504,
    ]);
  });

  it.each([PCMU, PCMA])(
    '$name: silence decodes to (almost) nothing, and silence is what nothing becomes',
    (codec) => {
      expect(Math.abs(codec.decoded[codec.silence]!)).toBeLessThanOrEqual(8);
      expect(codec.encoded[0]).toBe(codec.silence);
    },
  );

  it.each([PCMU, PCMA])('$name: each code survives decoding and encoding', (codec) => {
    for (let code = 0; code < 256; code++) {
      const again = codec.encoded[codec.decoded[code]! & 0xffff]!;
      expect(codec.decoded[again]).toBe(codec.decoded[code]);
    }
  });

  it.each([PCMU, PCMA])('$name: error at most 1/32 of the value, order and sign kept', (codec) => {
    fc.assert(
      fc.property(
        fc.integer({ min: -32_000, max: 32_000 }),
        fc.integer({ min: -32_000, max: 32_000 }),
        (a, b) => {
          const [atA, atB] = [through(codec, a), through(codec, b)];
          expect(Math.abs(atA - a)).toBeLessThanOrEqual(Math.max(8, Math.abs(a) / 32 + 8));
          if (a <= b) expect(atA).toBeLessThanOrEqual(atB);
        },
      ),
    );
  });
});
