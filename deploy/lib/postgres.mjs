// A PostgreSQL of its own from Debian's package: a cluster in a directory, on loopback, ended with the process that started it.
import { execFile } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { start } from './child.mjs';

const run = promisify(execFile);
const versions = '/usr/lib/postgresql';

/** The directory of the newest installed server's programs, or undefined. */
export function postgresPrograms() {
  if (!existsSync(versions)) return undefined;
  const newest = readdirSync(versions)
    .filter((name) => existsSync(path.join(versions, name, 'bin/postgres')))
    .sort((a, b) => Number(b) - Number(a))[0];
  return newest && path.join(versions, newest, 'bin');
}

/** PostgreSQL refuses to run as root: then everything is done as the user `postgres`, whom Debian's package made. */
async function identity() {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = await Promise.all(
    ['-u', '-g'].map(async (option) => Number((await run('id', [option, 'postgres'])).stdout)),
  );
  return { uid, gid };
}

/**
 * Starts a server with its data in `directory` (made at the first start), reachable at 127.0.0.1:`port` as the user `lync` without password.
 * `settings` are PostgreSQL's own. `name` is the data base, made when it is not there.
 */
export async function startPostgres({ directory, port, name = 'lync', settings = {}, log }) {
  const programs = postgresPrograms();
  if (!programs) throw new Error('PostgreSQL is not installed: apt-get install postgresql');
  const user = await identity();
  const options = {
    cwd: '/',
    ...(user && { uid: user.uid, gid: user.gid }),
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  };
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  if (user) chownSync(directory, user.uid, user.gid);
  if (!existsSync(path.join(directory, 'PG_VERSION'))) {
    await run(
      path.join(programs, 'initdb'),
      ['-D', directory, '-U', 'lync', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
      options,
    );
  }
  const given = { listen_addresses: '127.0.0.1', port, unix_socket_directories: '', ...settings };
  const server = start(
    'postgresql',
    path.join(programs, 'postgres'),
    ['-D', directory, ...Object.entries(given).flatMap(([key, value]) => ['-c', `${key}=${value}`])],
    { ...options, log },
  );
  const at = ['-h', '127.0.0.1', '-p', String(port), '-U', 'lync'];
  const psql = (database, ...args) =>
    run(
      path.join(programs, 'psql'),
      [...at, '-d', database, '-v', 'ON_ERROR_STOP=1', '-qtA', ...args],
      options,
    );
  await server.ready(async () => {
    try {
      await psql('postgres', '-c', 'SELECT 1');
      return true;
    } catch {
      // It is still starting.
      return false;
    }
  });
  const { stdout } = await psql('postgres', '-c', `SELECT 1 FROM pg_database WHERE datname = '${name}'`);
  if (!stdout.trim()) await psql('postgres', '-c', `CREATE DATABASE "${name}"`);
  return {
    url: `postgres://lync@127.0.0.1:${port}/${name}`,
    pid: server.child.pid,
    /** Runs a file of SQL, or a text given as `{ text }`. */
    sql: (what) => (typeof what === 'string' ? psql(name, '-f', what) : psql(name, '-c', what.text)),
    /** SIGINT is PostgreSQL's fast shutdown. */
    stop: (signal = 'SIGINT') => server.stop(signal),
  };
}
