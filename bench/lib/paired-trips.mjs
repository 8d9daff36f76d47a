// Round trips of what people do in a browser: pairs of runs without and with an injected delay; their difference, divided by it.
import { chromium } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.mjs';
import { args, fresh, INJECTED } from '../round-trips.mjs';
import { median } from './processes.mjs';

const mediaArgs = [...args, '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];

/**
 * Runs `act(browser, base, roundTrip, delay)`, which resolves to milliseconds by name, in `pairs` of runs, and prints each. Resolves to medians by the same `names`.
 */
export async function pairedTrips(act, names, pairs) {
  const browser = await chromium.launch({ executablePath: await findChromium(), args: mediaArgs });
  try {
    const inBrowser = (base, trip, delay) => act(browser, base, trip, delay);
    // The first of all is thrown away: it compiles what the others find compiled.
    await fresh(inBrowser, 0);
    const runs = [];
    for (let pair = 0; pair < pairs; pair++) {
      const run = { without: await fresh(inBrowser, 0), withDelay: await fresh(inBrowser, INJECTED) };
      runs.push(run);
      console.log(`  ${names.map((name) => shown(name, run)).join('; ')}`);
    }
    return Object.fromEntries(names.map((name) => [name, summary(name, runs)]));
  } finally {
    await browser.close();
  }
}

const trips = (name, { without, withDelay }) => (withDelay[name] - without[name]) / INJECTED;

function shown(name, run) {
  const [without, withDelay] = [run.without, run.withDelay].map((times) => times[name].toFixed(0));
  return `${name}: ${without} ms, with ${INJECTED} ms injected ${withDelay} ms (${trips(name, run).toFixed(2)} round trips)`;
}

function summary(name, runs) {
  const each = runs.map((run) => trips(name, run));
  return {
    roundTrips: Number(median(each).toFixed(2)),
    millisecondsWithoutDelay: Math.round(median(runs.map(({ without }) => without[name]))),
    runs: each.map((value) => Number(value.toFixed(2))),
  };
}
