import { sql, type Kysely } from 'kysely';
import { orbitStatements } from './kysely-orbit-store';
import { roomStatements } from './room-schema';
import type { Database } from './schema';

/** One step of the schema. Numbers are never reused and a released step is never changed: later services append theirs. */
export interface Migration {
  readonly number: number;
  readonly statements: readonly string[];
}

export const migrations: readonly Migration[] = [
  {
    number: 1,
    statements: [
      `create table contact (
        id text primary key, conversation_id text not null, queue_uri text not null, visitor_uri text not null,
        visitor_name text not null, subject text not null, priority text not null, queued_at integer not null,
        offered_at integer, answered_at integer, ended_at integer, outcome text, end_reason text, agent_uri text,
        attempts text not null, context text, verified text, notes text not null
      ) strict`,
      'create index contact_by_time on contact (queued_at)',
      'create index contact_unfinished on contact (id) where outcome is null',
      `create table contact_line (
        contact_id text not null references contact (id) on delete cascade, number integer not null,
        author text not null, author_uri text, kind text not null, format text not null, body blob not null,
        at integer not null, delivered_at integer, primary key (contact_id, number)
      ) strict, without rowid`,
    ],
  },
  { number: 2, statements: orbitStatements },
  { number: 3, statements: roomStatements },
];

/** Applies what is missing, each step in a transaction of its own. Running it again does nothing. */
export async function migrate(
  db: Kysely<Database>,
  now: number,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  await sql`create table if not exists schema_migration (number integer primary key, applied_at integer not null) strict`.execute(
    db,
  );
  const applied = await db.selectFrom('schema_migration').select('number').execute();
  const done = new Set(applied.map(({ number }) => number));
  for (const { number, statements } of [...steps].sort((a, b) => a.number - b.number)) {
    if (done.has(number)) continue;
    await db.transaction().execute(async (transaction) => {
      for (const statement of statements) await sql.raw(statement).execute(transaction);
      await transaction.insertInto('schema_migration').values({ number, applied_at: now }).execute();
    });
  }
}
