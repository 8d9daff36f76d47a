// A call park service without media, behind an edge on loopback. Arguments: the built module, the port, the number of orbits.
// Run with --expose-gc.      stdin: a line → {"event":"memory","parked":…,"bytes":…} after a garbage collection
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const [, , module, port, orbits] = process.argv;
const { connectTcp, createMemoryStore, silentLog, SipEndpoint, startCallPark, systemClock } = await import(
  pathToFileURL(module).href
);
const print = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const common = { clock: systemClock, log: silentLog };
const connection = await connectTcp({ host: '127.0.0.1', port: Number(port), ...common });
const endpoint = new SipEndpoint({ connection, contact: 'sip:park@contoso.com', ...common });
const sdp =
  'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4002 RTP/AVP 0\r\n';
/** A leg that is never ended by the media: who is parked has said that nothing is to flow. */
const leg = () => ({
  sdp,
  ended: new Promise(() => {}),
  accept: async () => {},
  renegotiate: async () => sdp,
  close() {},
});
const park = startCallPark({
  endpoint,
  store: createMemoryStore(),
  media: { offer: async () => leg(), answer: async () => leg() },
  config: {
    uri: 'sip:park@contoso.com',
    orbits: [`10000-${10_000 + Number(orbits) - 1}`],
    ringBackSeconds: 600,
    attempts: 1,
    music: true,
  },
  ...common,
});
await park.ready;
print({ event: 'ready' });
for await (const line of createInterface({ input: process.stdin })) {
  if (line !== 'memory') continue;
  globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  print({ event: 'memory', parked: park.snapshot().calls.length, bytes: heapUsed + external, resident: rss });
}
