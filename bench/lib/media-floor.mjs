// What a bare Node process needs to receive and send the packets of a mix: as many UDP sockets, packets and bytes, on one timer of 20 ms,
// without SRTP and without a mix. Run as a process of its own, with {"legs":3}:
//   stdout: {"event":"ports","ports":[…]}; each socket sends to whoever was the last to send to it
// or, as the other end of it, with {"ports":[…]}.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { inRoot } from '../../scripts/lib/files.mjs';
import { cpuSeconds, jsonChild, stop } from './processes.mjs';

/** RTP header, 20 ms of G.711, tag of AES-GCM. */
const packet = Buffer.alloc(12 + 160 + 16, 0x80);
const frame = 20;
const wait = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** @returns per cent of one core. */
export async function mediaFloor(legs, seconds) {
  const run = (options) =>
    jsonChild(process.execPath, [inRoot('bench/lib/media-floor.mjs'), JSON.stringify(options)]);
  const server = run({ legs });
  let clients;
  try {
    const { ports } = await server.until('ports');
    clients = run({ ports });
    await clients.until('ports');
    await wait(0.5);
    const before = cpuSeconds(server.child.pid);
    const started = performance.now();
    await wait(seconds);
    const elapsed = (performance.now() - started) / 1000;
    return ((cpuSeconds(server.child.pid) - before) / elapsed) * 100;
  } finally {
    if (clients) await stop(clients.child);
    await stop(server.child);
  }
}

async function ends(peers) {
  const sockets = peers.map((peer) => ({ socket: createSocket('udp4'), peer }));
  for (const end of sockets) {
    end.socket.bind(0, '127.0.0.1');
    await once(end.socket, 'listening');
    end.socket.on('message', (_, { port }) => (end.peer = port));
  }
  let due = performance.now();
  const tick = () => {
    for (const { socket, peer } of sockets) if (peer) socket.send(packet, peer, '127.0.0.1');
    due = Math.max(due + frame, performance.now() - 5 * frame);
    setTimeout(tick, due - performance.now());
  };
  tick();
  process.stdout.write(
    `${JSON.stringify({ event: 'ports', ports: sockets.map(({ socket }) => socket.address().port) })}\n`,
  );
}

if (process.argv[1] === import.meta.filename) {
  const { legs, ports } = JSON.parse(process.argv[2]);
  await ends(ports ?? Array.from({ length: legs }));
}
