import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect } from 'vitest';
import { TestClient, user } from '../../../src/server/edge/testing/client';
import { StreamFramer } from '../../../src/server/sip';
import { freePorts } from '../../e2e/support/server';

const scenarios = path.resolve(import.meta.dirname, '../sipp');
const packages = 'apt-get install -y --no-install-recommends sip-tester';
const patienceSeconds = 25;

/** For `describe.skipIf`: the machine has no sipp. */
export const sippIsMissing = spawnSync('sipp', ['-v'], { stdio: 'ignore' }).error !== undefined;

if (sippIsMissing) {
  process.stderr.write(`\nSKIPPED, nothing is proven with sipp on this machine (Debian: ${packages})\n\n`);
}

const open: (() => Promise<unknown> | void)[] = [];

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

export interface SippOptions {
  /** Who it is: a user of the demo. */
  readonly me: string;
  /** Whom it calls. */
  readonly other?: string;
  /** How many calls it waits for. */
  readonly calls?: number;
}

/** sipp plays a scenario of `test/interop/sipp`. */
export interface Sipp {
  /** Resolves when all went as the scenario says, else rejects with what sipp saw. */
  readonly done: Promise<void>;
}

/** The connection of a registered user: the registration is ours, what follows is sipp's. */
async function registered(name: string, sipPort: number): Promise<Socket> {
  const socket = connect(sipPort, '127.0.0.1');
  open.push(() => void socket.destroy());
  // A scenario that vanishes leaves the server talking to nobody.
  socket.on('error', () => socket.destroy());
  await once(socket, 'connect');
  const client = new TestClient(
    user(name),
    'TCP',
    (bytes) => void socket.write(bytes),
    () => socket.destroy(),
  );
  const framer = new StreamFramer();
  const read = (chunk: Buffer): void => {
    for (const event of framer.push(chunk)) if (event.type === 'message') client.receive(event.message);
  };
  socket.on('data', read);
  expect((await client.register()).status).toBe(200);
  socket.off('data', read);
  return socket;
}

function join(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  }
}

/** sipp makes a call, through the connection of a registered user. */
export async function sippCalls(scenario: string, sipPort: number, options: SippOptions): Promise<Sipp> {
  const server = await registered(options.me, sipPort);
  const relay = createServer((client) => join(client, server));
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve));
  open.push(() => void relay.close());
  return start(scenario, options, [`127.0.0.1:${(relay.address() as AddressInfo).port}`]);
}

/** sipp is called, through the connection of a registered user; resolves when it can be. */
export async function sippAnswers(scenario: string, sipPort: number, options: SippOptions): Promise<Sipp> {
  const server = await registered(options.me, sipPort);
  const [port] = await freePorts(1);
  const sipp = await start(scenario, options, ['-p', String(port)]);
  join(await connected(port!), server);
  return sipp;
}

/** It does not say when it listens. */
async function connected(port: number): Promise<Socket> {
  for (let tries = 0; ; tries++) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      open.push(() => void socket.destroy());
      return socket;
    } catch (error) {
      if (tries === 100) throw error;
      await delay(50);
    }
  }
}

async function start(
  scenario: string,
  { me, other = me, calls = 1 }: SippOptions,
  more: string[],
): Promise<Sipp> {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'lync-widgets-sipp-'));
  open.push(() => rm(directory, { recursive: true, force: true }));
  const args = [
    ...['-sf', path.join(scenarios, `${scenario}.xml`), '-i', '127.0.0.1', '-t', 't1', '-nostdin'],
    ...['-m', String(calls), '-key', 'me', me, '-key', 'other', other],
    ...['-timeout', `${patienceSeconds}s`, '-timeout_error', '-trace_err', '-trace_msg'],
    ...more,
  ];
  const child = spawn('sipp', args, {
    cwd: directory,
    env: { PATH: process.env.PATH, TERM: 'dumb' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  open.push(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  const done = finished(child, scenario, directory);
  // Somebody may look at it only later.
  done.catch(() => undefined);
  return { done };
}

async function finished(child: ChildProcess, scenario: string, directory: string): Promise<void> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code === 0) return;
  const logs = (await readdir(directory)).sort();
  const texts = await Promise.all(logs.map((log) => readFile(path.join(directory, log), 'utf8')));
  throw new Error(`sipp ${scenario} ended with ${code}: ${said}\n${texts.join('\n')}`);
}
