// Starts what is measured, each on a free port, and stops it again.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRoot } from '../../scripts/lib/files.mjs';
import { freePort, stop, untilHealthy } from './processes.mjs';

const DOMAIN = 'contoso.com';
/** What is measured; another build than the checkout's can be named. */
const dist = process.env.LYNC_DIST ?? inRoot('dist');

const scratchFolder = () => mkdtempSync(join(tmpdir(), 'lync-bench-'));

/**
 * Our embedded server as shipped, with `users` accounts u0 … and limits that a load from one address does not reach. `change` completes its configuration;
 * with `database`, it stores in that PostgreSQL.
 */
export async function startOurs(users, { allowedOrigins = [], change = (config) => config, database } = {}) {
  const scratch = scratchFolder();
  const [port, sipPort] = [await freePort(), await freePort()];
  const demo = JSON.parse(readFileSync(inRoot('demo/lync.config.json'), 'utf8'));
  const wide = { perSecond: 1_000_000, burst: 1_000_000 };
  const config = {
    ...demo,
    data: join(scratch, 'data'),
    http: {
      ...demo.http,
      port,
      allowedOrigins,
      static: demo.http.static.map((mount) => ({
        ...mount,
        directory: mount.path === '/lync-widgets/' ? join(dist, 'cdn') : inRoot('demo', mount.directory),
      })),
    },
    // Its files are named relative to the configuration's own place.
    media: { ...demo.media, directory: inRoot('demo', demo.media?.directory ?? '.') },
    sip: { ...demo.sip, tcp: { host: '127.0.0.1', port: sipPort }, maxRegistrationSeconds: 3600 },
    users: [
      ...demo.users,
      ...Array.from({ length: users }, (_, i) => ({
        name: `u${i}`,
        displayName: `User ${i}`,
        password: `demo-u${i}`,
      })),
    ],
    limits: {
      ...demo.limits,
      requests: { address: wide, connection: wide, identity: wide },
      connectionsPerAddress: 100_000,
    },
  };
  const file = join(scratch, 'lync.config.json');
  writeFileSync(file, JSON.stringify(change(config)));
  const child = spawn(process.execPath, [join(dist, 'server/cli.js'), '--config', file, '--log', 'error'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', DATABASE_URL: database ?? '' },
  });
  await untilHealthy(`http://127.0.0.1:${port}/healthz`, child);
  return {
    name: 'lync-server',
    url: `ws://127.0.0.1:${port}/sip`,
    http: `http://127.0.0.1:${port}`,
    origin: `http://127.0.0.1:${port}`,
    domain: DOMAIN,
    pid: child.pid,
    async stop() {
      await stop(child);
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

const KAMAILIO = '/usr/sbin/kamailio';
const MODULES = '/usr/lib/x86_64-linux-gnu/kamailio/modules/';

export const hasKamailio = () => existsSync(KAMAILIO) && existsSync(join(MODULES, 'websocket.so'));

export async function startKamailio() {
  const scratch = scratchFolder();
  const port = await freePort();
  // Finished transactions stay for seconds: with less shared memory it would answer 500 at this rate.
  const args = ['-DD', '-E', '-m', '2048', '-M', '16', '-f', inRoot('bench/kamailio/kamailio.cfg')];
  const child = spawn(
    KAMAILIO,
    [...args, '-A', `WS_PORT=${port}`, '-L', MODULES, '-Y', scratch, '-P', join(scratch, 'pid')],
    {
      stdio: 'ignore',
    },
  );
  await untilHealthy(`http://127.0.0.1:${port}/healthz`, child);
  return {
    name: 'kamailio',
    url: `ws://127.0.0.1:${port}/sip`,
    domain: DOMAIN,
    pid: child.pid,
    async stop() {
      await stop(child);
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}
