import { sql, type Kysely, type Selectable } from 'kysely';
import type { OrbitStore, StoredOrbit, StoredParkedCall } from './orbit-store';
import { StoreError } from './store-error';

/** The table as Kysely sees it; part of the store's `Database`. */
export interface OrbitDatabase {
  orbit: OrbitTable;
}

export interface OrbitTable {
  orbit: string;
  last_used_at: number;
  call_id: string | null;
  capability_hash: string | null;
  parker_uri: string | null;
  parkee_uri: string | null;
  instance: string | null;
  parked_at: number | null;
  lost_at: number | null;
}

/** The statements of the migration that makes the table. */
export const orbitStatements: readonly string[] = [
  `create table orbit (
    orbit text primary key, last_used_at integer not null,
    call_id text, capability_hash text, parker_uri text, parkee_uri text, instance text, parked_at integer, lost_at integer
  ) strict, without rowid`,
  'create index orbit_by_instance on orbit (instance) where instance is not null',
];

const noCall = {
  call_id: null,
  capability_hash: null,
  parker_uri: null,
  parkee_uri: null,
  instance: null,
  parked_at: null,
  lost_at: null,
};

/** Orbits in a database that Kysely can reach. Single statements only: each is atomic by itself, also between several nodes. */
export class KyselyOrbitStore implements OrbitStore {
  constructor(
    private readonly db: Kysely<OrbitDatabase>,
    /** Turns a driver's error into a `StoreError`. */
    private readonly guarded: <T>(work: () => Promise<T>) => Promise<T>,
  ) {}

  occupy(orbit: string, call: StoredParkedCall): Promise<void> {
    return this.guarded(async () => {
      const columns = {
        last_used_at: call.parkedAt,
        call_id: call.id,
        capability_hash: call.capabilityHash,
        parker_uri: call.parkerUri,
        parkee_uri: call.parkeeUri,
        instance: call.instance,
        parked_at: call.parkedAt,
        lost_at: call.lostAt ?? null,
      };
      const taken = await this.db
        .insertInto('orbit')
        .values({ orbit, ...columns })
        .onConflict((conflict) =>
          conflict
            .column('orbit')
            .doUpdateSet(columns)
            .where((eb) => eb.or([eb('orbit.call_id', 'is', null), eb('orbit.lost_at', 'is not', null)])),
        )
        .returning('orbit')
        .executeTakeFirst();
      if (!taken) throw new StoreError('conflict', 'A call is at this orbit.');
    });
  }

  release(orbit: string, callId: string, at: number): Promise<void> {
    return this.guarded(async () => {
      await this.db
        .updateTable('orbit')
        .set({ ...noCall, last_used_at: at })
        .where('orbit', '=', orbit)
        .where('call_id', '=', callId)
        .execute();
    });
  }

  find(orbit: string): Promise<StoredOrbit | undefined> {
    return this.guarded(async () => {
      const row = await this.db.selectFrom('orbit').selectAll().where('orbit', '=', orbit).executeTakeFirst();
      return row && fromRow(row);
    });
  }

  all(): Promise<readonly StoredOrbit[]> {
    return this.guarded(async () => {
      const rows = await this.db
        .selectFrom('orbit')
        .selectAll()
        .orderBy('last_used_at')
        .orderBy('orbit')
        .execute();
      return rows.map(fromRow);
    });
  }

  markLost(instance: string, at: number): Promise<readonly StoredOrbit[]> {
    return this.guarded(async () => {
      const { rows } = await sql<Selectable<OrbitTable>>`
        update orbit set lost_at = ${at}, last_used_at = ${at}
        where instance = ${instance} and call_id is not null and lost_at is null returning *`.execute(
        this.db,
      );
      return rows.map(fromRow);
    });
  }
}

function fromRow(row: Selectable<OrbitTable>): StoredOrbit {
  const { orbit, last_used_at: lastUsedAt, call_id: id } = row;
  if (id === null) return { orbit, lastUsedAt };
  return {
    orbit,
    lastUsedAt,
    call: {
      id,
      capabilityHash: row.capability_hash ?? '',
      parkerUri: row.parker_uri ?? '',
      parkeeUri: row.parkee_uri ?? '',
      instance: row.instance ?? '',
      parkedAt: row.parked_at ?? 0,
      ...(row.lost_at !== null && { lostAt: row.lost_at }),
    },
  };
}
