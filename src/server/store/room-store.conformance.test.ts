import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLibsqlStore } from './libsql-store';
import { createMemoryStore } from './memory-store';
import { roomStoreConformance, storedRoom } from './testing/room-store-conformance';

roomStoreConformance('memory', async () => {
  const store = createMemoryStore();
  return { rooms: store.rooms, close: () => store.close() };
});

roomStoreConformance('libsql', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'lync-rooms-'));
  const store = await openLibsqlStore({ file: join(directory, 'lync.db') });
  return {
    rooms: store.rooms,
    close: async () => {
      await store.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
});

describe('searching', () => {
  it('finds the same with an index and without', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'lync-rooms-'));
    const indexed = await openLibsqlStore({ file: join(directory, 'lync.db') });
    const plain = createMemoryStore();
    try {
      for (const { rooms } of [indexed, plain])
        for (const id of ['a', 'b']) await rooms.createRoom(storedRoom(id));
      const word = fc.constantFrom(
        'big',
        'bigger',
        'Big',
        'bus',
        'é',
        'été',
        '東京',
        '東',
        'a-b',
        '"',
        '*',
        'AND',
        '\n',
      );
      const text = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));
      const messages = fc.sample(
        fc.record({
          roomId: fc.constantFrom('a', 'b'),
          author: fc.constantFrom('sip:x@d', 'sip:y@d'),
          at: fc.nat(9),
          text,
        }),
        { numRuns: 200, seed: 7 },
      );
      for (const { rooms } of [indexed, plain]) await rooms.append(messages);
      const key = ({ roomId, number }: { roomId: string; number: number }): string => `${roomId} ${number}`;
      await fc.assert(
        fc.asyncProperty(
          fc.record({ text, matchCase: fc.boolean(), exactPhrase: fc.boolean() }),
          fc.subarray(['a', 'b']),
          fc.option(fc.constantFrom('sip:x@d', 'sip:none@d'), { nil: undefined }),
          async (search, roomIds, author) => {
            const query = { roomIds, text: search, limit: 500, ...(author && { authors: [author] }) };
            const found = await Promise.all(
              [indexed, plain].map(async ({ rooms }) => (await rooms.find(query)).messages.map(key).sort()),
            );
            expect(found[0]).toEqual(found[1]);
          },
        ),
        { numRuns: 150 },
      );
    } finally {
      await indexed.close();
      await rm(directory, { recursive: true, force: true });
    }
  });
});
