// A whole site on one machine, from Debian's packages and without containers: Kamailio, two application nodes, PostgreSQL.
import { createHash, randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { answers, start } from './lib/child.mjs';
import { missingPackages, startKamailio } from './lib/kamailio.mjs';
import { postgresPrograms, startPostgres } from './lib/postgres.mjs';

const root = path.resolve(import.meta.dirname, '..');
export const defaultPorts = {
  http: [8080, 8082],
  nodes: [5070, 5072],
  webSocket: 8081,
  forNodes: 5090,
  postgres: 5433,
};

/** What has to be installed first: names of Debian packages. */
export function missing() {
  return [...missingPackages(), ...(postgresPrograms() ? [] : ['postgresql'])];
}

/**
 * Starts the site with its data in `directory`. `base` is a configuration of the server (the demo's by default), whose users Kamailio is told of;
 * `change` may alter a node's configuration; `limits` are what `startKamailio` takes. Resolves when everything answers.
 */
export async function startSite({
  directory,
  ports = defaultPorts,
  base,
  change = () => undefined,
  limits = {},
  dist = path.join(root, 'dist'),
  log,
}) {
  const config = structuredClone(base ?? demoConfiguration(dist));
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  const stops = [];
  try {
    const secrets = sharedSecrets(directory);
    const postgres = await startPostgres({
      directory: path.join(directory, 'postgres'),
      port: ports.postgres,
      log,
    });
    stops.push(() => postgres.stop());
    await postgres.sql(path.join(import.meta.dirname, 'kamailio/subscriber.sql'));
    await postgres.sql({ text: subscribers(config) });
    const origins = ports.http.flatMap((port) => [`http://127.0.0.1:${port}`, `http://localhost:${port}`]);
    ownPages(config, directory, `ws://127.0.0.1:${ports.webSocket}/sip`);
    const nodeOptions = { directory, config, ports, secrets, database: postgres.url, dist, change, log };
    const nodes = await Promise.all(ports.http.map((_, index) => startNode(index, nodeOptions)));
    for (const node of nodes) stops.push(() => node.stop());
    const kamailio = await startKamailio({
      directory: path.join(directory, 'kamailio'),
      domain: config.domain,
      webSocket: { host: '127.0.0.1', port: ports.webSocket },
      forNodes: { host: '127.0.0.1', port: ports.forNodes },
      database: postgres.url,
      guestSecret: secrets.guest,
      origins,
      nodes: ports.nodes.map((port, index) => ({ host: '127.0.0.1', port, priority: 10 - index })),
      ...limits,
      log,
    });
    stops.push(() => kamailio.stop());
    return {
      urls: ports.http.map((port) => `http://127.0.0.1:${port}`),
      webSocket: kamailio.url,
      database: postgres,
      ports,
      nodes,
      kamailio,
      directory,
      stop: () => stopAll(stops),
    };
  } catch (error) {
    await stopAll(stops);
    throw error;
  }
}

async function stopAll(stops) {
  for (const stop of stops.splice(0).reverse()) await stop();
}

async function startNode(index, { directory, config, ports, secrets, database, dist, change, log }) {
  const data = path.join(directory, `node-${index + 1}`);
  mkdirSync(data, { recursive: true, mode: 0o700 });
  writeFileSync(path.join(data, 'secrets.json'), JSON.stringify(secrets), { mode: 0o600 });
  const webSocket = `ws://127.0.0.1:${ports.webSocket}`;
  const own = structuredClone(config);
  own.data = data;
  own.http = { ...own.http, host: '127.0.0.1', port: ports.http[index] };
  const policy = own.http.contentSecurityPolicy;
  if (policy) policy['connect-src'] = [...(policy['connect-src'] ?? []), webSocket];
  own.upstream = {
    listen: { host: '127.0.0.1', port: ports.nodes[index] },
    edges: [{ host: '127.0.0.1', port: ports.forNodes }],
    publicUrl: `${webSocket}/sip`,
  };
  change(own, index);
  const file = path.join(data, 'lync.config.json');
  writeFileSync(file, JSON.stringify(own, undefined, 2), { mode: 0o600 });
  const launch = async () => {
    const server = start(
      `node ${index + 1}`,
      process.execPath,
      [path.join(dist, 'server/cli.js'), '--config', file],
      {
        log,
        env: { ...process.env, DATABASE_URL: database },
      },
    );
    await server.ready(() => answers(`http://127.0.0.1:${ports.http[index]}/healthz`));
    return server;
  };
  let server = await launch();
  return {
    stop: (signal) => server.stop(signal),
    async start() {
      server = await launch();
    },
  };
}

/** The site's pages name the edge: a copy of the demo's, with its address in place of the demo server's own. */
function ownPages(config, directory, webSocket) {
  const mount = config.http.static.find(({ path }) => path === '/');
  if (!mount) return;
  const pages = path.join(directory, 'pages');
  cpSync(mount.directory, pages, { recursive: true });
  for (const name of readdirSync(pages, { recursive: true })) {
    if (!name.endsWith('.html')) continue;
    const file = path.join(pages, name);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('server="/sip"', `server="${webSocket}"`));
  }
  mount.directory = pages;
}

/** Nodes share them: what one signs, another accepts. */
function sharedSecrets(directory) {
  const file = path.join(directory, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  const secret = () => randomBytes(32).toString('base64url');
  const made = { guest: secret(), site: secret(), nonce: secret(), flow: secret() };
  writeFileSync(file, JSON.stringify(made), { mode: 0o600 });
  return made;
}

function subscribers({ domain, users }) {
  const quoted = (text) => `'${text.replaceAll("'", "''")}'`;
  const rows = users.map(({ name, password, ha1 }) => {
    const digest = ha1?.MD5 ?? createHash('md5').update(`${name}:${domain}:${password}`).digest('hex');
    return `(${[name, domain, digest].map(quoted).join(', ')})`;
  });
  return `BEGIN; DELETE FROM subscriber; INSERT INTO subscriber VALUES ${rows.join(', ')}; COMMIT;`;
}

/** The demo's configuration with absolute folders. */
function demoConfiguration(dist) {
  const demo = path.join(root, 'demo');
  const config = JSON.parse(readFileSync(path.join(demo, 'lync.config.json'), 'utf8'));
  for (const mount of config.http.static) {
    mount.directory =
      mount.path === '/lync-widgets/' ? path.join(dist, 'cdn') : path.resolve(demo, mount.directory);
  }
  config.media = { ...config.media, directory: path.join(demo, config.media?.directory ?? '.') };
  return config;
}
