import { Kysely, sql } from 'kysely';
import Libsql from 'libsql';
import { afterEach, expect, it } from 'vitest';
import { LibsqlDialect } from './libsql-dialect';

const open: Kysely<unknown>[] = [];
afterEach(async () => {
  for (const db of open.splice(0)) await db.destroy();
});

it('tells why a transaction failed that SQLite has ended by itself, and begins the next', async () => {
  const db = new Kysely<unknown>({ dialect: new LibsqlDialect(new Libsql(':memory:')) });
  open.push(db);
  await sql`create table said (text text)`.execute(db);
  const failed = db.transaction().execute(async (transaction) => {
    await sql`insert into said values ('lost')`.execute(transaction);
    // As SQLite does when the disk is full.
    await sql`rollback`.execute(transaction);
    throw new Error('database or disk is full');
  });
  await expect(failed).rejects.toThrow('database or disk is full');
  const refused = db.transaction().execute(async (transaction) => {
    await sql`insert into said values ('taken back')`.execute(transaction);
    throw new Error('no');
  });
  await expect(refused).rejects.toThrow('no');
  await db.transaction().execute((transaction) => sql`insert into said values ('kept')`.execute(transaction));
  expect((await sql`select text from said`.execute(db)).rows).toEqual([{ text: 'kept' }]);
});
