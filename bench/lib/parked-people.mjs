// The edge of a call park service, with all parkers and parkees behind it. Arguments: the built module, the number of calls.
//   stdout: {"event":"listening","port":…}      stdin: a line → parks → {"event":"parked","milliseconds":…}
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const [, , module, count] = process.argv;
const { buildParkRequest, callParkContentType, listenTcp, silentLog, SipEndpoint, systemClock } =
  await import(pathToFileURL(module).href);
const print = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const park = 'sip:park@contoso.com';
const sdp =
  'v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n';

let endpoint;
const tcp = await listenTcp({
  host: '127.0.0.1',
  port: 0,
  clock: systemClock,
  log: silentLog,
  onConnection(connection) {
    endpoint = new SipEndpoint({
      connection,
      contact: 'sip:people.invalid',
      clock: systemClock,
      log: silentLog,
    });
    endpoint.handle(({ method }) => method === 'INVITE', {
      invite: (invite) => void invite.accept({ contentType: 'application/sdp', body: sdp }),
    });
  },
});
print({ event: 'listening', port: tcp.port });

async function parkOne(i) {
  const parker = `sip:parker${i}@contoso.com`;
  const request = {
    requestId: '1',
    target: `sip:parkee${i}@contoso.com`,
    callId: `call${i}`,
    fromTag: 'a',
    toTag: 'b',
  };
  await endpoint.invite(park, {
    from: parker,
    headers: [['P-Asserted-Identity', `<${parker}>`]],
    contentType: callParkContentType,
    body: buildParkRequest(request),
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line !== 'park') continue;
  const started = performance.now();
  for (let first = 0; first < count; first += 50) {
    await Promise.all(Array.from({ length: Math.min(50, count - first) }, (_, i) => parkOne(first + i)));
  }
  print({ event: 'parked', milliseconds: performance.now() - started });
}
