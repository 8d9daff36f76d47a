import { afterEach } from 'vitest';
import { ApplicationEndpoint, PersistentChatEndpoint, type ChatRoomSession } from '../../application';
import { startHarness, type Harness } from '../../edge/testing/harness';
import { memoryPair, silentLog, SipEndpoint, systemClock, type Clock } from '../../sip';
import { createMemoryStore, noRoles, type RoomStore } from '../../store';
import {
  defaultLimits,
  peopleDirectory,
  persistentChatAddresses,
  startPersistentChat,
  type InitialRoom,
  type PersistentChat,
  type PersistentChatConfiguration,
  type PersistentChatLimits,
  type RoomNotifier,
} from '../../services/persistent-chat';

export const domain = 'contoso.com';
export const address = (name: string): string => `sip:${name}@${domain}`;
export const roomUri = (id: string): string => `ma-chan://${domain}/${id}`;

export function initialRoom(id: string, more: Partial<InitialRoom> = {}): InitialRoom {
  return {
    ...{ id, name: `Room ${id}`, description: '', topic: '', categoryId: 'general' },
    ...({ privacy: 'open', behavior: 'normal', invitations: true } as const),
    ...more,
    roles: { ...noRoles, ...more.roles },
  };
}

/** `open`: for all. `closed`: alice (manager), bob. `secret`: alice (manager), bob. `hall`: auditorium, alice presents. */
export const defaultRooms: readonly InitialRoom[] = [
  initialRoom('open', { roles: { ...noRoles, manager: [address('alice')] } }),
  initialRoom('closed', {
    privacy: 'closed',
    roles: { ...noRoles, member: [address('alice'), address('bob')], manager: [address('alice')] },
  }),
  initialRoom('secret', {
    privacy: 'secret',
    roles: { ...noRoles, member: [address('alice'), address('bob')], manager: [address('alice')] },
  }),
  initialRoom('hall', {
    behavior: 'auditorium',
    roles: { ...noRoles, presenter: [address('alice')], manager: [address('dave')] },
  }),
];

export interface WorldOptions {
  readonly store?: RoomStore;
  readonly rooms?: readonly InitialRoom[];
  readonly limits?: Partial<PersistentChatLimits>;
  readonly config?: Partial<PersistentChatConfiguration>;
  readonly notifier?: RoomNotifier;
  /** The service's; the SIP core lives in real time. */
  readonly clock?: Clock;
}

export interface ChatWorld {
  readonly harness: Harness;
  readonly chat: PersistentChat;
  readonly store: RoomStore;
  /** Connected to Persistent Chat as a user, through the edge. */
  enter(name: string): Promise<PersistentChatEndpoint>;
  /** In a room as well. */
  join(name: string, room: string): Promise<{ endpoint: PersistentChatEndpoint; room: ChatRoomSession }>;
}

const open: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** Persistent Chat behind a real edge. The users alice, bob, carol and dave are reached in memory; dave is administrator. */
export async function chatWorld(options: WorldOptions = {}): Promise<ChatWorld> {
  const store = options.store ?? createMemoryStore().rooms;
  const harness = await startHarness();
  const config: PersistentChatConfiguration = {
    ...{ domain, uri: address('ocschat'), channelUri: address('rooms'), name: 'Test rooms' },
    administrators: [address('dave')],
    categories: [
      { id: 'general', name: 'General', description: '', scope: 'everybody', creators: [address('alice')] },
      {
        id: 'inner',
        name: 'Inner',
        description: '',
        scope: [address('alice')],
        creators: [address('alice')],
      },
    ],
    rooms: options.rooms ?? defaultRooms,
    sessionSeconds: 600,
    ...options.config,
    limits: { ...defaultLimits, ...options.limits },
  };
  const [ours, theirs] = memoryPair();
  harness.server.edge.attach(ours, { kind: 'application', addresses: persistentChatAddresses(config) });
  const endpoint = new SipEndpoint({
    connection: theirs,
    contact: `sip:rooms.${domain};transport=tcp`,
    clock: systemClock,
    log: silentLog,
    extensions: ['timer'],
  });
  const chat = startPersistentChat({
    ...{ endpoint, config, store, clock: options.clock ?? systemClock, log: silentLog },
    people: peopleDirectory(
      ['alice', 'bob', 'carol', 'dave'].map((name) => ({ uri: address(name), name: name.toUpperCase() })),
    ),
    ...(options.notifier && { notifier: options.notifier }),
  });
  await chat.ready;
  open.push(async () => {
    chat.close();
    await endpoint.close();
  });
  const enter = async (name: string): Promise<PersistentChatEndpoint> => {
    const application = new ApplicationEndpoint({ uri: address(name) }, async () => {
      const [edgeSide, side] = memoryPair();
      harness.server.edge.attach(edgeSide, { kind: 'application', addresses: [address(name)] });
      return side;
    });
    const person = new PersistentChatEndpoint(application, config.uri);
    open.push(async () => {
      await person.terminate();
      await application.terminate();
    });
    await person.establish();
    return person;
  };
  return {
    ...{ harness, chat, store, enter },
    join: async (name, room) => {
      const person = await enter(name);
      return { endpoint: person, room: await person.join(roomUri(room)) };
    },
  };
}

/** The next so many events, as the first of their arguments. Call it before what makes them. */
export function next<T>(
  emitter: {
    on(event: string, listener: (value: T) => void): unknown;
    off(event: string, listener: (value: T) => void): unknown;
  },
  event: string,
  count = 1,
): Promise<T[]> {
  return new Promise((resolve) => {
    const seen: T[] = [];
    const listener = (value: T): void => {
      seen.push(value);
      if (seen.length < count) return;
      emitter.off(event, listener);
      resolve(seen);
    };
    emitter.on(event, listener);
  });
}
