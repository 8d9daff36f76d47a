// One room with 3, 10 and 30 WebRTC legs: what a leg costs in CPU time of the media process, and how much later a listener hears what a
// speaker sent. The clients are in a process of their own. The floor is what a process needs that only receives and sends such packets.
import { inRoot } from '../scripts/lib/files.mjs';
import { buildSource } from './lib/build-source.mjs';
import { mediaFloor } from './lib/media-floor.mjs';
import { cpuSeconds, jsonChild, median, residentBytes, stop } from './lib/processes.mjs';

const wait = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
/** People do not all come in the same moment. */
const handshakesAtOnce = 10;
const round = (value, digits = 2) => Number(value.toFixed(digits));

async function oneSize(module, legs, seconds) {
  const server = jsonChild(process.execPath, [inRoot('bench/lib/media-server.mjs'), module]);
  const clients = jsonChild(process.execPath, [
    inRoot('bench/lib/media-clients.mjs'),
    JSON.stringify({ legs }),
  ]);
  const failure = server.until('failure').then(({ reason }) => {
    throw new Error(`A leg has ended: ${reason}`);
  });
  // At the end of the run all of them do.
  failure.catch(() => {});
  try {
    const { offers } = await clients.until('offers');
    for (let first = 0; first < legs; first += handshakesAtOnce) {
      server.say(JSON.stringify({ offers: offers.slice(first, first + handshakesAtOnce) }));
      const { answers } = await server.until('answers');
      clients.say(JSON.stringify({ first, answers }));
      await Promise.race([server.until('connected'), failure]);
    }
    clients.say('talk');
    await wait(2);
    const before = cpuSeconds(server.child.pid);
    const started = performance.now();
    await wait(seconds);
    const elapsed = (performance.now() - started) / 1000;
    const percent = ((cpuSeconds(server.child.pid) - before) / elapsed) * 100;
    const megabytes = residentBytes(server.child.pid) / 1e6;
    clients.say('bursts');
    const { milliseconds, framesPerSecond } = await clients.until('delays');
    const heard = milliseconds.filter((value) => value !== null).sort((a, b) => a - b);
    return {
      legs,
      cpuPercent: round(percent),
      cpuPercentPerLeg: round(percent / legs, 3),
      delayMilliseconds: {
        median: round(median(heard), 1),
        p90: round(heard[Math.floor(heard.length * 0.9)], 1),
      },
      // 50 are due: with fewer the clients could not keep up, and the server had less to do.
      framesPerSecond: round(framesPerSecond, 1),
      burstsHeard: `${heard.length}/${milliseconds.length}`,
      residentMegabytes: round(megabytes, 0),
    };
  } finally {
    await stop(clients.child);
    await stop(server.child);
  }
}

const medianRun = (runs) => {
  const of = (read, digits) => round(median(runs.map(read)), digits);
  return {
    legs: runs[0].legs,
    cpuPercent: of((run) => run.cpuPercent),
    cpuPercentPerLeg: of((run) => run.cpuPercentPerLeg, 3),
    floorPercentPerLeg: of((run) => run.floorPercentPerLeg, 3),
    delayMilliseconds: {
      median: of((run) => run.delayMilliseconds.median, 1),
      p90: of((run) => run.delayMilliseconds.p90, 1),
    },
    framesPerSecond: of((run) => run.framesPerSecond, 1),
    residentMegabytes: of((run) => run.residentMegabytes, 0),
    runs,
  };
};

/**
 * @returns for each number of legs: CPU of one core, the floor of it, and delay; `cpuPercentPerFurtherLeg` is without what the process costs
 * anyway.
 */
export async function benchMedia({ sizes = [3, 10, 30], rounds = 3, seconds = 6 } = {}) {
  const { module, remove } = await buildSource('src/server/media/index.ts');
  try {
    const runs = new Map(sizes.map((legs) => [legs, []]));
    for (let count = 0; count < rounds; count++) {
      // All sizes in each round, so that a machine that slows down slows all.
      for (const legs of sizes) {
        const result = await oneSize(module, legs, seconds);
        // In the same round: a machine that is slow just now is slow for both.
        result.floorPercentPerLeg = round((await mediaFloor(legs, seconds)) / legs, 3);
        runs.get(legs).push(result);
        console.log(
          `  ${legs} legs of ${result.framesPerSecond} frames a second: ${result.cpuPercent} % of a core (${result.cpuPercentPerLeg} % a leg, ` +
            `${result.floorPercentPerLeg} % of it for packets alone), ` +
            `delay ${result.delayMilliseconds.median} ms (p90 ${result.delayMilliseconds.p90} ms)`,
        );
      }
    }
    const results = [...runs.values()].map(medianRun);
    const [first, last] = [results[0], results.at(-1)];
    const further =
      last.legs > first.legs
        ? (last.cpuPercent - first.cpuPercent) / (last.legs - first.legs)
        : first.cpuPercentPerLeg;
    return {
      cpuPercentPerFurtherLeg: round(further, 3),
      delayMilliseconds: Math.max(...results.map((result) => result.delayMilliseconds.median)),
      sizes: results,
    };
  } finally {
    remove();
  }
}
