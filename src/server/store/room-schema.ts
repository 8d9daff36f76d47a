import type { Generated } from 'kysely';

/** The tables of rooms as Kysely sees them; part of the store's `Database`. Flags are 0 and 1, lists JSON text. */
export interface RoomDatabase {
  room: RoomTable;
  room_role: { room_id: string; user_uri: string; role: string };
  room_message: RoomMessageTable;
  room_reading: { user_uri: string; room_id: string; last_read: number };
  room_invitation: {
    number: Generated<number>;
    room_id: string;
    user_uri: string;
    invited_by: string | null;
    created_at: number;
  };
  preference: { user_uri: string; label: string; sequence: number; content: string };
}

export interface RoomTable {
  id: string;
  name: string;
  name_key: string | null;
  description: string;
  topic: string;
  category_id: string;
  privacy: string;
  behavior: string;
  disabled: number;
  invitations: number;
  created_at: number;
  created_by: string;
  last_message: number;
  last_at: number;
}

export interface RoomMessageTable {
  /** Order of commits over all rooms, where the database has one writer; names the message to the index of words. */
  seq: Generated<number>;
  room_id: string;
  number: number;
  author: string;
  author_name: string | null;
  client_id: string | null;
  at: number;
  text: string;
  rtf: string | null;
  alert: number;
  story: string | null;
  mentions: string | null;
}

/** The statements of the migration for SQLite. The index of words keeps no second copy of the texts (FTS5, contentless). */
export const roomStatements: readonly string[] = [
  `create table room (
    id text primary key, name text not null, name_key text unique, description text not null, topic text not null,
    category_id text not null, privacy text not null, behavior text not null, disabled integer not null,
    invitations integer not null, created_at integer not null, created_by text not null,
    last_message integer not null, last_at integer not null
  ) strict, without rowid`,
  `create table room_role (
    room_id text not null references room (id) on delete cascade, user_uri text not null, role text not null,
    primary key (room_id, user_uri, role)
  ) strict, without rowid`,
  `create table room_message (
    seq integer primary key, room_id text not null references room (id) on delete cascade, number integer not null,
    author text not null, author_name text, client_id text, at integer not null, text text not null, rtf text,
    alert integer not null, story text, mentions text
  ) strict`,
  'create unique index room_message_by_number on room_message (room_id, number)',
  'create unique index room_message_by_name on room_message (room_id, author, client_id) where client_id is not null',
  'create index room_message_by_time on room_message (room_id, at, number)',
  'create index room_message_by_author on room_message (room_id, author, number)',
  `create virtual table room_text using fts5 (
    room, author, body, content='', prefix='3', tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co M*'"
  )`,
  `create table room_reading (
    user_uri text not null, room_id text not null references room (id) on delete cascade, last_read integer not null,
    primary key (user_uri, room_id)
  ) strict, without rowid`,
  `create table room_invitation (
    number integer primary key autoincrement, room_id text not null references room (id) on delete cascade,
    user_uri text not null, invited_by text, created_at integer not null
  ) strict`,
  'create unique index room_invitation_of_user on room_invitation (user_uri, room_id)',
  `create table preference (
    user_uri text not null, label text not null, sequence integer not null, content text not null,
    primary key (user_uri, label)
  ) strict, without rowid`,
];
