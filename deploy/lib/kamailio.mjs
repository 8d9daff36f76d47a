// Kamailio as the edge: writes what belongs to this site beside a copy of the configuration, and starts it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { answers, start } from './child.mjs';

const program = '/usr/sbin/kamailio';
const modules = '/usr/lib/x86_64-linux-gnu/kamailio/modules';

/** Debian packages that are missing, or an empty list. */
export function missingPackages() {
  const needed = {
    kamailio: program,
    'kamailio-websocket-modules': 'websocket.so',
    'kamailio-autheph-modules': 'auth_ephemeral.so',
    'kamailio-postgres-modules': 'db_postgres.so',
  };
  return Object.entries(needed)
    .filter(([, file]) => !existsSync(path.resolve(modules, file)))
    .map(([name]) => name);
}

/**
 * `nodes` are `{ host, port, priority }` of the application nodes; `origins` are pages that may connect. The guest secret is written to a file that only
 * this user may read. Of one address, so many WebSockets are open at once and so many requests are taken in two seconds.
 */
export async function startKamailio({
  directory,
  domain,
  webSocket,
  forNodes,
  database,
  guestSecret,
  origins,
  nodes,
  connectionsPerAddress = 1_000,
  requestsPerAddress = 20_000,
  log,
}) {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const here = path.resolve(import.meta.dirname, '../kamailio');
  for (const name of ['kamailio.cfg', 'registrations.cfg'])
    writeFileSync(path.join(directory, name), readFileSync(path.join(here, name)));
  const values = {
    DOMAIN: domain,
    WS_ADDRESS: webSocket.host,
    WS_PORT: webSocket.port,
    NODE_ADDRESS: forNodes.host,
    NODE_PORT: forNodes.port,
    DATABASE: database,
    GUEST_SECRET: guestSecret,
    CONNECTIONS_PER_ADDRESS: connectionsPerAddress,
    REQUESTS_PER_ADDRESS: requestsPerAddress,
    RUN: directory,
  };
  const local = Object.entries(values).map(([key, value]) => `#!substdef "!${key}!${value}!g"`);
  writeFileSync(path.join(directory, 'local.cfg'), `${local.join('\n')}\n`, { mode: 0o600 });
  writeFileSync(path.join(directory, 'origins.cfg'), originRoute(origins));
  const line = (group, { host, port, priority }) =>
    `${group} sip:${host}:${port};transport=tcp 0 ${priority}`;
  const list = [1, 2].flatMap((group) => nodes.map((node) => line(group, node)));
  writeFileSync(path.join(directory, 'dispatcher.list'), `${list.join('\n')}\n`);
  // MB: a connection takes 66 KB of what is shared, for its buffer (tcp_rd_buf_size), and there may be 16,384 (tcp_max_connections).
  const memory = ['-m', '1280', '-M', '16'];
  const files = [
    '-f',
    path.join(directory, 'kamailio.cfg'),
    '-Y',
    directory,
    '-P',
    path.join(directory, 'kamailio.pid'),
  ];
  const launch = async () => {
    const server = start('kamailio', program, ['-DD', '-E', '-e', ...memory, ...files], {
      cwd: directory,
      log,
    });
    await server.ready(() => answers(`http://${webSocket.host}:${webSocket.port}/healthz`));
    return server;
  };
  let server = await launch();
  return {
    url: `ws://${webSocket.host}:${webSocket.port}/sip`,
    said: () => server.said(),
    stop: () => server.stop(),
    async start() {
      server = await launch();
    },
  };
}

/** Returns 1 for the pages that may connect, compared as a whole: a regular expression is too easily one that matches more. */
function originRoute(origins) {
  const tests = origins.map((origin) => `  if ($hdr(Origin) == "${origin}") { return 1; }`);
  return `route[ORIGIN_ALLOWED] {\n${tests.join('\n')}\n  return -1;\n}\n`;
}
