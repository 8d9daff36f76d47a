// UCWA: what so many idle pollers cost one server process (memory, CPU), and how long a message takes from client to client while they wait.
//   node bench/ucwa.mjs [pollers]     LYNC_DIST names another build than dist
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inRoot } from '../scripts/lib/files.mjs';
import { cpuSeconds, freePort, median, residentBytes, stop, untilHealthy } from './lib/processes.mjs';

const applications = '/ucwa/oauth/v1/applications';
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

async function startServer(users) {
  const scratch = mkdtempSync(join(tmpdir(), 'lync-bench-'));
  const [port, sipPort] = [await freePort(), await freePort()];
  const demo = JSON.parse(readFileSync(inRoot('demo/lync.config.json'), 'utf8'));
  const wide = { perSecond: 1_000_000, burst: 1_000_000 };
  const config = {
    ...demo,
    data: join(scratch, 'data'),
    http: { ...demo.http, port, static: [] },
    media: { ...demo.media, directory: inRoot('demo', demo.media?.directory ?? '.') },
    sip: { ...demo.sip, tcp: { host: '127.0.0.1', port: sipPort } },
    users: [
      ...demo.users,
      ...Array.from({ length: users }, (_, i) => ({
        name: `u${i}`,
        displayName: `User ${i}`,
        password: `demo-u${i}`,
      })),
    ],
    limits: { ...demo.limits, requests: { address: wide, connection: wide, identity: wide } },
  };
  const file = join(scratch, 'lync.config.json');
  writeFileSync(file, JSON.stringify(config));
  const cli = join(resolve(inRoot('.'), process.env.LYNC_DIST ?? 'dist'), 'server/cli.js');
  const child = spawn(process.execPath, [cli, '--config', file, '--log', 'error'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  await untilHealthy(`http://127.0.0.1:${port}/healthz`, child);
  return {
    port,
    pid: child.pid,
    async stop() {
      await stop(child);
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

function client(port, agent) {
  let token = '';
  const ask = (method, path, body, type = 'application/json') =>
    new Promise((done, fail) => {
      const headers = {
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }),
      };
      request({ host: '127.0.0.1', port, method, path, headers, agent }, (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          if (response.statusCode >= 300)
            fail(new Error(`${method} ${path}: ${response.statusCode} ${text}`));
          else done(text === '' ? {} : JSON.parse(text));
        });
      })
        .on('error', fail)
        .end(body);
    });
  return {
    ask,
    next: '',
    async signIn(name, endpointId = name) {
      const form = new URLSearchParams({ grant_type: 'password', username: name, password: `demo-${name}` });
      token = (
        await ask('POST', '/WebTicket/oauthtoken', form.toString(), 'application/x-www-form-urlencoded')
      ).access_token;
      const made = await ask(
        'POST',
        applications,
        JSON.stringify({ userAgent: 'bench', endpointId, culture: 'en' }),
      );
      this.next = `${made._links.events.href}&timeout=1800&low=1800&medium=1800`;
      this.application = made;
      await ask('POST', made._embedded.me._links.makeMeAvailable.href, '{}');
    },
    async poll() {
      const events = await ask('GET', this.next);
      this.next = events._links.next.href;
      return events;
    },
    async until(rel, fits) {
      for (;;) {
        const events = (await this.poll()).sender.flatMap((sender) => sender.events);
        const found = events.find((event) => event.link.rel === rel && fits(event._embedded?.[rel]));
        if (found) return found._embedded[rel];
      }
    },
  };
}

/** Milliseconds from the POST of a text to its event at the other client. */
async function latencies(server, agent, rounds) {
  const [alice, dave] = [client(server.port, agent), client(server.port, agent)];
  await alice.signIn('carol');
  await dave.signIn('dave');
  const connected = async (each) => each.until('messaging', (messaging) => messaging?.state === 'Connected');
  await dave.ask(
    'POST',
    dave.application._embedded.communication._links.startMessaging.href,
    JSON.stringify({ to: 'sip:carol@contoso.com' }),
  );
  const invitation = await alice.until('messagingInvitation', (each) => each?._links.accept);
  await alice.ask('POST', invitation._links.accept.href);
  const messaging = await connected(dave);
  await connected(alice);
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const arrived = alice.until('message', (message) => message?.direction === 'Incoming');
    await sleep(5);
    const started = performance.now();
    await dave.ask('POST', messaging._links.sendMessage.href, `message ${round}`, 'text/plain');
    await arrived;
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b);
}

export async function benchUcwa({ pollers = 5_000, seconds = 20, rounds = 300 } = {}) {
  // Ten clients each, which is what one user may have.
  const server = await startServer(Math.ceil(pollers / 10));
  const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
  try {
    const before = residentBytes(server.pid);
    const clients = Array.from({ length: pollers }, () => client(server.port, agent));
    for (let from = 0; from < pollers; from += 50)
      await Promise.all(
        clients
          .slice(from, from + 50)
          .map((each, index) =>
            each.signIn(`u${Math.floor((from + index) / 10)}`, `e${(from + index) % 10}`),
          ),
      );
    // The first answer says what makeMeAvailable has made; then everybody waits.
    const waiting = clients.map(async (each) => {
      await each.poll();
      await each.poll();
    });
    for (;;) {
      const { ucwa } = await (await fetch(`http://127.0.0.1:${server.port}/healthz`)).json();
      if (ucwa.pollers === pollers) break;
      await sleep(100);
    }
    await sleep(2_000);
    const after = residentBytes(server.pid);
    const cpu = cpuSeconds(server.pid);
    await sleep(seconds * 1000);
    const idleCpu = (cpuSeconds(server.pid) - cpu) / seconds;
    const times = await latencies(server, agent, rounds);
    for (const each of waiting) each.catch(() => undefined);
    return {
      pollers,
      residentMegabytes: Math.round(after / 1e6),
      bytesPerPoller: Math.round((after - before) / pollers),
      idleCpuPercent: Math.round(idleCpu * 1000) / 10,
      messageMilliseconds: {
        median: Math.round(median(times) * 100) / 100,
        p99: Math.round(times[Math.floor(times.length * 0.99)] * 100) / 100,
      },
    };
  } finally {
    agent.destroy();
    await server.stop();
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  console.log(await benchUcwa(process.argv[2] ? { pollers: Number(process.argv[2]) } : {}));
