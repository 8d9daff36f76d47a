import type { Edge } from '../edge/edge';
import { UpstreamConnection } from '../edge/upstream/upstream-connection';
import { listenError } from '../listen';
import { KnownHosts } from './known-hosts';
import { connectTcp, listenTcp, type Clock, type Logger } from '../sip';
import type { LyncConfiguration } from '../config';

export interface AttachedUpstream {
  readonly port: number;
  /** The edge in front sends nothing new here from now on. */
  drain(): void;
  close(): Promise<void>;
}

/** Puts this node behind an edge such as Kamailio, which has the users' connections, proofs and registrations. */
export async function attachUpstream(
  section: NonNullable<LyncConfiguration['upstream']>,
  { edge, clock, log }: { readonly edge: Edge; readonly clock: Clock; readonly log: Logger },
): Promise<AttachedUpstream> {
  const { host, port, from } = section.listen;
  const known = new KnownHosts([...section.edges.map((address) => address.host), ...from], log);
  await known.refresh();
  const upstream = new UpstreamConnection({
    edges: section.edges,
    connect: (address, signal) => connectTcp({ ...address, clock, log, signal }),
    onConnected: () => edge.upstreamConnected(),
    clock,
    log,
  });
  const transport = await listenTcp({
    host,
    port,
    clock,
    log,
    onConnection: (connection) => {
      const { remoteAddress } = connection;
      if (known.has(remoteAddress)) return upstream.adopt(connection);
      log.warn('not-an-edge', { address: remoteAddress });
      connection.close('not an edge');
      void known.refresh();
    },
  }).catch((error: unknown) => {
    upstream.close();
    throw listenError(error, host, port, 'upstream.listen.port');
  });
  edge.attach(upstream, {
    kind: 'upstream',
    address: `${section.listen.advertised ?? host}:${transport.port}`,
  });
  return {
    port: transport.port,
    drain: () => {
      upstream.draining = true;
    },
    close: async () => {
      upstream.close('the server is going away');
      await transport.close();
    },
  };
}
