import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RoomMessage } from '../../../protocol/xccos';
import { ApplicationError } from '../../application';
import { createMemoryStore, openLibsqlStore, StoreError, type RoomStore } from '../../store';
import { ManualClock } from '../../sip';
import { LocalRoomNotifiers, type RoomNotifier } from './notifier';
import { address, chatWorld, next, roomUri, type ChatWorld } from '../../composition/testing/chat-world';
import { sharedRoomsConformance } from '../../composition/testing/shared-rooms-conformance';
import { RawSession } from '../../composition/testing/chat-raw-session';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function libsql(): Promise<RoomStore> {
  const directory = await mkdtemp(join(tmpdir(), 'lync-chat-'));
  const store = await openLibsqlStore({ file: join(directory, 'lync.db') });
  closers.push(async () => {
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });
  return store.rooms;
}

/** Processes on one store, which tell each other what they change. */
function processesOn(store: RoomStore): (node: string) => Promise<ChatWorld> {
  const notifiers = new LocalRoomNotifiers();
  return (node) => chatWorld({ store, notifier: notifiers.for(node) });
}

interface Unreliable {
  readonly store: RoomStore;
  /** The medium is gone. */
  away: boolean;
  appends: number;
}

/** A store whose medium may be away; `poison` cannot be stored at all. */
function unreliable(inner: RoomStore): Unreliable {
  const check = (): void => {
    if (control.away) throw new StoreError('unavailable', 'disk full');
  };
  const own: Pick<RoomStore, 'append' | 'find'> = {
    append: async (messages) => {
      control.appends++;
      check();
      if (messages.some(({ text }) => text === 'poison')) throw new StoreError('conflict', 'poison');
      return inner.append(messages);
    },
    find: async (query) => {
      check();
      return inner.find(query);
    },
  };
  const store = new Proxy(inner, {
    get: (target, key: keyof RoomStore) =>
      key === 'append' || key === 'find' ? own[key] : target[key].bind(target),
  });
  const control = { store, away: false, appends: 0 };
  return control;
}

describe('Persistent Chat and its store', () => {
  it('stores a repeated post once, and echoes it to who repeats it', async () => {
    const world = await chatWorld({ store: await libsql() });
    const session = await RawSession.open(await world.harness.register('bob'));
    await session.join('open');
    expect((await session.post('open', 'once', 'msgid="m-1"')).status).toBe(200);
    const [first] = await session.told();
    expect((await session.post('open', 'once', 'msgid="m-1"')).status).toBe(200);
    expect(await session.told()).toEqual([first]);
    expect((await world.store.find({ roomIds: ['open'], limit: 9 })).messages).toHaveLength(1);
  });

  it('acknowledges nothing that is not stored, and goes on when the medium is back', async () => {
    const medium = unreliable(createMemoryStore().rooms);
    const world = await chatWorld({ store: medium.store });
    const session = await RawSession.open(await world.harness.register('bob'));
    await session.join('open');
    const { room, endpoint } = await world.join('alice', 'closed');
    medium.away = true;
    const refused = await session.post('open', 'lost', 'msgid="m-1"');
    expect([refused.status, refused.headers.get('Retry-After')]).toEqual([503, '5']);
    await expect(
      endpoint.command('bccontext', { rooms: [{ uri: roomUri('closed') }], history: { last: 1 } }),
    ).rejects.toMatchObject({ code: 'command-failed', result: 'database-unavailable' });
    // The application keeps trying until it is stored.
    const posted = room.post('kept');
    medium.away = false;
    expect((await session.post('open', 'lost', 'msgid="m-1"')).status).toBe(200);
    await posted;
    expect((await world.store.find({ roomIds: ['open'], limit: 9 })).messages).toMatchObject([
      { text: 'lost', number: 1 },
    ]);
    expect((await world.store.find({ roomIds: ['closed'], limit: 9 })).messages).toMatchObject([
      { text: 'kept' },
    ]);
  });

  it('lets one message that cannot be stored fail alone', async () => {
    const world = await chatWorld({ store: unreliable(createMemoryStore().rooms).store });
    const [alice, bob] = [
      await world.join('alice', 'open'),
      await RawSession.open(await world.harness.register('bob')),
    ];
    await bob.join('open');
    const [bad, good] = await Promise.all([bob.post('open', 'poison'), alice.room.post('good')]);
    expect([bad?.status, good]).toEqual([503, undefined]);
  });

  it('commits together what comes together', async () => {
    const medium = unreliable(await libsql());
    const world = await chatWorld({
      store: medium.store,
      limits: { posts: { perSecond: 1000, burst: 1000 } },
    });
    const people = await Promise.all(
      ['alice', 'bob', 'carol', 'dave'].map((name) => world.join(name, 'open')),
    );
    const heard = people.map(({ room }) => next<RoomMessage>(room, 'message-received', 100));
    await Promise.all(
      people.flatMap(({ room }, person) =>
        Array.from({ length: 25 }, (_, index) => room.post(`${person}.${index}`)),
      ),
    );
    const [first, ...others] = await Promise.all(heard);
    for (const other of others) expect(other).toEqual(first);
    expect(first?.map(({ id }) => Number(id))).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
    for (const { endpoint } of people) {
      const own = first
        ?.filter(({ author }) => author === endpoint.application.uri)
        .map(({ text }) => Number(text.split('.')[1]));
      expect(own).toEqual(Array.from({ length: 25 }, (_, index) => index));
    }
    expect(medium.appends).toBeLessThan(100);
  });

  sharedRoomsConformance('memory', async () => processesOn(createMemoryStore().rooms));
  sharedRoomsConformance('a file', async () => processesOn(await libsql()));

  it('is told by a reset what it has missed: messages, and who has left', async () => {
    const store = createMemoryStore().rooms;
    const notifiers = new LocalRoomNotifiers();
    const inner = notifiers.for('one');
    let isDeaf = false;
    const notifier: RoomNotifier = {
      ...inner,
      onChange: (listener) => inner.onChange((change, node) => (isDeaf ? undefined : listener(change, node))),
    };
    const one = await chatWorld({ store, notifier });
    const two = await chatWorld({ store, notifier: notifiers.for('two') });
    const alice = await one.join('alice', 'open');
    const came = next<string>(alice.room, 'participant-joined', 2);
    const bob = await two.join('bob', 'open');
    await two.join('carol', 'open');
    expect(await came).toEqual(['bob', 'carol'].map(address));
    isDeaf = true;
    await bob.room.leave();
    await store.append([{ roomId: 'open', author: address('carol'), at: 0, text: 'meanwhile' }]);
    isDeaf = false;
    const left = next<string>(alice.room, 'participant-left');
    const late = next<RoomMessage>(alice.room, 'message-received');
    notifiers.reset();
    expect(await late).toMatchObject([{ text: 'meanwhile', id: '1' }]);
    expect(await left).toEqual([address('bob')]);
    expect(alice.room.participants.toSorted()).toEqual(['alice', 'carol'].map(address));
    // Neither has carol come or gone.
    await alice.room.history(1);
    expect(alice.room.participants).toHaveLength(2);
  });

  it('takes those on a process that has died out of the rooms', async () => {
    const store = createMemoryStore().rooms;
    const notifiers = new LocalRoomNotifiers();
    const clock = new ManualClock();
    const one = await chatWorld({ store, notifier: notifiers.for('one'), clock });
    const alice = await one.join('alice', 'open');
    let dead = false;
    const inner = notifiers.for('two');
    const notifier: RoomNotifier = {
      ...inner,
      publish: (change) => (dead ? undefined : inner.publish(change)),
    };
    const two = await chatWorld({ store, notifier });
    const came = next<string>(alice.room, 'participant-joined');
    await two.join('bob', 'open');
    await came;
    dead = true;
    const left = next<string>(alice.room, 'participant-left');
    clock.advance(60_000);
    expect(await left).toEqual([address('bob')]);
    expect(alice.room.participants).toEqual([address('alice')]);
  });

  it('reports a failed application call as what it is', async () => {
    const world = await chatWorld();
    const { room } = await world.join('alice', 'open');
    await expect(room.post('x'.repeat(9_000))).rejects.toSatisfy(
      (error: unknown) =>
        error instanceof ApplicationError && error.code === 'refused' && error.status === 413,
    );
  });
});
