import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { presentParts } from './notifier';

/** What PostgreSQL's NOTIFY takes, less what is said around a change. */
const maxBytes = 7_500;

describe('presentParts', () => {
  it('names everybody once, in parts that fit a NOTIFY', () => {
    const person = fc.record(
      {
        roomId: fc.uuid(),
        user: fc.string({ minLength: 1, maxLength: 200 }).map((name) => `sip:${name}@contoso.com`),
        name: fc.string({ unit: 'grapheme', maxLength: 100 }),
      },
      { requiredKeys: ['roomId', 'user'] },
    );
    fc.assert(
      fc.property(fc.array(person, { maxLength: 300 }), (people) => {
        const parts = presentParts(people).map((part) => {
          expect(Buffer.byteLength(JSON.stringify(part))).toBeLessThan(maxBytes);
          return part.kind === 'present' ? part : undefined;
        });
        expect(parts.flatMap((part) => part?.people ?? [])).toEqual(people);
        expect(parts.map((part) => part?.part)).toEqual(parts.map((_, index) => index));
        expect(parts.map((part) => part?.isLast)).toEqual(
          parts.map((_, index) => index === parts.length - 1),
        );
      }),
    );
  });

  it('takes few words for many people', () => {
    const people = Array.from({ length: 20_000 }, (_, index) => ({
      roomId: `room-${index % 20}`,
      user: `sip:u${index}@contoso.com`,
    }));
    expect(presentParts(people).length).toBeLessThan(300);
  });
});
