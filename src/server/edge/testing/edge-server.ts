import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { acceptWebSockets, listenTcp, silentLog, systemClock, type Clock, type Logger } from '../../sip';
import type { Account } from '../accounts';
import { createGuestCredentials, type GuestCredentials } from '../authentication/guests';
import type { DigestAlgorithm } from '../authentication/digest';
import { Edge } from '../edge';
import type { EdgeLimits } from '../limits';
import type { Provisioning } from '../provisioning';

export const testDomain = 'contoso.com';
export const testGuestSecret = 'guest secret of the tests';

export interface EdgeServer {
  readonly edge: Edge;
  readonly webSocketUrl: string;
  readonly tcpPort: number;
  guest(): GuestCredentials;
  close(): Promise<void>;
}

/** `clock` is the edge's; sockets always live in real time. An edge on free ports of the loopback interface with the users alice, bob, carol and dave (password `demo-` and name). */
export async function startEdgeServer(
  options: {
    clock?: Clock;
    log?: Logger;
    limits?: Partial<EdgeLimits>;
    algorithm?: DigestAlgorithm;
    portals?: readonly string[];
    /** Further users. */
    users?: readonly string[];
    provisioning?: Provisioning;
  } = {},
): Promise<EdgeServer> {
  const { clock = systemClock, log = silentLog } = options;
  const accounts = new Map<string, Account>(
    ['alice', 'bob', 'carol', 'dave', ...(options.users ?? [])].map((name) => [
      name,
      { uri: `sip:${name}@${testDomain}`, password: `demo-${name}`, displayName: name },
    ]),
  );
  const edge = new Edge({
    domain: testDomain,
    aliases: ['127.0.0.1'],
    accounts: { find: (user) => accounts.get(user) },
    auth: {
      algorithm: options.algorithm ?? 'MD5',
      guestSecret: testGuestSecret,
      nonceSecret: 'nonce secret of the tests',
      nonceTtl: 600,
    },
    portals: options.portals ?? [`sip:sales@${testDomain}`],
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.provisioning === undefined ? {} : { provisioning: options.provisioning }),
    clock,
    log,
  });
  const http = createServer();
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  const attach = {
    clock: systemClock,
    log,
    onConnection: (connection: Parameters<Edge['attach']>[0]) =>
      edge.attach(connection, { kind: 'untrusted' }),
  };
  const webSockets = acceptWebSockets({
    server: http,
    path: '/sip',
    allowedOrigins: [`http://127.0.0.1:${port}`],
    ...attach,
  });
  const tcp = await listenTcp({ host: '127.0.0.1', port: 0, ...attach });
  return {
    edge,
    webSocketUrl: `ws://127.0.0.1:${port}/sip`,
    tcpPort: tcp.port,
    guest: () =>
      createGuestCredentials({
        domain: testDomain,
        secret: testGuestSecret,
        lifetimeSeconds: 600,
        now: clock.now(),
      }),
    async close() {
      edge.close();
      await webSockets.close();
      await tcp.close();
      await new Promise<void>((resolve) => http.close(() => resolve()));
    },
  };
}
