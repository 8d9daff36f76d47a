import { sql, type Kysely } from 'kysely';
import type { Migration } from './migrations';
import type { Database } from './schema';

/** Channel of LISTEN and NOTIFY that says which rooms have changed. */
export const roomsChannel = 'lync_rooms';

// Names and addresses are compared and sorted by code point, whatever collation the database has.
const text = 'text collate "C"';

/**
 * Who has committed what reaches the other processes with the commit itself, so that a process that dies right after it leaves nobody behind
 * (postgresql.org/docs/current/sql-notify.html). A process is named by the `application_name` of its connections.
 */
const notifications: readonly string[] = [
  `create function lync_rooms_changed() returns trigger language plpgsql as $$
  declare change json;
  begin
    if tg_table_name = 'room_invitation' then
      change := json_build_object('kind', 'invitation', 'user', new.user_uri, 'number', new.number);
    elsif tg_table_name = 'room_role' then
      change := json_build_object('kind', 'room', 'roomId', coalesce(new.room_id, old.room_id));
    elsif tg_op = 'INSERT' then
      change := json_build_object('kind', 'room', 'roomId', new.id, 'created', true);
    elsif new.last_message > old.last_message then
      change := json_build_object('kind', 'message', 'roomId', new.id, 'number', new.last_message);
    else
      change := json_build_object('kind', 'room', 'roomId', new.id);
    end if;
    perform pg_notify('${roomsChannel}',
      json_build_object('node', current_setting('application_name'), 'change', change)::text);
    return null;
  end $$`,
  `create trigger room_added after insert on room for each row execute function lync_rooms_changed()`,
  // The first statement of a writer only takes the row, and changes nothing.
  `create trigger room_changed after update on room for each row when (old.* is distinct from new.*)
    execute function lync_rooms_changed()`,
  `create trigger room_role_changed after insert or delete on room_role for each row
    execute function lync_rooms_changed()`,
  `create trigger room_invited after insert on room_invitation for each row
    execute function lync_rooms_changed()`,
];

/** The same tables as the embedded store has, in the words of PostgreSQL. */
export const postgresMigrations: readonly Migration[] = [
  {
    number: 1,
    statements: [
      // `node`: the process that has the contact; `last_line`: taken with the row, so that lines are numbered one after the other.
      `create table contact (
        id ${text} primary key, conversation_id text not null, queue_uri text not null, visitor_uri text not null,
        visitor_name text not null, subject text not null, priority text not null, queued_at bigint not null,
        offered_at bigint, answered_at bigint, ended_at bigint, outcome text, end_reason text, agent_uri text,
        attempts text not null, context text, verified text, notes text not null,
        node text not null default current_setting('application_name'), last_line integer not null default 0
      )`,
      'create index contact_by_time on contact (queued_at)',
      'create index contact_unfinished on contact (id) where outcome is null',
      `create table contact_line (
        contact_id ${text} not null references contact (id) on delete cascade, number integer not null,
        author text not null, author_uri text, kind text not null, format text not null, body bytea not null,
        at bigint not null, delivered_at bigint, primary key (contact_id, number)
      )`,
    ],
  },
  {
    number: 2,
    statements: [
      `create table orbit (
        orbit ${text} primary key, last_used_at bigint not null, call_id text, capability_hash text,
        parker_uri text, parkee_uri text, instance text, parked_at bigint, lost_at bigint
      )`,
      'create index orbit_by_instance on orbit (instance) where instance is not null',
    ],
  },
  {
    number: 3,
    statements: [
      `create table room (
        id ${text} primary key, name text not null, name_key text unique, description text not null,
        topic text not null, category_id text not null, privacy text not null, behavior text not null,
        disabled integer not null, invitations integer not null, created_at bigint not null,
        created_by text not null, last_message bigint not null, last_at bigint not null
      )`,
      // Updated with every message: room for the next version of the row in its page.
      'alter table room set (fillfactor = 50)',
      `create table room_role (
        room_id ${text} not null references room (id) on delete cascade, user_uri ${text} not null,
        role text not null, primary key (room_id, user_uri, role)
      )`,
      `create table room_message (
        seq bigint generated always as identity primary key, room_id ${text} not null, number bigint not null,
        author ${text} not null, author_name text, client_id ${text}, at bigint not null, text text not null,
        rtf text, alert integer not null, story text, mentions text
      )`,
      'create unique index room_message_by_number on room_message (room_id, number)',
      `create unique index room_message_by_name on room_message (room_id, author, client_id)
        where client_id is not null`,
      'create index room_message_by_time on room_message (room_id, at, number)',
      'create index room_message_by_author on room_message (room_id, author, number)',
      `create table room_text (
        seq bigint primary key, room_id ${text} not null, number bigint not null, words tsvector not null
      )`,
      'create unique index room_text_by_number on room_text (room_id, number)',
      // A list of what is not indexed yet would be read by every search.
      'create index room_text_by_word on room_text using gin (words) with (fastupdate = off)',
      `create table room_reading (
        user_uri ${text} not null, room_id ${text} not null references room (id) on delete cascade,
        last_read bigint not null, primary key (user_uri, room_id)
      )`,
      `create table room_invitation (
        number bigint generated always as identity primary key,
        room_id ${text} not null references room (id) on delete cascade, user_uri ${text} not null,
        invited_by text, created_at bigint not null
      )`,
      'create unique index room_invitation_of_user on room_invitation (user_uri, room_id)',
      `create table preference (
        user_uri ${text} not null, label text not null, sequence integer not null, content text not null,
        primary key (user_uri, label)
      )`,
      ...notifications,
    ],
  },
];

/** Any number: it names the lock under which the schema is changed. */
const migrationLock = 7_021_968;

/** Applies what is missing, all or nothing. Processes that start together do it one after the other. */
export async function migratePostgres(
  db: Kysely<Database>,
  now: number,
  steps: readonly Migration[] = postgresMigrations,
): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${migrationLock})`.execute(transaction);
    await sql`create table if not exists schema_migration (number integer primary key, applied_at bigint not null)`.execute(
      transaction,
    );
    const applied = await transaction.selectFrom('schema_migration').select('number').execute();
    const done = new Set(applied.map(({ number }) => number));
    for (const { number, statements } of steps.filter((step) => !done.has(step.number))) {
      for (const statement of statements) await sql.raw(statement).execute(transaction);
      await transaction.insertInto('schema_migration').values({ number, applied_at: now }).execute();
    }
  });
}
