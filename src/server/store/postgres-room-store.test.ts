import { describe } from 'vitest';
import { openPostgresStore } from './postgres-store';
import { hasPostgres, usePostgres } from './testing/postgres';
import { roomStoreConformance } from './testing/room-store-conformance';

describe.runIf(hasPostgres)('PostgreSQL', { timeout: 60_000 }, () => {
  const postgres = usePostgres();
  roomStoreConformance('postgres', async () => {
    const store = await openPostgresStore({ url: await postgres.createDatabase(), node: 'test' });
    return { rooms: store.rooms, close: () => store.close() };
  });
});
