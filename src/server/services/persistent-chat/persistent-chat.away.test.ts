import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { InvitationBlock, RoomMessage } from '../../../protocol/xccos';
import { ApplicationEndpoint, PersistentChatEndpoint } from '../../application';
import { ManualClock, memoryPair, type SipConnection } from '../../sip';
import { createMemoryStore, openLibsqlStore, StoreError, type RoomStore } from '../../store';
import { address, chatWorld, next, roomUri, type ChatWorld } from '../../composition/testing/chat-world';
import { RawSession } from '../../composition/testing/chat-raw-session';

interface Connection {
  pragma(text: string): { readonly page_count: number }[];
}

const connections = vi.hoisted(() => [] as unknown[]);
vi.mock('libsql', async (original) => {
  const { default: Libsql } = await original<{ default: new (file: string) => object }>();
  // The connection itself, so that a test can leave it no more room.
  return {
    default: new Proxy(Libsql, {
      construct(target, parameters: [string]) {
        const connection = new target(...parameters);
        connections.push(connection);
        return connection;
      },
    }),
  };
});

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A store in a file, and its disk: SQLite says that it is full when the file may have no more pages. */
async function storeOnDisk(): Promise<{ store: RoomStore; fill(): void; clear(): void }> {
  const directory = await mkdtemp(join(tmpdir(), 'lync-chat-'));
  const store = await openLibsqlStore({ file: join(directory, 'lync.db') });
  const connection = connections.at(-1) as Connection;
  closers.push(async () => {
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });
  return {
    store: store.rooms,
    fill: () => {
      const [{ page_count } = { page_count: 0 }] = connection.pragma('page_count');
      connection.pragma(`max_page_count = ${page_count}`);
    },
    clear: () => void connection.pragma('max_page_count = 1000000'),
  };
}

interface Unreliable {
  readonly store: RoomStore;
  /** What fails now; all of it, if it says so. */
  readonly failing: Set<keyof RoomStore | 'all'>;
  failures: number;
}

/** A database that may be away. */
function unreliable(inner: RoomStore): Unreliable {
  const failing = new Set<keyof RoomStore | 'all'>();
  const store = new Proxy(inner, {
    get: (target, key: keyof RoomStore) => {
      if (!failing.has('all') && !failing.has(key)) return target[key].bind(target);
      return async () => {
        control.failures++;
        throw new StoreError('unavailable', 'The database is away.');
      };
    },
  });
  const control = { store, failing, failures: 0 };
  return control;
}

/** Connected as an application that lives in the time of `clock`. */
async function enter(
  world: ChatWorld,
  name: string,
  clock: ManualClock,
): Promise<{ readonly endpoint: PersistentChatEndpoint; readonly cut: () => void }> {
  let connection: SipConnection | undefined;
  const application = new ApplicationEndpoint({ uri: address(name), clock }, async () => {
    const [edgeSide, side] = memoryPair();
    world.harness.server.edge.attach(edgeSide, { kind: 'application', addresses: [address(name)] });
    return (connection = side);
  });
  const endpoint = new PersistentChatEndpoint(application, address('ocschat'), [1]);
  closers.push(async () => {
    await endpoint.terminate();
    await application.terminate();
  });
  await endpoint.establish();
  return { endpoint, cut: () => connection?.close('cut') };
}

describe('Persistent Chat on a full disk', () => {
  it('says what is not stored, lets people read on, and has all that it acknowledged once there is place', async () => {
    const disk = await storeOnDisk();
    const world = await chatWorld({
      store: disk.store,
      limits: { posts: { perSecond: 10_000, burst: 10_000 } },
    });
    const alice = await world.join('alice', 'closed');
    const carol = await world.join('carol', 'open');
    const bob = await RawSession.open(await world.harness.register('bob'));
    await bob.join('open');
    const heard: RoomMessage[] = [];
    carol.room.on('message-received', (message) => heard.push(message));
    const left: string[] = [];
    carol.room.on('participant-left', (uri) => left.push(uri));
    const posts: { readonly id: string; readonly text: string }[] = [];
    const post = async (): Promise<number> => {
      const id = `m-${posts.length}`;
      posts.push({ id, text: `${id} ${'x'.repeat(7_000)}` });
      return (await bob.post('open', posts.at(-1)!.text, `msgid="${id}"`)).status;
    };
    for (let count = 0; count < 5; count++) expect(await post()).toBe(200);
    disk.fill();
    const statuses: number[] = [];
    while (statuses.at(-1) !== 503) statuses.push(await post());
    expect(new Set(statuses.slice(0, -1))).toEqual(new Set(statuses.length > 1 ? [200] : []));
    // The application goes on until it is stored.
    const kept = alice.room.post('k'.repeat(7_500));
    for (let count = 0; count < 5; count++)
      expect(await bob.post('open', 'y'.repeat(7_900))).toMatchObject({ status: 503 });

    // Whoever runs the server reads why.
    await expect(
      disk.store.append([{ roomId: 'open', author: address('bob'), at: 0, text: 'z'.repeat(7_900) }]),
    ).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('full') as string,
    });

    const page = await carol.room.history(100);
    expect(page.map(({ clientId }) => clientId)).toEqual(posts.slice(0, -1).map(({ id }) => id));
    await expect(
      alice.endpoint.command('chancreate', {
        rooms: [
          {
            uri: '',
            name: 'New',
            categoryUri: 'ma-cat://contoso.com/general',
            description: 'd'.repeat(1_000),
            topic: 't'.repeat(1_000),
          },
        ],
      }),
    ).rejects.toMatchObject({ result: 'database-unavailable' });
    expect((await carol.endpoint.findRooms('')).map(({ name }) => name)).not.toContain('New');
    expect(left).toEqual([]);

    disk.clear();
    const { id, text } = posts.at(-1)!;
    expect((await bob.post('open', text, `msgid="${id}"`)).status).toBe(200);
    await kept;
    expect(await post()).toBe(200);
    await expect.poll(() => heard.length).toBe(posts.length);
    const { messages } = await world.store.find({ roomIds: ['open'], limit: 1_000 });
    expect(messages.map(({ number, clientId }) => [number, clientId])).toEqual(
      posts.map((one, index) => [index + 1, one.id]),
    );
    expect(heard.map(({ text: said }) => said)).toEqual(posts.map((one) => one.text));
    expect(await world.store.find({ roomIds: ['closed'], limit: 9 })).toMatchObject({
      messages: [{ number: 1 }],
    });
  });
});

describe('Persistent Chat while its database is away', () => {
  it('keeps who is in the rooms, answers for each command, and goes on when it is back', async () => {
    const database = unreliable(createMemoryStore().rooms);
    const world = await chatWorld({ store: database.store });
    const alice = await world.join('alice', 'open');
    const bob = await world.join('bob', 'open');
    const heard = next<RoomMessage>(bob.room, 'message-received', 2);
    await alice.room.post('before');
    database.failing.add('all');
    const late = alice.room.post('meanwhile');
    const command = (...parameters: Parameters<PersistentChatEndpoint['command']>) =>
      bob.endpoint.command(...parameters).then(
        () => 'ok',
        (error: { readonly result?: string }) => error.result,
      );
    const uri = roomUri('open');
    expect(
      await Promise.all([
        command('join', { roomIds: [{ domain: 'contoso.com', value: 'hall' }] }),
        command('bccontext', { rooms: [{ uri }], history: { last: 5 } }),
        command('bcbydate', { history: { text: 'before' } }),
        command('setread', { rooms: [{ uri, lastRead: '1' }] }),
        command('getunread'),
        command('getinv', { invitations: [{ id: '0', domain: 'contoso.com' }] }),
        command('getpref', { preference: { label: 'x' } }),
        command('setpref', { preference: { label: 'x', content: 'AA==' } }),
        command('invite', { rooms: [{ uri }], users: [{ uri: address('carol') }] }),
      ]),
    ).toEqual(Array.from({ length: 9 }, () => 'database-unavailable'));
    // What is known needs no database.
    expect([await command('getserverinfo'), await command('chansrch')]).toEqual(['ok', 'ok']);
    const carol = await world.enter('carol');
    await expect(carol.join(roomUri('hall'))).rejects.toMatchObject({ result: 'database-unavailable' });
    // The room is known while somebody is in it.
    const came = next<string>(alice.room, 'participant-joined');
    await carol.join(uri);
    expect(await came).toEqual([address('carol')]);
    database.failing.clear();
    await late;
    expect((await heard).map(({ id, text }) => `${id} ${text}`)).toEqual(['1 before', '2 meanwhile']);
    expect(await command('setread', { rooms: [{ uri, lastRead: '2' }] })).toBe('ok');
    expect(alice.room.participants.toSorted()).toEqual(['alice', 'bob', 'carol'].map(address));
  });

  it('has no more sessions of an application that cannot come back yet than it needs', async () => {
    const database = unreliable(createMemoryStore().rooms);
    const world = await chatWorld({ store: database.store, limits: { sessionsPerUser: 2 } });
    const clock = new ManualClock();
    const { endpoint, cut } = await enter(world, 'alice', clock);
    const room = await endpoint.join(roomUri('open'));
    const bob = await world.join('bob', 'open');
    const heard = next<RoomMessage>(room, 'message-received', 2);
    const left = next<string>(bob.room, 'participant-left');
    database.failing.add('find');
    cut();
    await bob.room.post('meanwhile');
    expect(await left).toEqual([address('alice')]);
    // Each time it is let in, and cannot read what it has missed.
    const attempts = (): number => {
      clock.advance(1);
      return database.failures;
    };
    await expect.poll(attempts, { timeout: 10_000 }).toBeGreaterThan(5);
    database.failing.clear();
    await expect.poll(() => (clock.advance(1), endpoint.state)).toBe('established');
    await room.post('here again');
    expect((await heard).map(({ text }) => text)).toEqual(['meanwhile', 'here again']);
    await expect.poll(() => world.chat.snapshot().sessions).toBe(2);
  });

  it('does what is committed, though the invitations to it are not', async () => {
    const database = unreliable(createMemoryStore().rooms);
    const world = await chatWorld({ store: database.store });
    const alice = await world.enter('alice');
    const bob = await world.enter('bob');
    database.failing.add('invite');
    const categoryUri = 'ma-cat://contoso.com/general';
    const made = await alice.command('chancreate', {
      rooms: [
        {
          ...{ uri: '', name: 'Project', categoryUri, privacy: 'closed' },
          roles: [{ role: 'member', users: [{ uri: address('bob') }] }],
        },
      ],
    });
    const uri = made.rooms?.[0]?.uri ?? '';
    expect((await bob.join(uri)).room.name).toBe('Project');
    const changed = await alice.command('setassociations', {
      rooms: [{ uri, roles: [{ role: 'member', change: 'add', users: [{ uri: address('carol') }] }] }],
    });
    expect(changed.rooms?.[0]?.roles?.[0]?.users).toHaveLength(3);
    database.failing.clear();
    const invited = next<InvitationBlock>(bob, 'chat-room-invitation-received');
    await alice.command('invite', { rooms: [{ uri }], users: [{ uri: address('bob') }] });
    expect(await invited).toMatchObject([{ room: { uri } }]);
  });
});
