import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from '../sip';
import { KyselyOrbitStore } from './kysely-orbit-store';
import { KyselyRoomStore } from './kysely-room-store';
import { PostgresChannel } from './postgres-channel';
import { PostgresContactStore } from './postgres-contact-store';
import { answeringPool } from './postgres-pool';
import { postgresTextIndex } from './postgres-room-index';
import { migratePostgres, roomsChannel } from './postgres-schema';
import type { Database } from './schema';
import type { Store } from './store';
import { StoreError } from './store-error';

export interface PostgresStoreOptions {
  /** `postgres://user:password@host:5432/database` */
  readonly url: string;
  /** Names this process to others on the database, and to itself after a restart: letters, digits and `-`, 40 at most. */
  readonly node: string;
  /** Connections at most, besides the one that listens; 8 when absent. */
  readonly connections?: number;
  /** Milliseconds since 1970; stamped on migrations. */
  readonly now?: () => number;
  readonly log?: Logger;
  /** Milliseconds without an answer after which a connection is taken for lost; 31,000 when absent, one second more than a statement may take. */
  readonly answerWithin?: number;
}

export interface PostgresStore extends Store {
  /** How the node is named in what the database tells of commits. */
  readonly node: string;
  /** Commits to rooms, of every process, and what processes tell each other. The store closes it. */
  readonly channel: PostgresChannel;
}

/** A hanging database is a failing one. Milliseconds. */
const patience = {
  connectionTimeoutMillis: 5_000,
  statement_timeout: 30_000,
  lock_timeout: 10_000,
  idle_in_transaction_session_timeout: 30_000,
};

/**
 * PostgreSQL, which several processes may share. A commit survives what the database's own `synchronous_commit` promises: the default survives a power cut. Connections
 * that break are made anew with the next request. Rejects with `StoreError`.
 */
export async function openPostgresStore({
  url,
  node,
  connections = 8,
  now = Date.now,
  log,
  answerWithin = patience.statement_timeout + 1_000,
}: PostgresStoreOptions): Promise<PostgresStore> {
  let closed = false;
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) throw new StoreError('closed', 'The store is closed.');
    try {
      return await work();
    } catch (error) {
      throw storeError(error);
    }
  };
  const name = `lync-widgets ${node}`;
  const config: pg.ClientConfig = {
    connectionString: url,
    application_name: name,
    keepAlive: true,
    types: { getTypeParser },
    ...patience,
    query_timeout: answerWithin,
  };
  const pool = new pg.Pool({ ...config, max: connections });
  // A connection that breaks while nobody asks anything: the pool makes another. Nothing is lost, and the process goes on.
  const broken = (error: Error): void => log?.warn('postgres-connection-lost', { error });
  pool.on('error', broken);
  pool.on('connect', (client) => client.on('error', broken));
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: answeringPool(pool) }) });
  let channel: PostgresChannel | undefined;
  try {
    await guarded(() => migratePostgres(db, now()));
    channel = await guarded(() =>
      PostgresChannel.open(pg.Client, { config, channel: roomsChannel, ...(log && { log }) }),
    );
  } catch (error) {
    await db.destroy();
    throw error;
  }
  const listening = channel;
  return {
    node: name,
    channel: listening,
    contacts: new PostgresContactStore(db, guarded),
    orbits: new KyselyOrbitStore(db, guarded),
    rooms: new KyselyRoomStore(db, postgresTextIndex, guarded),
    async close() {
      if (closed) return;
      closed = true;
      await listening.close();
      await db.destroy();
    },
  };
}

/** Times, numbers and counts are `bigint`, and far below what a JavaScript number holds exactly. */
function getTypeParser(oid: number, format?: string): unknown {
  if (oid === Number(pg.types.builtins.INT8) && format !== 'binary') return Number;
  return pg.types.getTypeParser(oid, format as 'text');
}

/** SQLSTATE class 23 is a broken rule of the schema; the rest (gone, full, locked, shutting down) is the medium's. */
function storeError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (/^23/.test(code)) return new StoreError('conflict', 'A record with this key exists already.', error);
  const message = error instanceof Error ? error.message || code : String(error);
  return new StoreError('unavailable', `The store failed: ${message}`, error);
}
