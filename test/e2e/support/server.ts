import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../../..');
/** What is tested; another build than the checkout's can be named. */
export const dist = path.resolve(root, process.env.LYNC_E2E_DIST ?? 'dist');

export interface DemoQueue {
  uri: string;
  offerSeconds: number;
  wrapUpSeconds: number;
  maxWaitSeconds: number;
  hold?: { text: string; everySeconds: number };
  overflow?: { to?: string; text: string };
  [key: string]: unknown;
}

/** The parts of the demo's configuration that tests change. */
export interface DemoConfiguration {
  http: { static: { path: string; directory: string; crossOrigin?: boolean }[]; [key: string]: unknown };
  queues: DemoQueue[];
  [key: string]: unknown;
}

export interface TestServer {
  readonly url: string;
  /** Where clients of others come in; not at a large site. */
  readonly sipTcpPort?: number;
  /** SIGKILL: no goodbye to anybody. */
  crash(): Promise<void>;
  /** Starts it again on the same ports, with the same data. */
  start(): Promise<void>;
  /** SIGTERM; resolves to the exit code. Also removes the data. */
  stop(): Promise<number | null>;
}

/**
 * The demo's server as a process of its own on free ports, with `change` applied to the demo's configuration. With `LYNC_E2E_EDGE=kamailio`, the same as a
 * large site: no test notices which edge is in front.
 */
export async function startServer(
  change: (config: DemoConfiguration) => void = () => undefined,
): Promise<TestServer> {
  if (process.env.LYNC_E2E_EDGE === 'kamailio') {
    const base = demoConfiguration();
    change(base);
    const { startLargeSite } = await import('./site');
    return startLargeSite(base, dist);
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'lync-e2e-'));
  const file = path.join(folder, 'lync.config.json');
  const config = demoConfiguration();
  change(config);
  writeFileSync(file, JSON.stringify(config));
  const [port, sipPort] = await freePorts(2);
  const environment = {
    ...process.env,
    PORT: String(port),
    SIP_TCP_PORT: String(sipPort),
    LYNC_DATA: path.join(folder, 'data'),
  };
  const launch = (): ChildProcess =>
    spawn(process.execPath, [path.join(dist, 'server/cli.js'), '--config', file], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  let child = launch();
  await readyLine(child);
  return {
    url: `http://127.0.0.1:${port}`,
    ...(sipPort !== undefined && { sipTcpPort: sipPort }),
    async crash() {
      child.kill('SIGKILL');
      await exited(child);
    },
    async start() {
      child = launch();
      await readyLine(child);
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      const code = await exited(child);
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}

/** The demo's configuration with absolute folders, so that it may stand anywhere. */
export function demoConfiguration(): DemoConfiguration {
  const demo = path.join(root, 'demo');
  const config = JSON.parse(readFileSync(path.join(demo, 'lync.config.json'), 'utf8')) as DemoConfiguration;
  for (const mount of config.http.static) {
    mount.directory =
      mount.path === '/lync-widgets/' ? path.join(dist, 'cdn') : path.resolve(demo, mount.directory);
  }
  config.media = { ...(config.media as object), directory: path.join(demo, 'audio') };
  return config;
}

/** Ports that were free a moment ago; all are taken before one is given back, so they differ. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(
    servers.map(async (server) => {
      server.close();
      await once(server, 'close');
    }),
  );
  return ports;
}

/** Resolves to the line that says the server is ready; rejects with what it said when it ends before. */
export function readyLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    const read = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
      const line = output.split('\n').find((text) => text.startsWith('Lync Widgets is ready'));
      if (line !== undefined) resolve(line);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`The server ended with ${code}: ${output}`)));
  });
}

export async function exited(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}
