import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, SqliteDialect } from 'kysely';
import Libsql from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KyselyOrbitStore, orbitStatements, type OrbitDatabase } from './kysely-orbit-store';
import { MemoryOrbitStore } from './memory-orbit-store';
import type { OrbitStore, StoredParkedCall } from './orbit-store';
import { openPostgresStore } from './postgres-store';
import { StoreError } from './store-error';
import { hasPostgres, usePostgres } from './testing/postgres';

const postgres = hasPostgres ? usePostgres() : undefined;

type Opened = { store: OrbitStore; close(): Promise<void> };
const drivers: Record<string, (directory: string) => Opened | Promise<Opened>> = {
  memory: () => ({ store: new MemoryOrbitStore(), close: async () => undefined }),
  libsql: (directory) => {
    const database = new Libsql(join(directory, 'lync.db'));
    for (const statement of orbitStatements) database.exec(statement);
    const db = new Kysely<OrbitDatabase>({ dialect: new SqliteDialect({ database }) });
    return { store: new KyselyOrbitStore(db, (work) => work()), close: () => db.destroy() };
  },
  ...(postgres && {
    postgres: async () => {
      const store = await openPostgresStore({ url: await postgres.createDatabase(), node: 'test' });
      return { store: store.orbits, close: () => store.close() };
    },
  }),
};

function call(id: string, more: Partial<StoredParkedCall> = {}): StoredParkedCall {
  return {
    id,
    capabilityHash: 'ab'.repeat(32),
    parkerUri: 'sip:alice@contoso.com',
    parkeeUri: "sip:o'bob@contoso.com",
    instance: 'a',
    parkedAt: 1000,
    ...more,
  };
}

const conflict = (error: unknown): boolean => error instanceof StoreError && error.code === 'conflict';

describe.each(Object.entries(drivers))('%s orbit store', (_name, open) => {
  let directory: string;
  let store: OrbitStore;
  let close: () => Promise<void>;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lync-orbits-'));
    ({ store, close } = await open(directory));
  });
  afterEach(async () => {
    await close();
    await rm(directory, { recursive: true, force: true });
  });

  it('has one call per orbit', async () => {
    await store.occupy('#100', call('c1'));
    expect(await store.find('#100')).toEqual({ orbit: '#100', lastUsedAt: 1000, call: call('c1') });
    await expect(store.occupy('#100', call('c2'))).rejects.toSatisfy(conflict);
    expect((await store.find('#100'))?.call?.id).toBe('c1');
    await store.occupy('100', call('c2'));
    expect(await store.find('101')).toBeUndefined();
  });

  it('lets exactly one of many take it', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) => store.occupy('1', call(`c${index}`))),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('frees an orbit for the call that is there, not for an earlier one', async () => {
    await store.occupy('1', call('c1'));
    await store.release('1', 'c0', 1500);
    expect((await store.find('1'))?.call?.id).toBe('c1');
    await store.release('1', 'c1', 2000);
    expect(await store.find('1')).toEqual({ orbit: '1', lastUsedAt: 2000 });
    await store.release('9', 'c1', 2000);
    await store.occupy('1', call('c2', { parkedAt: 3000 }));
    expect((await store.find('1'))?.lastUsedAt).toBe(3000);
  });

  it('says what an instance that died had, once, and gives its orbits to others', async () => {
    await store.occupy('1', call('c1'));
    await store.occupy('2', call('c2', { instance: 'b' }));
    const lost = { orbit: '1', lastUsedAt: 5000, call: call('c1', { lostAt: 5000 }) };
    expect(await store.markLost('a', 5000)).toEqual([lost]);
    expect(await store.markLost('a', 6000)).toEqual([]);
    expect(await store.find('1')).toEqual(lost);
    await expect(store.occupy('2', call('c3'))).rejects.toSatisfy(conflict);
    await store.occupy('1', call('c4', { parkedAt: 7000 }));
    expect((await store.find('1'))?.call).toEqual(call('c4', { parkedAt: 7000 }));
  });

  it('lists the least recently used first', async () => {
    await store.occupy('3', call('c3', { parkedAt: 30 }));
    await store.occupy('1', call('c1', { parkedAt: 10 }));
    await store.occupy('2', call('c2', { parkedAt: 20 }));
    await store.release('1', 'c1', 40);
    expect((await store.all()).map(({ orbit }) => orbit)).toEqual(['2', '3', '1']);
  });
});
