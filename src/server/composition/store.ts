import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { LyncConfiguration } from '../config';
import type { RoomNotifier } from '../services/persistent-chat';
import type { Clock, Logger } from '../sip';
import { openLibsqlStore, StoreError, type Store } from '../store';
import { PostgresRoomNotifier } from './postgres-room-notifier';

export interface OpenedStore {
  readonly store: Store;
  /** Where other processes have the store too: how they hear of each other, and what this one is called. */
  readonly shared?: { readonly notifier: RoomNotifier; readonly node: string };
}

/** PostgreSQL when it is configured, otherwise a file in the data directory. Rejects with `StoreError`. */
export async function openStore(
  config: LyncConfiguration,
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): Promise<OpenedStore> {
  const now = (): number => clock.now();
  if (config.database === undefined)
    return { store: await openLibsqlStore({ file: path.join(config.data, 'lync.db'), now }) };
  // Only who has PostgreSQL needs its client.
  const { openPostgresStore } = await import('../store/postgres-store');
  const node = await nodeName(config.data);
  const store = await openPostgresStore({ url: config.database, node, now, log });
  return { store, shared: { notifier: new PostgresRoomNotifier(store, log), node } };
}

/** The process's name, which it keeps over restarts: what it has left is found under it. */
async function nodeName(data: string): Promise<string> {
  const file = path.join(data, 'node');
  try {
    await mkdir(data, { recursive: true, mode: 0o700 });
    await writeFile(file, `${randomUUID()}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST'))
      throw new StoreError('unavailable', `The node's name cannot be kept in ${file}.`, error);
  }
  const name = (await readFile(file, 'utf8')).trim();
  if (/^[A-Za-z0-9-]{1,40}$/.test(name)) return name;
  throw new StoreError('unavailable', `${file} should hold the node's name; remove it to have a new one.`);
}
