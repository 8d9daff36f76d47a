import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Kysely } from 'kysely';
import Libsql from 'libsql';
import { KyselyContactStore } from './kysely-contact-store';
import { KyselyOrbitStore } from './kysely-orbit-store';
import { KyselyRoomStore } from './kysely-room-store';
import { LibsqlDialect } from './libsql-dialect';
import { migrate } from './migrations';
import { sqliteTextIndex } from './room-index';
import type { Database } from './schema';
import type { Store } from './store';
import { StoreError } from './store-error';

export interface LibsqlStoreOptions {
  /** File of the database; its directory is made. */
  readonly file: string;
  /** Milliseconds since 1970; stamped on migrations. */
  readonly now?: () => number;
}

/**
 * The embedded default: one file, write-ahead log. A commit survives the end of the process and, by `synchronous=FULL`, a power cut
 * (sqlite.org/wal.html): what was acknowledged is stored. Rejects with `StoreError`.
 */
export async function openLibsqlStore({ file, now = Date.now }: LibsqlStoreOptions): Promise<Store> {
  let closed = false;
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) throw new StoreError('closed', 'The store is closed.');
    try {
      return await work();
    } catch (error) {
      throw storeError(error);
    }
  };

  const db = await guarded(async () => {
    await mkdir(dirname(file), { recursive: true });
    const database = new Libsql(file);
    for (const pragma of [
      'journal_mode = WAL',
      'synchronous = FULL',
      'busy_timeout = 5000',
      'foreign_keys = ON',
    ]) {
      database.pragma(pragma);
    }
    return new Kysely<Database>({ dialect: new LibsqlDialect(database) });
  });
  await guarded(() => migrate(db, now()));

  return {
    contacts: new KyselyContactStore(db, guarded),
    orbits: new KyselyOrbitStore(db, guarded),
    rooms: new KyselyRoomStore(db, sqliteTextIndex, guarded),
    async close() {
      if (closed) return;
      closed = true;
      await db.destroy();
    },
  };
}

/** SQLite names a broken rule `SQLITE_CONSTRAINT…`; the rest (full, locked, read-only, broken) is the medium's. */
function storeError(error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  const message = error instanceof Error ? error.message : String(error);
  if (code.startsWith('SQLITE_CONSTRAINT') || /constraint failed/i.test(message)) {
    return new StoreError('conflict', 'A record with this key exists already.', error);
  }
  return new StoreError('unavailable', `The store failed: ${message}`, error);
}
