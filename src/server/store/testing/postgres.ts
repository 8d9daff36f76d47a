import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { postgresPrograms, startPostgres, type RunningPostgres } from '../../../../deploy/lib/postgres.mjs';

export const hasPostgres = postgresPrograms() !== undefined;
if (!hasPostgres) {
  console.warn('Skipped: what is stored in PostgreSQL. It is not installed (apt-get install postgresql).');
}

export interface TestPostgres {
  /** An empty database of its own. */
  createDatabase(): Promise<string>;
  /** SIGKILL: the power is off. */
  crash(): Promise<void>;
  start(): Promise<void>;
}

/** A cluster for the tests of the file that calls this. `durable`: it waits for the disk, like one in production. */
export function usePostgres({ durable = false } = {}): TestPostgres {
  let directory: string;
  let port: number;
  let server: RunningPostgres | undefined;
  let databases = 0;
  const start = async (): Promise<void> => {
    server = await startPostgres({
      directory: path.join(directory, 'cluster'),
      port,
      settings: { fsync: durable ? 'on' : 'off' },
    });
  };
  beforeAll(async () => {
    directory = mkdtempSync(path.join(tmpdir(), 'lync-postgres-'));
    // It runs as a user of its own, who has to get through.
    chmodSync(directory, 0o755);
    port = await freePort();
    await start();
  }, 60_000);
  afterAll(async () => {
    await server?.stop();
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);
  return {
    async createDatabase() {
      const name = `test_${++databases}`;
      await server!.sql({ text: `create database ${name}` });
      return `postgres://lync@127.0.0.1:${port}/${name}`;
    },
    crash: async () => server?.stop('SIGKILL'),
    start,
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
