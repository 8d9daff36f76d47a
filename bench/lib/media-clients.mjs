// A process with WebRTC clients that send G.711 all the time. Argument: {"legs":3}.
//   stdout: {"event":"offers","offers":[…]}      stdin: {"first":0,"answers":[…]} until all have theirs, then a line for each of
//   "talk" (three of them say something), "bursts" → {"event":"delays","milliseconds":[…]}
import { createInterface } from 'node:readline';
import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket } from 'werift';

const { legs } = JSON.parse(process.argv[2]);
const FRAME = 160;
const SILENCE = 0xff;
const quiet = Buffer.alloc(FRAME, SILENCE);
const loud = Buffer.from(Array.from({ length: FRAME }, (_, i) => (i % 16 < 8 ? 0xa0 : 0x20)));
const print = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const isLoud = (payload) => payload[FRAME / 4] !== SILENCE && payload[FRAME / 4] !== 0x7f;

async function newClient() {
  const connection = new RTCPeerConnection({
    codecs: {
      audio: [
        new RTCRtpCodecParameters({ mimeType: 'audio/PCMU', clockRate: 8000, channels: 1, payloadType: 0 }),
      ],
    },
    iceServers: [],
    iceUseIpv6: false,
    iceInterfaceAddresses: { udp4: '127.0.0.1' },
    iceAdditionalHostAddresses: ['127.0.0.1'],
  });
  const client = {
    connection,
    track: new MediaStreamTrack({ kind: 'audio' }),
    isLoud: false,
    heard: () => {},
    sent: 0,
  };
  connection.onTrack.subscribe((track) =>
    track.onReceiveRtp.subscribe(({ payload }) => client.heard(payload)),
  );
  connection.addTransceiver(client.track, { direction: 'sendrecv' });
  await connection.setLocalDescription(await connection.createOffer());
  return client;
}

const clients = [];
for (let i = 0; i < legs; i++) clients.push(await newClient());

let onSent = () => {};
function sendAll() {
  for (const client of clients) {
    const header = new RtpHeader({
      payloadType: 0,
      sequenceNumber: client.sent & 0xffff,
      timestamp: client.sent * FRAME,
    });
    client.sent += 1;
    client.track.writeRtp(new RtpPacket(header, client.isLoud ? loud : quiet));
    if (client.isLoud) onSent(client);
  }
}

let talking = { since: 0, sent: 0 };
let due = performance.now();
function tick() {
  sendAll();
  due = Math.max(due + 20, performance.now() - 100);
  setTimeout(tick, due - performance.now());
}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** From the packet with the first loud frame to the packet in which another client hears it. */
async function bursts(count) {
  const [speaker, listener] = clients;
  const delays = [];
  for (const client of clients) client.isLoud = false;
  await wait(300);
  for (let i = 0; i < count; i++) {
    const delay = new Promise((resolve) => {
      let sentAt;
      onSent = () => (sentAt ??= performance.now());
      listener.heard = (payload) =>
        sentAt !== undefined && isLoud(payload) && resolve(performance.now() - sentAt);
    });
    speaker.isLoud = true;
    delays.push(await Promise.race([delay, wait(1000).then(() => undefined)]));
    speaker.isLoud = false;
    listener.heard = () => {};
    // Not in step with the 20 ms of either side.
    await wait(130 + Math.random() * 40);
  }
  return delays;
}

tick();
print({ event: 'offers', offers: clients.map((client) => client.connection.localDescription.sdp) });
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'talk') {
    for (const client of clients.slice(0, 3)) client.isLoud = true;
    talking = { since: performance.now(), sent: clients[0].sent };
  } else if (line === 'bursts') {
    const framesPerSecond = ((clients[0].sent - talking.sent) / (performance.now() - talking.since)) * 1000;
    print({ event: 'delays', milliseconds: await bursts(20), framesPerSecond });
  } else {
    const { answers, first } = JSON.parse(line);
    await Promise.all(
      answers.map((sdp, i) => clients[first + i].connection.setRemoteDescription({ type: 'answer', sdp })),
    );
  }
}
