import { describe, it, expect } from 'vitest';
import fc from 'fast-check';
import { decodeBase64 } from './base64';
import {
  conversationIdTime,
  deriveConversationId,
  generateConversationId,
  isConversationId,
} from './conversation-id';

const time = fc.integer({ min: 0, max: Date.UTC(2056, 0) });
const random = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe('Ms-Conversation-ID', () => {
  it('reads the time of one from a real trace', () => {
    expect(new Date(conversationIdTime('AdKjt1Xy9lDJ8KRjRYaBRsRaq4N/vw==') ?? 0).toISOString()).toMatch(
      /^2017-03-23T/,
    );
  });

  it('is a Thread-Index of 22 bytes that tells its time and holds the random bytes', () => {
    fc.assert(
      fc.property(time, random, (at, bytes) => {
        const id = generateConversationId(at, bytes);
        const decoded = decodeBase64(id);
        expect(decoded).toHaveLength(22);
        expect(decoded?.subarray(6)).toEqual(bytes);
        expect(isConversationId(id)).toBe(true);
        // The header counts 65,536 units of 100 ns.
        expect(at - (conversationIdTime(id) ?? 0)).toBeGreaterThanOrEqual(0);
        expect(at - (conversationIdTime(id) ?? 0)).toBeLessThan(6.6);
      }),
      { examples: [[Date.UTC(2026, 0), new Uint8Array(16)]] },
    );
    expect(() => generateConversationId(0, new Uint8Array(15))).toThrow(RangeError);
  });

  it('derives by five bytes more, and keeps the thread', () => {
    fc.assert(
      fc.property(time, time, random, (start, elapsed, bytes) => {
        const first = generateConversationId(start, bytes);
        const second = deriveConversationId(first, start + elapsed, bytes);
        expect(decodeBase64(second)).toHaveLength(27);
        expect(decodeBase64(second)?.subarray(0, 22)).toEqual(decodeBase64(first));
        expect(conversationIdTime(second)).toBe(conversationIdTime(first));
        expect(decodeBase64(deriveConversationId(second, start + elapsed, bytes))).toHaveLength(32);
      }),
    );
    const first = generateConversationId(0, new Uint8Array(16));
    expect(() => deriveConversationId(first, 0, new Uint8Array(0))).toThrow(RangeError);
    // 2^19 units of 100 ns are 52.4288 ms: the second bit above the 18 that are left out.
    expect(decodeBase64(deriveConversationId(first, 60, new Uint8Array(1)))?.subarray(22)).toEqual(
      new Uint8Array([0, 0, 0, 2, 0]),
    );
    const years = decodeBase64(deriveConversationId(first, Date.UTC(1980, 0), new Uint8Array(1)));
    expect((years?.[22] ?? 0) & 0x80).toBe(0x80);
  });

  it('starts anew after ids in other forms and after very long threads', () => {
    for (const foreign of ['', '12345', 'AdKjt1Xy', 'not base64!']) {
      expect(decodeBase64(deriveConversationId(foreign, 0, new Uint8Array(16)))).toHaveLength(22);
    }
    let id = generateConversationId(0, new Uint8Array(16));
    for (let step = 0; step < 100; step++) id = deriveConversationId(id, step, new Uint8Array(16));
    expect(id.length).toBeLessThan(300);
  });

  it('accepts opaque tokens of others', () => {
    expect(isConversationId('1234567')).toBe(true);
    for (const bad of ['', 'a b', 'a\r\nb', 'ä', 'x'.repeat(513)]) expect(isConversationId(bad)).toBe(false);
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        (text) => void expect(() => conversationIdTime(text)).not.toThrow(),
      ),
    );
  });
});
