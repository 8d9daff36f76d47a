import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';

/**
 * A pool as Kysely uses it, without connections that have gone silent: a network that loses packets closes nothing. What is asked on one fails after `query_timeout`, and it
 * is closed instead of being given to the next.
 */
export function answeringPool(pool: pg.Pool): PostgresPool {
  return {
    connect: async () => answeringClient(await pool.connect()),
    end: () => pool.end(),
  };
}

function answeringClient(client: pg.PoolClient): PostgresPoolClient {
  let silent: Error | undefined;
  const query = async (text: string, values: readonly unknown[]): Promise<unknown> => {
    // The end of its transaction would wait as long again.
    if (silent) throw silent;
    try {
      return await client.query(text, [...values]);
    } catch (error) {
      // Anything but the database's own answer: nobody knows what this connection would say next.
      if (!(error instanceof pg.DatabaseError))
        silent = error instanceof Error ? error : new Error(String(error));
      throw error;
    }
  };
  return { query: query as PostgresPoolClient['query'], release: () => client.release(silent) };
}
