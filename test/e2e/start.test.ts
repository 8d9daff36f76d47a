import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { exited, freePorts, readyLine, root } from './support/server';

let folder = '';
const children: ChildProcess[] = [];

interface Run {
  readonly child: ChildProcess;
  readonly output: { out: string; err: string };
}

function run(args: readonly string[], environment: Record<string, string>): Run {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...process.env, LYNC_DATA: path.join(folder, 'data'), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const output = { out: '', err: '' };
  child.stdout?.on('data', (chunk: Buffer) => (output.out += chunk.toString('utf8')));
  child.stderr?.on('data', (chunk: Buffer) => (output.err += chunk.toString('utf8')));
  return { child, output };
}

const npmStart = (environment: Record<string, string>): Run => run(['scripts/start.mjs'], environment);
const serverWith = (config: unknown): Run => {
  const file = path.join(folder, 'broken.json');
  writeFileSync(file, JSON.stringify(config));
  return run(['dist/server/cli.js', '--config', file], {});
};

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'lync-start-'));
  // What is measured below is a warm start: the build is done.
  const [http, sip] = await freePorts(2);
  const { child } = npmStart({ PORT: String(http), SIP_TCP_PORT: String(sip) });
  await readyLine(child);
  child.kill('SIGTERM');
  await exited(child);
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await exited(child);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('npm start', () => {
  it('prints one line when it is ready, answers /healthz, listens on loopback only, and ends with 0 at SIGTERM', async () => {
    const [http, sip] = await freePorts(2);
    const started = performance.now();
    const { child, output } = npmStart({ PORT: String(http), SIP_TCP_PORT: String(sip) });
    expect(await readyLine(child)).toBe(`Lync Widgets is ready: http://127.0.0.1:${http}/`);
    console.log(`warm start: ${Math.round(performance.now() - started)} ms`);
    const health = await fetch(`http://127.0.0.1:${http}/healthz`);
    expect(health.status).toBe(200);
    expect(health.headers.get('content-type')).toContain('application/json');
    expect(await health.json()).toMatchObject({ status: 'ok', ready: true });
    for (const page of ['/', '/shop/', '/agent/', '/lync-widgets/chat-button.js']) {
      expect((await fetch(`http://127.0.0.1:${http}${page}`)).status, page).toBe(200);
    }
    expect(output.err).toMatch(/loopback/);
    child.kill('SIGTERM');
    expect(await exited(child)).toBe(0);
    expect(output.out).toBe(`Lync Widgets is ready: http://127.0.0.1:${http}/\n`);
  });

  it.each(['PORT', 'SIP_TCP_PORT'])(
    'says in one line that %s is in use, and ends with 1',
    async (variable) => {
      const taken = createServer().listen(0, '127.0.0.1');
      await once(taken, 'listening');
      const { port } = taken.address() as AddressInfo;
      const [http, sip] = await freePorts(2);
      const { child, output } = npmStart({
        PORT: String(http),
        SIP_TCP_PORT: String(sip),
        [variable]: String(port),
      });
      expect(await exited(child)).toBe(1);
      taken.close();
      const lines = output.err.split('\n').filter((line) => /in use/.test(line));
      expect(lines).toEqual([
        expect.stringContaining(`127.0.0.1:${port} is in use; ${variable} sets another port`),
      ]);
      expect(output.err).not.toContain('    at ');
      expect(output.out).not.toContain('ready');
    },
  );

  it.each([
    [
      'queues[0].offerSeconds',
      { queues: [{ uri: 'sip:sales@contoso.com', name: 'Sales', offerSeconds: 0 }] },
    ],
    ['demo.customers[0].email', { demo: { customers: [{ id: 'jane', name: 'Jane', email: 'nobody' }] } }],
    ['colour', { colour: 'blue' }],
  ])('names %s when it is wrong', async (key, part) => {
    const demo = JSON.parse(readFileSync(path.join(root, 'demo/lync.config.json'), 'utf8')) as object;
    const { child, output } = serverWith({ ...demo, ...part });
    expect(await exited(child)).toBe(1);
    expect(output.err).toContain(`${key}: expected`.replace('colour: expected', 'colour: unknown key'));
    expect(output.err).not.toContain('    at ');
  });
});
