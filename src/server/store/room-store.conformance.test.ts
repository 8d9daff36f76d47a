import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLibsqlStore } from './libsql-store';
import { createMemoryStore } from './memory-store';
import { roomStoreConformance } from './testing/room-store-conformance';

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
