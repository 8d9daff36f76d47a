import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Relay {
  readonly port: number;
  /** As when packets are lost: nothing gets through, old connections and new ones, and none is closed. */
  lose(): void;
  /** New connections get through. Those that were lost stay so. */
  restore(): void;
  close(): Promise<void>;
}

/** A way to a port of this machine that can be lost without a word. */
export async function openRelay(target: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  let isLost = false;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    return socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    keep(near);
    if (isLost) return;
    const far = keep(connect(target, '127.0.0.1'));
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    lose: () => {
      isLost = true;
      for (const socket of sockets) socket.unpipe().pause();
    },
    restore: () => {
      isLost = false;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
