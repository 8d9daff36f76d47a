import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConfiguration, type LyncConfiguration } from '../config';
import { silentLog, systemClock } from '../sip';
import { StoreError } from '../store';
import { hasPostgres, usePostgres } from '../store/testing/postgres';
import { openStore } from './store';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'lync-data-'));
});
afterEach(() => rm(data, { recursive: true, force: true }));

const parts = { clock: systemClock, log: silentLog };
const config = (database?: string): LyncConfiguration =>
  parseConfiguration(
    { domain: 'contoso.com', http: {}, data, ...(database !== undefined && { database }) },
    'test.json',
  );

describe('openStore', () => {
  it('keeps a file in the directory of the data, which is nobody else’s', async () => {
    const { store, shared } = await openStore(config(), parts);
    expect(shared).toBeUndefined();
    expect((await stat(path.join(data, 'lync.db'))).isFile()).toBe(true);
    await store.close();
  });

  it('says so when PostgreSQL cannot be reached', async () => {
    const opened = openStore(config('postgres://lync@127.0.0.1:1/lync'), parts);
    await expect(opened).rejects.toSatisfy(
      (error: unknown) => error instanceof StoreError && error.code === 'unavailable',
    );
  });

  it('does not make up a name for the node where the file does not hold one', async () => {
    await writeFile(path.join(data, 'node'), "x'; drop table room; --");
    await expect(openStore(config('postgres://lync@127.0.0.1:1/lync'), parts)).rejects.toThrow('remove it');
  });

  describe.runIf(hasPostgres)('with PostgreSQL', { timeout: 60_000 }, () => {
    const postgres = usePostgres();

    it('is the same node after a restart, and has no file', async () => {
      const url = await postgres.createDatabase();
      const names: (string | undefined)[] = [];
      for (let run = 0; run < 2; run++) {
        const { store, shared } = await openStore(config(url), parts);
        names.push(shared?.node);
        await store.close();
      }
      expect(names[0]).toMatch(/^[0-9a-f-]{36}$/);
      expect(names[1]).toBe(names[0]);
      expect(await readFile(path.join(data, 'node'), 'utf8')).toBe(`${names[0]}\n`);
      await expect(stat(path.join(data, 'lync.db'))).rejects.toThrow('ENOENT');
    });
  });
});
