import { SqliteDialect, SqliteDriver, type DatabaseConnection, type Driver } from 'kysely';
import type Libsql from 'libsql';

/** A transaction that failed because the disk is full, or the file broken, SQLite has ended by itself (sqlite.org/lang_transaction.html): to end it again would fail, and hide why. */
class LibsqlDriver extends SqliteDriver {
  constructor(private readonly database: Libsql.Database) {
    super({ database });
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.database.inTransaction) await super.rollbackTransaction(connection);
  }
}

/** Kysely over one connection of libSQL. */
export class LibsqlDialect extends SqliteDialect {
  constructor(private readonly database: Libsql.Database) {
    super({ database });
  }

  override createDriver(): Driver {
    return new LibsqlDriver(this.database);
  }
}
