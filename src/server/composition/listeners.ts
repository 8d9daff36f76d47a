import type { Server } from 'node:http';
import { listeningHost, type LyncConfiguration } from '../config';
import type { Edge } from '../edge/edge';
import { listenError } from '../listen';
import { acceptWebSockets, listenTcp, type Clock, type Logger } from '../sip';
import { attachUpstream } from './upstream';

export interface SipListeners {
  /** Where phones, or the edges in front, reach this server. */
  readonly tcpPort: number;
  /** Nothing new is to come; what is under way goes on. */
  drain(): void;
  close(): Promise<void>;
}

/** The doors of SIP: for users' WebSockets and phones, or, behind another edge, for that edge alone. */
export async function openSipListeners(
  config: LyncConfiguration,
  parts: {
    readonly edge: Edge;
    readonly server: Server;
    readonly allowedOrigins: readonly string[];
    readonly clock: Clock;
    readonly log: Logger;
  },
): Promise<SipListeners> {
  const { edge, server, allowedOrigins, clock, log } = parts;
  if (config.upstream) {
    const upstream = await attachUpstream(config.upstream, { edge, clock, log });
    return { tcpPort: upstream.port, drain: () => upstream.drain(), close: () => upstream.close() };
  }
  const { path, tcp } = config.sip;
  const host = listeningHost(config, tcp.host);
  const shared = {
    limits: { maxConnectionsPerAddress: config.limits.connectionsPerAddress },
    clock,
    log,
    onConnection: (connection: Parameters<Edge['attach']>[0]) =>
      edge.attach(connection, { kind: 'untrusted' }),
  };
  const phones = await listenTcp({ host, port: tcp.port, ...shared }).catch((error: unknown) => {
    throw listenError(error, host, tcp.port, 'SIP_TCP_PORT');
  });
  const browsers = acceptWebSockets({ server, path, allowedOrigins, ...shared });
  return {
    tcpPort: phones.port,
    drain: () => undefined,
    close: async () => {
      await browsers.close();
      await phones.close();
    },
  };
}
