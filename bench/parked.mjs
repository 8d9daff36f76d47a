// What 1,000 parked calls cost when nothing happens and no media flows: CPU and memory of the call park service in a process of its own,
// behind an edge over TCP as in production. Parkers and parkees are in another process.
import { inRoot } from '../scripts/lib/files.mjs';
import { buildSource } from './lib/build-source.mjs';
import { cpuSeconds, jsonChild, median, stop } from './lib/processes.mjs';

const wait = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const percent = async (pid, seconds) => {
  const before = cpuSeconds(pid);
  const started = performance.now();
  await wait(seconds);
  return ((cpuSeconds(pid) - before) / ((performance.now() - started) / 1000)) * 100;
};

/** RFC 6026, timer L: an answered INVITE is remembered for 64*T1. */
const SETTLE_SECONDS = 33;

async function oneRun(module, calls, seconds, settle) {
  const people = jsonChild(process.execPath, [inRoot('bench/lib/parked-people.mjs'), module, String(calls)]);
  let service;
  try {
    const { port } = await people.until('listening');
    const script = inRoot('bench/lib/parked-service.mjs');
    service = jsonChild(process.execPath, ['--expose-gc', script, module, String(port), String(calls)]);
    await service.until('ready');
    const memory = async () => {
      service.say('memory');
      return service.until('memory');
    };
    const empty = await memory();
    const cpuEmpty = await percent(service.child.pid, seconds);
    people.say('park');
    const { milliseconds } = await people.until('parked');
    await wait(settle);
    const cpuFull = await percent(service.child.pid, seconds);
    const full = await memory();
    if (full.parked !== calls) throw new Error(`${full.parked} of ${calls} calls are parked`);
    return {
      cpuPercent: cpuFull,
      cpuPercentWithout: cpuEmpty,
      bytesPerCall: (full.bytes - empty.bytes) / calls,
      residentBytesPerCall: (full.resident - empty.resident) / calls,
      parkedPerSecond: calls / (milliseconds / 1000),
    };
  } finally {
    if (service) await stop(service.child);
    await stop(people.child);
  }
}

/** @returns medians, and each run; CPU in percent of one core, beside the same process with nothing parked. */
export async function benchParked({ calls = 1000, rounds = 3, seconds = 10, settle = SETTLE_SECONDS } = {}) {
  const { module, remove } = await buildSource('bench/lib/park-bundle.mjs');
  try {
    const runs = [];
    for (let round = 0; round < rounds; round++) {
      const run = await oneRun(module, calls, seconds, settle);
      runs.push(run);
      console.log(
        `  ${calls} parked: ${run.cpuPercent.toFixed(2)} % of a core (${run.cpuPercentWithout.toFixed(2)} % with none), ` +
          `${(run.bytesPerCall / 1000).toFixed(1)} kB each, ${run.parkedPerSecond.toFixed(0)} parked a second`,
      );
    }
    const medians = Object.keys(runs[0]).map((key) => [
      key,
      Number(median(runs.map((run) => run[key])).toFixed(2)),
    ]);
    return { calls, ...Object.fromEntries(medians), runs };
  } finally {
    remove();
  }
}
