import type { LyncConfiguration } from '../config';
import type { Edge } from '../edge/edge';
import { listenError } from '../listen';
import { listenTcp, type Clock, type Logger, type Transport } from '../sip';

type Applications = NonNullable<LyncConfiguration['persistentChat']>['applications'];

/** Private listeners, one for each application outside of this process: who connects there is the application. */
export async function openApplications(
  applications: Applications,
  parts: { readonly edge: Edge; readonly domain: string; readonly clock: Clock; readonly log: Logger },
): Promise<{ readonly ports: ReadonlyMap<string, number>; close(): Promise<void> }> {
  const { edge, domain, clock, log } = parts;
  const ports = new Map<string, number>();
  const open: Transport[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(open.map((transport) => transport.close()));
  };
  for (const { name, listen } of applications) {
    if (!listen) continue;
    const { host, port } = listen;
    const addresses = [`sip:${name}@${domain}`];
    try {
      const transport = await listenTcp({
        ...{ host, port, clock, log },
        onConnection: (connection) => edge.attach(connection, { kind: 'application', addresses }),
      });
      open.push(transport);
      ports.set(name, transport.port);
    } catch (error) {
      await close();
      throw listenError(error, host, port, `persistentChat.applications: ${name}`);
    }
  }
  return { ports, close };
}
