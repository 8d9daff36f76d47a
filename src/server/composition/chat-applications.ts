import { readFile } from 'node:fs/promises';
import { formatRoomUri } from '../../protocol/xccos';
import {
  ApplicationEndpoint,
  PersistentChatEndpoint,
  WaitingAlerts,
  type WaitingContacts,
} from '../application';
import type { LyncConfiguration } from '../config';
import type { Edge } from '../edge/edge';
import { listenError } from '../listen';
import type { ContactCenter } from '../services/contact-center';
import { listenTcp, memoryPair, type Clock, type Logger, type TlsIdentity, type Transport } from '../sip';

type Applications = NonNullable<LyncConfiguration['persistentChat']>['applications'];

/** Listeners, one for each application outside of this process: who connects there, over TLS with a certificate of its own, is the application. */
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
    const { host, port, tls } = listen;
    const addresses = [`sip:${name}@${domain}`];
    try {
      const transport = await listenTcp({
        ...{ host, port, clock, log },
        ...(tls && { tls: await identityIn(tls) }),
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

async function identityIn({ key, certificate, peers }: TlsIdentity): Promise<TlsIdentity> {
  const read = (file: string): Promise<string> => readFile(file, 'utf8');
  return { key: await read(key), certificate: await read(certificate), peers: await read(peers) };
}

/** The bots in this process that tell rooms of contacts who wait too long. One that cannot begin is logged, and the server goes on without it. */
export async function startWaitingAlerts(
  { domain, persistentChat }: LyncConfiguration,
  parts: {
    readonly edge: Edge;
    readonly center: Pick<ContactCenter, 'observe'>;
    readonly clock: Clock;
    readonly log: Logger;
  },
): Promise<readonly WaitingAlerts[]> {
  const { edge, center, clock, log } = parts;
  const { waitingAlerts = [], uri: chatUri } = persistentChat ?? {};
  const bots: WaitingAlerts[] = [];
  for (const name of new Set(waitingAlerts.map(({ application }) => application))) {
    const uri = `sip:${name}@${domain}`;
    const application = new ApplicationEndpoint({ uri, clock, log }, async () => {
      const [ours, theirs] = memoryPair({ log });
      edge.attach(ours, { kind: 'application', addresses: [uri] });
      return theirs;
    });
    const bot = new WaitingAlerts({
      chat: new PersistentChatEndpoint(application, chatUri),
      alerts: waitingAlerts
        .filter((alert) => alert.application === name)
        .map(({ queue, room, afterSeconds, text }) => ({
          ...{ queueUri: queue, roomUri: formatRoomUri({ domain, value: room }), afterSeconds, text },
        })),
      contacts: waitingContacts(center),
      clock,
      log,
    });
    bots.push(bot);
    await bot.start().catch((error: unknown) => log.error('waiting-alerts-not-started', { name, error }));
  }
  return bots;
}

function waitingContacts(center: Pick<ContactCenter, 'observe'>): WaitingContacts {
  return {
    observe: (listener) =>
      center.observe((event) => {
        if (!('contact' in event)) return;
        const { contact } = event;
        const waits = contact.state === 'queued' || contact.state === 'offering';
        listener(contact.id, waits ? contact.queueUri : undefined, contact.waitingSince);
      }),
  };
}
