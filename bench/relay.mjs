// Messages relayed from WebSocket client to WebSocket client with 1,000 connected sessions, and what one costs in CPU time: our embedded
// server beside Kamailio (when it is installed) on the same work, in paired runs, the load client in a process of its own.
import { inRoot } from '../scripts/lib/files.mjs';
import { cpuSeconds, jsonChild, median } from './lib/processes.mjs';
import { hasKamailio, startKamailio, startOurs } from './lib/servers.mjs';

const USERS = 1000;

async function oneRun(server, { seconds, inFlight }) {
  const options = {
    url: server.url,
    origin: server.origin,
    domain: server.domain,
    users: USERS,
    inFlight,
    warmupSeconds: 2,
    seconds,
  };
  const load = jsonChild(process.execPath, [inRoot('bench/lib/load-client.mjs'), JSON.stringify(options)]);
  await load.until('ready');
  load.say('go');
  await load.until('started');
  const before = cpuSeconds(server.pid);
  const loadBefore = cpuSeconds(load.child.pid);
  const result = await load.until('result');
  const cpu = cpuSeconds(server.pid) - before;
  const loadCpu = cpuSeconds(load.child.pid) - loadBefore;
  load.say('end');
  const { perSecond, confirmed, failed, p50, p99 } = result;
  return {
    perSecond: Math.round(perSecond),
    cpuMicrosecondsPerMessage: (cpu / confirmed) * 1e6,
    loadClientMicrosecondsPerMessage: (loadCpu / confirmed) * 1e6,
    failed,
    p50Milliseconds: p50,
    p99Milliseconds: p99,
  };
}

const medians = (runs) =>
  Object.fromEntries(
    Object.keys(runs[0]).map((key) => [key, Number(median(runs.map((run) => run[key])).toFixed(1))]),
  );

/** @returns medians per server, and each run. */
export async function benchRelay({ pairs = 5, seconds = 5, inFlight = 64 } = {}) {
  const contenders = [() => startOurs(USERS), ...(hasKamailio() ? [startKamailio] : [])];
  const runs = {};
  for (let pair = 0; pair < pairs; pair++) {
    // Who goes first changes, so that a machine that slows down slows both.
    for (const start of pair % 2 ? [...contenders].reverse() : contenders) {
      const server = await start();
      try {
        const run = await oneRun(server, { seconds, inFlight });
        (runs[server.name] ??= []).push(run);
        console.log(
          `  ${server.name}: ${run.perSecond}/s, ${run.cpuMicrosecondsPerMessage.toFixed(1)} µs CPU, p99 ${run.p99Milliseconds.toFixed(1)} ms`,
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

/** Resident bytes per idle registered session: the difference between few and many, after a garbage collection had time to happen. */
export async function benchIdleMemory({ rounds = 3 } = {}) {
  const { residentBytes } = await import('./lib/processes.mjs');
  const values = [];
  for (let round = 0; round < rounds; round++) {
    const server = await startOurs(2000);
    const load = (users) => {
      const options = {
        url: server.url,
        origin: server.origin,
        domain: server.domain,
        users,
        inFlight: 0,
        warmupSeconds: 0,
        seconds: 0,
      };
      return jsonChild(process.execPath, [inRoot('bench/lib/load-client.mjs'), JSON.stringify(options)]);
    };
    const settle = () => new Promise((resolve) => setTimeout(resolve, 4000));
    try {
      await settle();
      const empty = residentBytes(server.pid);
      const clients = load(2000);
      await clients.until('ready');
      await settle();
      values.push((residentBytes(server.pid) - empty) / 2000);
      clients.say('end');
    } finally {
      await server.stop();
    }
    console.log(`  ${(values.at(-1) / 1000).toFixed(1)} kB per idle session`);
  }
  return { bytesPerIdleSession: Math.round(median(values)), sessions: 2000, runs: values.map(Math.round) };
}
