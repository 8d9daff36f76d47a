// Persistent Chat: messages delivered in a room of 100 and of 1,000 members, beside Prosody's and ejabberd's rooms (when they are installed) under the same load in the
// same run; how long a post takes until it is acknowledged as stored; pages and searches in a room of 1,000,000 messages.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { postgresPrograms, startPostgres } from '../deploy/lib/postgres.mjs';
import { inRoot } from '../scripts/lib/files.mjs';
import { buildSource } from './lib/build-source.mjs';
import { cpuSeconds, freePort, jsonChild, median, stop } from './lib/processes.mjs';
import { fillRoom, measureRoom } from './lib/room-history.mjs';
import { startOurs } from './lib/servers.mjs';
import { hasEjabberd, hasProsody, startEjabberd, startProsody } from './xmpp/servers.mjs';

const room = 'bench';

async function startRooms(users, options = {}) {
  const server = await startOurs(users, {
    ...options,
    change: (config) => ({
      ...config,
      persistentChat: {
        uri: 'sip:ocschat@contoso.com',
        categories: [{ id: 'bench', name: 'Bench' }],
        rooms: [{ id: room, name: 'Bench', category: 'bench' }],
        // Who comes and goes is not measured, and the others do not say it either.
        limits: { posts: { perSecond: 1e6, burst: 1e6 }, listedParticipants: 10 },
      },
    }),
  });
  const { url, origin, domain } = server;
  return { ...server, load: { kind: 'sip', url, origin, domain, room } };
}

/** Until the server has nothing left to do from those who came in. */
async function settle(pid) {
  const deadline = performance.now() + 120_000;
  for (let before = cpuSeconds(pid); performance.now() < deadline;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const now = cpuSeconds(pid);
    if (now - before < 0.05) return;
    before = now;
  }
}

async function oneRun(server, options) {
  const script = inRoot('bench/lib/room-load.mjs');
  const load = jsonChild(process.execPath, [script, JSON.stringify({ ...server.load, ...options })]);
  try {
    await load.until('ready');
    await settle(server.pid);
    load.say('go');
    await load.until('started');
    const before = cpuSeconds(server.pid);
    const { delivered, deliveredPerSecond, posted, postedPerSecond, p50, p99 } = await load.until('result');
    const cpu = cpuSeconds(server.pid) - before;
    load.say('end');
    return {
      ...{ deliveredPerSecond, posted, postedPerSecond, p50, p99 },
      deliveredPerCoreSecond: delivered / cpu,
      cpuMicrosecondsPerDelivery: (cpu / delivered) * 1e6,
    };
  } finally {
    await stop(load.child);
  }
}

const medians = (runs) =>
  Object.fromEntries(
    Object.keys(runs[0]).map((key) => [key, Number(median(runs.map((run) => run[key])).toFixed(1))]),
  );

async function fanOut(members, { rounds, seconds, posters, inFlight }) {
  const contenders = [
    () => startRooms(members),
    ...(hasProsody() ? [startProsody] : []),
    ...(hasEjabberd() ? [startEjabberd] : []),
  ];
  const runs = {};
  for (let round = 0; round < rounds; round++) {
    // Who goes first changes, so that a machine that slows down slows all.
    for (const start of round % 2 ? [...contenders].reverse() : contenders) {
      const server = await start();
      try {
        const run = await oneRun(server, { members, posters, inFlight, warmupSeconds: 2, seconds });
        (runs[server.name] ??= []).push(run);
        console.log(
          `  ${members} members, ${server.name}: ${run.deliveredPerSecond.toFixed(0)}/s, ` +
            `${run.cpuMicrosecondsPerDelivery.toFixed(1)} µs CPU each, p50 ${run.p50.toFixed(0)} ms`,
        );
      } finally {
        await server.stop();
      }
    }
  }
  return Object.fromEntries(
    Object.entries(runs).map(([name, list]) => [name, { ...medians(list), runs: list }]),
  );
}

/** A PostgreSQL of its own that waits for the disk, or undefined where it is not installed. */
async function openDatabase() {
  if (!postgresPrograms()) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'lync-bench-postgres-'));
  // It runs as a user of its own, who has to get through.
  chmodSync(folder, 0o755);
  const settings = { shared_buffers: '256MB', max_wal_size: '2GB' };
  const server = await startPostgres({
    directory: join(folder, 'cluster'),
    port: await freePort(),
    settings,
  });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Posts one after the other in a room of ten: milliseconds from the post to the 200 that says it is stored. */
async function acknowledgement(seconds) {
  const results = {};
  for (const name of ['libsql', ...(postgresPrograms() ? ['postgresql'] : [])]) {
    const database = name === 'postgresql' ? await openDatabase() : undefined;
    try {
      const server = await startRooms(10, { database: database?.url });
      try {
        const options = { members: 10, posters: 1, inFlight: 1, until: 'acknowledged' };
        const { p50, p99, postedPerSecond } = await oneRun(server, { ...options, warmupSeconds: 1, seconds });
        results[name] = { p50, p99, postedPerSecond };
        console.log(`  stored in ${name}: acknowledged after ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`);
      } finally {
        await server.stop();
      }
    } finally {
      await database?.stop();
    }
  }
  return results;
}

async function history(messages) {
  const { module, remove } = await buildSource('bench/lib/room-store-bundle.mjs');
  const folder = mkdtempSync(join(tmpdir(), 'lync-bench-rooms-'));
  const database = await openDatabase();
  const results = {};
  try {
    mkdirSync(folder, { recursive: true });
    const { openLibsqlStore, openPostgresStore } = await import(pathToFileURL(module).href);
    const stores = {
      libsql: () => openLibsqlStore({ file: join(folder, 'lync.db') }),
      ...(database && { postgresql: () => openPostgresStore({ url: database.url, node: 'bench' }) }),
    };
    for (const [name, open] of Object.entries(stores)) {
      const store = await open();
      try {
        const seconds = await fillRoom(store, messages);
        const measured = await measureRoom(store, messages);
        results[name] = { storedPerSecond: Math.round(messages / seconds), ...measured };
        console.log(
          `  ${messages} messages in ${name}: a page in ${measured.pageMilliseconds.toFixed(2)} ms, ` +
            `a search in ${measured.searchMilliseconds.toFixed(1)} ms (medians of the slowest kind)`,
        );
      } finally {
        await store.close();
      }
    }
  } finally {
    await database?.stop();
    rmSync(folder, { recursive: true, force: true });
    remove();
  }
  return { messages, ...results };
}

/** @returns medians per server and size, and each run. */
export async function benchRooms({
  sizes = [100, 1000],
  rounds = 3,
  seconds = 5,
  posters = 10,
  inFlight = 2,
  messages = 1_000_000,
} = {}) {
  const fanOuts = {};
  for (const members of sizes)
    fanOuts[members] = await fanOut(members, { rounds, seconds, posters, inFlight });
  return {
    fanOut: fanOuts,
    acknowledgement: await acknowledgement(seconds),
    history: await history(messages),
  };
}
