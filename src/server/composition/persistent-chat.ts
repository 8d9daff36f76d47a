import { chatPeople, persistentChatConfiguration, type LyncConfiguration } from '../config';
import type { Edge } from '../edge/edge';
import {
  persistentChatAddresses,
  startPersistentChat,
  type PersistentChatSnapshot,
  type RoomNotifier,
} from '../services/persistent-chat';
import type { ContactCenter } from '../services/contact-center';
import { memoryPair, SipEndpoint, type Clock, type Logger } from '../sip';
import type { Store } from '../store';
import type { ProvisionedServices } from './provisioning';
import { openApplications, startWaitingAlerts } from './chat-applications';

export interface AttachedPersistentChat {
  snapshot(): PersistentChatSnapshot;
  /** Ports of the applications' private listeners, by the application's name. */
  readonly applicationPorts: ReadonlyMap<string, number>;
  drain(): Promise<void>;
  close(): Promise<void>;
}

/** Persistent Chat behind the edge, as a trusted application of its own; undefined when it is not configured. */
export async function attachPersistentChat(
  config: LyncConfiguration,
  parts: {
    readonly edge: Edge;
    readonly store: Store;
    /** Whose waiting contacts rooms are told of. */
    readonly center?: Pick<ContactCenter, 'observe'>;
    readonly clock: Clock;
    readonly log: Logger;
    /** Where other processes have the store too. */
    readonly shared?: { readonly notifier: RoomNotifier } | undefined;
  },
): Promise<AttachedPersistentChat | undefined> {
  const section = config.persistentChat;
  if (!section) return undefined;
  const { edge, store, shared, center, clock, log } = parts;
  const { domain } = config;
  const chatConfiguration = persistentChatConfiguration(section, domain);
  const [ours, theirs] = memoryPair({ log });
  edge.attach(ours, { kind: 'application', addresses: persistentChatAddresses(chatConfiguration) });
  const endpoint = new SipEndpoint({
    connection: theirs,
    contact: `sip:rooms.${domain};transport=tcp`,
    clock,
    log,
    userAgent: 'Lync Widgets',
    extensions: ['timer'],
  });
  const chat = startPersistentChat({
    ...{ endpoint, clock, log, config: chatConfiguration, store: store.rooms },
    people: chatPeople(section, config),
    ...(shared && { notifier: shared.notifier }),
  });
  await chat.ready;
  const applications = await openApplications(section.applications, { edge, domain, clock, log });
  const bots = center ? await startWaitingAlerts(config, { edge, center, clock, log }) : [];
  return {
    snapshot: () => chat.snapshot(),
    applicationPorts: applications.ports,
    drain: () => chat.drain(),
    close: async () => {
      await Promise.all(bots.map((bot) => bot.close()));
      await applications.close();
      chat.close();
      await endpoint.close();
    },
  };
}

/** What provisioning says of it. */
export function provisionedChat({
  persistentChat,
}: LyncConfiguration): Pick<ProvisionedServices, 'persistentChat'> {
  if (!persistentChat) return {};
  const { uri } = persistentChat;
  return { persistentChat: { defaultUri: uri, uris: [uri] } };
}
