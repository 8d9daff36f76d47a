// A TCP proxy on loopback that makes each direction slow by half a round trip and each new connection by a whole one (its handshake).
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** Listens on `port`. `delay.roundTrip` in milliseconds may be changed at any time. */
export async function startDelayProxy(port, targetPort) {
  const delay = { roundTrip: 0 };
  const sockets = new Set();
  const server = createServer((client) => {
    const upstream = connect(targetPort, '127.0.0.1');
    const openAt = performance.now() + delay.roundTrip;
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ]) {
      sockets.add(from);
      from.setNoDelay(true);
      let last = 0;
      const later = (act) => {
        // Order is kept: nothing overtakes what came before it.
        last = Math.max(
          last,
          openAt,
          performance.now() + delay.roundTrip / 2,
          from === client ? openAt + delay.roundTrip / 2 : 0,
        );
        const wait = last - performance.now();
        if (wait <= 0) act();
        else setTimeout(act, wait);
      };
      from.on('data', (chunk) => later(() => to.writable && to.write(chunk)));
      from.on('end', () => later(() => to.end()));
      from.on('close', () => {
        sockets.delete(from);
        later(() => to.destroy());
      });
      from.on('error', () => to.destroy());
    }
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    delay,
    async stop() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
