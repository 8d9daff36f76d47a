// npm run bench [name …]: paired runs, medians, honest numbers. Prints them and writes bench/results/<day>.json with the machine described.
//   names: bytes, parse, relay, memory, trips, media, park, parked, conference, join, mixer, rooms, ucwa (default: all)
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { ensureBuild, ensurePackages } from '../scripts/lib/ensure.mjs';
import { inRoot } from '../scripts/lib/files.mjs';

await ensurePackages();
await ensureBuild();

/** Of the stores that were measured. */
const slowest = (history, key) =>
  history && Number(Math.max(...Object.values(history).map((store) => store[key] ?? 0)).toFixed(2));

const GOALS = [
  [
    'bytes before the button shows',
    (r) => r.bytes?.['button before it shows'],
    (v) => v <= 2048,
    '≤ 2,048 B gzip',
  ],
  [
    'bytes of button and panel without SIP',
    (r) => r.bytes?.['button and open panel, without SIP'],
    (v) => v <= 25_000,
    '≤ 25,000 B gzip',
  ],
  [
    'bytes a chatting customer loads',
    (r) => r.bytes?.['everything a chatting customer loads'],
    (v) => v <= 80_000,
    '≤ 80,000 B gzip',
  ],
  [
    'messages relayed per second',
    (r) => r.relay?.['lync-server'].perSecond,
    (v) => v >= 10_000,
    '≥ 10,000/s',
  ],
  [
    'CPU µs per relayed message',
    (r) => r.relay?.['lync-server'].cpuMicrosecondsPerMessage,
    (v, r) => v <= (r.relay.kamailio?.cpuMicrosecondsPerMessage ?? 85),
    '≤ Kamailio’s (85 if it is not here)',
  ],
  [
    'bytes of memory per idle session',
    (r) => r.memory?.bytesPerIdleSession,
    (v) => v <= 30_000,
    '≤ 30,000 B',
  ],
  [
    'parses of the reference MESSAGE per second',
    (r) => r.parse?.perSecond,
    (v) => v >= 200_000,
    '≥ 200,000/s',
  ],
  [
    'round trips, click to confirmed message',
    (r) => r.trips?.coldClickToConfirmedMessage.roundTrips,
    (v) => v <= 5.25,
    '≤ 5 (0.25 for jitter)',
  ],
  [
    'round trips, accept to context shown',
    (r) => r.trips?.acceptToContextShown.roundTrips,
    (v) => v <= 3.25,
    '≤ 3 (0.25 for jitter)',
  ],
  ...[3, 10, 30].map((legs) => [
    `CPU % of a core per media leg, of ${legs}`,
    (r) => r.media?.sizes.find((size) => size.legs === legs)?.cpuPercentPerLeg,
    (v) => v <= 0.5,
    '≤ 0.5 %',
  ]),
  [
    'milliseconds of delay added by the mix',
    (r) => r.media?.delayMilliseconds,
    (v) => v <= 40,
    '≤ 40 ms, the worst of 3, 10 and 30 legs',
  ],
  [
    'round trips, retrieve to audio',
    (r) => r.park?.clickToAudioAtRetriever.roundTrips,
    (v) => v <= 4.25,
    '≤ 4 (0.25 for jitter)',
  ],
  [
    'messages delivered per second in a chat of 100',
    (r) => r.conference?.chatDeliveriesPerSecond,
    (v) => v >= 10_000,
    '≥ 10,000/s',
  ],
  [
    'milliseconds until a roster change is with all of 100',
    (r) => r.conference?.rosterMillisecondsToAll,
    (v) => v <= 100,
    '≤ 100 ms, 20 of them to gather',
  ],
  [
    'round trips of SIP, accept to audio in a conference',
    (r) => r.join?.acceptToAudio.roundTrips,
    (v) => v + 3 <= 6.25,
    '≤ 6 with one of ICE and two of DTLS (0.25 for jitter)',
  ],
  ...[30, 100].map((legs) => [
    `CPU % of a core per leg of a conference of ${legs}`,
    (r) => r.mixer?.sizes.find((size) => size.legs === legs)?.cpuPercentPerLeg,
    (v, r) => v <= 0.5 && r.mixer.sizes.find((size) => size.legs === legs).framesPerSecond >= 45,
    '≤ 0.5 %, by clients that send 45 of 50 frames a second at least',
  ]),
  ...[100, 1000].map((members) => [
    `CPU µs per message delivered in a room of ${members}`,
    (r) => r.rooms?.fanOut[members]?.['lync-server'].cpuMicrosecondsPerDelivery,
    (v, { rooms: { fanOut } }) =>
      Object.values(fanOut[members]).every((other) => v <= other.cpuMicrosecondsPerDelivery),
    '≤ Prosody’s and ejabberd’s (those that are here)',
  ]),
  [
    'milliseconds, page of 50 in a room of 1,000,000',
    (r) => slowest(r.rooms?.history, 'pageMilliseconds'),
    (v) => v < 10,
    '< 10 ms, the slowest kind and store',
  ],
  [
    'milliseconds, search in a room of 1,000,000',
    (r) => slowest(r.rooms?.history, 'searchMilliseconds'),
    (v) => v < 100,
    '< 100 ms, the slowest kind and store',
  ],
  ...[
    ['a message is there', 'arrived'],
    ['its delivery is confirmed', 'confirmed'],
    ['an answer written at once is there', 'answered'],
  ].map(([name, key]) => [
    `round trips more over UCWA than over SIP until ${name}`,
    (r) => r.ucwa?.latency[key].extraRoundTrips,
    (v) => v <= 1.25,
    '≤ 1 (0.25 for jitter)',
  ]),
];

const BENCHES = {
  bytes: async () => (await import('../scripts/lib/weigh.mjs')).weighPages(),
  parse: async () => (await import('./parse.mjs')).benchParse(),
  relay: async () => (await import('./relay.mjs')).benchRelay(),
  memory: async () => (await import('./relay.mjs')).benchIdleMemory(),
  trips: async () => (await import('./round-trips.mjs')).benchRoundTrips(),
  media: async () => (await import('./media.mjs')).benchMedia(),
  park: async () => (await import('./park.mjs')).benchPark(),
  parked: async () => (await import('./parked.mjs')).benchParked(),
  conference: async () => (await import('./conference.mjs')).benchConference(),
  join: async () => (await import('./conference-join.mjs')).benchConferenceJoin(),
  mixer: async () => (await import('./media.mjs')).benchMedia({ sizes: [30, 100] }),
  rooms: async () => (await import('./rooms.mjs')).benchRooms(),
  ucwa: async () => ({
    ...(await (await import('./ucwa.mjs')).benchUcwa()),
    latency: await (await import('./ucwa-latency.mjs')).benchUcwaLatency(),
  }),
};

const chosen = process.argv.slice(2).length ? process.argv.slice(2) : Object.keys(BENCHES);
const results = {
  at: new Date().toISOString(),
  commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
    cwd: inRoot('.'),
    encoding: 'utf8',
  }).trim(),
  machine: {
    cpu: cpus()[0].model,
    cores: cpus().length,
    memoryGB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    loadAverageBefore: loadavg().map((value) => Number(value.toFixed(2))),
  },
};
mkdirSync(inRoot('bench/results'), { recursive: true });
const suffix = chosen.length === Object.keys(BENCHES).length ? '' : `-${chosen.join('-')}`;
const file = `bench/results/${results.at.slice(0, 10)}${suffix}.json`;
for (const name of chosen) {
  console.log(name);
  results[name] = await BENCHES[name]();
  // What has been measured is kept, whatever becomes of the rest.
  writeFileSync(inRoot(file), `${JSON.stringify(results, null, 2)}\n`);
}

console.log('');
for (const [name, read, isMet, goal] of GOALS) {
  const value = read(results);
  if (value !== undefined)
    console.log(
      `${isMet(value, results) ? 'met   ' : 'SHORT '} ${String(value).padStart(10)}  ${name} (goal ${goal})`,
    );
}

console.log(`\n${file}`);
process.exit(0);
