import type { Generated } from 'kysely';
import type { OrbitDatabase } from './kysely-orbit-store';
import type { RoomDatabase } from './room-schema';

/** The tables as Kysely sees them. Objects are JSON text; times are milliseconds since 1970. */
export interface Database extends OrbitDatabase, RoomDatabase {
  contact: ContactTable;
  contact_line: ContactLineTable;
  schema_migration: { number: number; applied_at: number };
}

export interface ContactTable {
  id: string;
  conversation_id: string;
  queue_uri: string;
  visitor_uri: string;
  visitor_name: string;
  subject: string;
  priority: string;
  queued_at: number;
  offered_at: number | null;
  answered_at: number | null;
  ended_at: number | null;
  outcome: string | null;
  end_reason: string | null;
  agent_uri: string | null;
  attempts: string;
  context: string | null;
  verified: string | null;
  notes: string;
}

export interface ContactLineTable {
  contact_id: string;
  number: Generated<number>;
  author: string;
  author_uri: string | null;
  kind: string;
  format: string;
  /** UTF-8. As octets, because the driver cuts text at U+0000. */
  body: Buffer;
  at: number;
  delivered_at: number | null;
}
