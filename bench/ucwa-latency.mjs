// How long a message takes from session to session over UCWA, against SIP over WebSocket: both through the same proxy with an injected 100 ms round trip and
// without it, alternating, in one run. What UCWA takes longer, divided by the round trip, is the extra round trips.
//   node bench/ucwa-latency.mjs [rounds]     LYNC_DIST names another build than dist
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { WebSocket } from 'ws';
import { inRoot } from '../scripts/lib/files.mjs';
import { startDelayProxy } from './lib/delay-proxy.mjs';
import { freePort, median } from './lib/processes.mjs';
import { startOurs } from './lib/servers.mjs';

/** Milliseconds. */
const INJECTED = 100;
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

const once = (target, type, fits = () => true) =>
  new Promise((done) => {
    const listener = (event) => {
      if (!fits(event)) return;
      target.removeEventListener(type, listener);
      done(event);
    };
    target.addEventListener(type, listener);
  });

/** Two sessions that talk. */
async function talk(createSession, server, [caller, callee]) {
  const sessionOf = (name) =>
    createSession({
      server,
      uri: `sip:${name}@contoso.com`,
      credentials: { password: `demo-${name}` },
      webSocket: WebSocket,
      agent: false,
    });
  const [from, to] = await Promise.all([sessionOf(caller), sessionOf(callee)]);
  await Promise.all([from.connect(), to.connect()]);
  const invited = once(to, 'invitation-received');
  const near = from.startConversation(`sip:${callee}@contoso.com`);
  const { conversation: far } = await invited;
  await far.accept();
  while (near.snapshot.state !== 'established') await once(near, 'changed');
  return { near, far, end: () => Promise.all([from.disconnect(), to.disconnect()]) };
}

/** Milliseconds until the other side has it, until the writer knows that, and until an answer written at once is here. */
async function measure({ far, near }, text) {
  const heard = once(far, 'message-received', ({ message }) => message.body === text);
  const answered = once(near, 'message-received', ({ message }) => message.body === `re: ${text}`);
  const started = performance.now();
  const since = () => performance.now() - started;
  const confirmed = near.messaging.send(text).then(since);
  await heard;
  const arrived = since();
  const replied = far.messaging.send(`re: ${text}`);
  await answered;
  const answer = since();
  await replied;
  return { arrived, confirmed: await confirmed, answer };
}

export async function benchUcwaLatency({ rounds = 40 } = {}) {
  const dist = resolve(inRoot('.'), process.env.LYNC_DIST ?? 'dist');
  const { createSession } = await import(pathToFileURL(join(dist, 'esm/index.js')).href);
  const server = await startOurs(4);
  const port = await freePort();
  const proxy = await startDelayProxy(port, Number(new URL(server.http).port));
  const kinds = ['sip', 'ucwa'];
  const samples = {};
  const pairs = {};
  try {
    pairs.sip = await talk(createSession, `ws://127.0.0.1:${port}/sip`, ['u0', 'u1']);
    pairs.ucwa = await talk(createSession, `http://127.0.0.1:${port}/ucwa`, ['u2', 'u3']);
    for (const roundTrip of [0, INJECTED]) {
      proxy.delay.roundTrip = roundTrip;
      // Connections of the other delay, and code that has not run yet.
      for (const kind of kinds)
        for (let at = 0; at < 3; at++) await measure(pairs[kind], `warm ${roundTrip} ${at}`);
      samples[roundTrip] = { sip: [], ucwa: [] };
      for (let round = 0; round < rounds; round++)
        for (const kind of kinds) {
          // People pause, and the requests that wait are waiting again.
          await sleep(3 * roundTrip + 20);
          samples[roundTrip][kind].push(await measure(pairs[kind], `text ${roundTrip} ${round}`));
        }
    }
  } finally {
    proxy.delay.roundTrip = 0;
    await Promise.all(Object.values(pairs).map(({ end }) => end()));
    await proxy.stop();
    await server.stop();
  }
  const of = (roundTrip, kind, what) => median(samples[roundTrip][kind].map((sample) => sample[what]));
  const report = (what) => {
    const rounded = (value, digits = 2) => Number(value.toFixed(digits));
    const [near, slow] = [0, INJECTED].map((roundTrip) => kinds.map((kind) => of(roundTrip, kind, what)));
    return {
      milliseconds: { sip: rounded(near[0]), ucwa: rounded(near[1]) },
      roundTrips: {
        sip: rounded((slow[0] - near[0]) / INJECTED),
        ucwa: rounded((slow[1] - near[1]) / INJECTED),
      },
      extraRoundTrips: rounded((slow[1] - near[1] - (slow[0] - near[0])) / INJECTED),
    };
  };
  return {
    rounds,
    injectedMilliseconds: INJECTED,
    arrived: report('arrived'),
    confirmed: report('confirmed'),
    answered: report('answer'),
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(
    JSON.stringify(
      await benchUcwaLatency(process.argv[2] ? { rounds: Number(process.argv[2]) } : {}),
      null,
      2,
    ),
  );
  process.exit(0);
}
