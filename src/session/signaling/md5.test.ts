import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { md5 } from './md5';

describe('md5', () => {
  it.each([
    ['', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['a', '0cc175b9c0f1b6a831c399e269772661'],
    ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
    ['abcdefghijklmnopqrstuvwxyz', 'c3fcd3d76192e4007dfb496cca67e13b'],
    ['1234567890'.repeat(8), '57edf4a22be3c955ac49da2e2107b67a'],
  ])('gives the vector of RFC 1321, A.5 for %j', (text, expected) => {
    expect(md5(text)).toBe(expected);
  });

  it('agrees with another implementation for every length of the last block', () => {
    for (let length = 0; length <= 130; length++) {
      const text = 'é'.repeat(length % 3) + 'x'.repeat(length);
      expect(md5(text)).toBe(createHash('md5').update(text).digest('hex'));
    }
  });

  it('agrees with another implementation for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        expect(md5(text)).toBe(createHash('md5').update(text).digest('hex'));
      }),
    );
  });
});
