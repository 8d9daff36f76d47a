import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { openPostgresStore, type PostgresStore } from './postgres-store';
import { StoreError, type StoreErrorCode } from './store-error';
import { hasPostgres, usePostgres } from './testing/postgres';
import { openRelay } from './testing/relay';
import { storedRoom } from './testing/room-store-conformance';

const author = 'sip:alice@contoso.com';
const fails = (code: StoreErrorCode) => (error: unknown) =>
  error instanceof StoreError && error.code === code;
const opened: PostgresStore[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

async function open(url: string, node: string): Promise<PostgresStore> {
  const store = await openPostgresStore({ url, node });
  opened.push(store);
  return store;
}

interface Heard {
  readonly node: string;
  readonly change: Record<string, unknown>;
}

/** What a store's channel says, and how to wait for so much of it. */
function listen({ channel }: PostgresStore): { heard: Heard[]; until(count: number): Promise<void> } {
  const heard: Heard[] = [];
  channel.onPayload = (payload) => heard.push(JSON.parse(payload) as Heard);
  return {
    heard,
    until: (count) => expect.poll(() => heard.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count),
  };
}

describe.runIf(hasPostgres)('one PostgreSQL for several processes', { timeout: 60_000 }, () => {
  const postgres = usePostgres();

  it('is made once, by those who start together', async () => {
    const url = await postgres.createDatabase();
    const stores = await Promise.all(['a', 'b', 'c', 'd'].map((node) => open(url, node)));
    await stores[0]!.rooms.createRoom(storedRoom('r'));
    for (const { rooms } of stores) expect(await rooms.rooms()).toEqual([storedRoom('r')]);
  });

  it('gives each process the contacts that it has left itself', async () => {
    const url = await postgres.createDatabase();
    const [one, two] = [await open(url, 'one'), await open(url, 'two')];
    const contact = {
      ...{ conversationId: 'c', queueUri: 'sip:q@d', visitorUri: 'sip:v@d', visitorName: 'V', subject: '' },
      ...{ priority: 'normal', queuedAt: 1, attempts: [], notes: [] },
    };
    await one.contacts.create({ id: 'of-one', ...contact });
    await two.contacts.create({ id: 'of-two', ...contact });
    expect((await one.contacts.unfinished()).map(({ id }) => id)).toEqual(['of-one']);
    await two.close();
    const again = await open(url, 'two');
    expect((await again.contacts.unfinished()).map(({ id }) => id)).toEqual(['of-two']);
    expect(await again.contacts.find({})).toHaveLength(2);
  });

  it('numbers the messages of a room without gap, whoever writes, and tells the others in that order', async () => {
    const url = await postgres.createDatabase();
    const [one, two] = [await open(url, 'one'), await open(url, 'two')];
    const { heard, until } = listen(one);
    await one.rooms.createRoom(storedRoom('r', { roles: { member: [], manager: [], presenter: [] } }));
    await until(1);
    heard.length = 0;
    await Promise.all(
      [one, two].flatMap(({ rooms }) =>
        Array.from({ length: 20 }, (_, index) =>
          rooms.append([{ roomId: 'r', author, at: 1, text: `${index}` }]),
        ),
      ),
    );
    const { messages } = await two.rooms.find({ roomIds: ['r'], limit: 100 });
    expect(messages.map(({ number }) => number)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    await until(40);
    expect(heard.map(({ change }) => change)).toEqual(
      messages.map(({ number }) => ({ kind: 'message', roomId: 'r', number })),
    );
    expect(heard.filter(({ node }) => node === two.node)).toHaveLength(20);
  });

  it('tells of rooms, roles and invitations with the commit, and of nothing that was not committed', async () => {
    const url = await postgres.createDatabase();
    const [one, two] = [await open(url, 'one'), await open(url, 'two')];
    const { heard, until } = listen(two);
    await one.rooms.createRoom(storedRoom('r'));
    await expect(one.rooms.createRoom(storedRoom('r'))).rejects.toSatisfy(fails('conflict'));
    await until(2);
    await one.rooms.updateRoom('r', { topic: 'new' });
    await one.rooms.updateRoom('r', {}, [{ role: 'member', change: 'set', users: [] }]);
    const [invitation] = await one.rooms.invite('r', [author], 5);
    await one.rooms.append([]);
    await one.rooms.append([{ roomId: 'r', author, at: 1, text: 'x', clientId: 'm' }]);
    await one.rooms.append([{ roomId: 'r', author, at: 1, text: 'x', clientId: 'm' }]);
    one.channel.say(JSON.stringify({ node: one.node, change: { kind: 'last' } }));
    await until(7);
    const room = { kind: 'room', roomId: 'r' };
    expect(heard.map(({ change }) => change)).toEqual([
      { ...room, created: true },
      room,
      room,
      room,
      { kind: 'invitation', user: author, number: invitation!.number },
      { kind: 'message', roomId: 'r', number: 1 },
      { kind: 'last' },
    ]);
  });

  it('acknowledges nothing that is not stored when the database dies, and goes on when it is back', async () => {
    const store = await open(await postgres.createDatabase(), 'one');
    await store.rooms.createRoom(storedRoom('r'));
    let resets = 0;
    store.channel.onReset = () => resets++;
    const acknowledged: string[] = [];
    let failures = 0;
    let stopped = false;
    const writers = [0, 1, 2].map(async (writer) => {
      for (let count = 0; !stopped; count++) {
        const clientId = `${writer}.${count}`;
        // Until it is acknowledged, like a client: under one name.
        for (;;) {
          try {
            await store.rooms.append([{ roomId: 'r', author, at: 1, text: clientId, clientId }]);
            break;
          } catch (error) {
            expect(error).toSatisfy(fails('unavailable'));
            failures++;
            await delay(10);
          }
        }
        acknowledged.push(clientId);
      }
    });
    const moreThan = (count: number): Promise<void> =>
      expect.poll(() => acknowledged.length, { timeout: 20_000 }).toBeGreaterThan(count);
    for (let crash = 0; crash < 2; crash++) {
      await moreThan(acknowledged.length + 20);
      await postgres.crash();
      await postgres.start();
      await expect.poll(() => resets, { timeout: 20_000 }).toBe(crash + 1);
    }
    await moreThan(acknowledged.length + 20);
    stopped = true;
    await Promise.all(writers);
    expect(failures).toBeGreaterThan(0);
    const { messages } = await store.rooms.find({ roomIds: ['r'], limit: 100_000 });
    expect(messages.map(({ number }) => number)).toEqual(messages.map((_, index) => index + 1));
    expect(messages.map(({ text }) => text).toSorted()).toEqual(acknowledged.toSorted());
    const { heard, until } = listen(store);
    await store.rooms.append([{ roomId: 'r', author, at: 1, text: 'heard' }]);
    await until(1);
    expect(heard[0]?.change).toMatchObject({ kind: 'message' });
  });

  it('takes a database that has gone silent for one that is away, and goes on over new connections', async () => {
    const url = new URL(await postgres.createDatabase());
    const relay = await openRelay(Number(url.port));
    const other = await open(url.href, 'other');
    await other.rooms.createRoom(storedRoom('r'));
    url.port = String(relay.port);
    const store = await openPostgresStore({ url: url.href, node: 'one', answerWithin: 500 });
    opened.push(store);
    try {
      const say = (text: string) =>
        store.rooms.append([{ roomId: 'r', author, at: 1, text, clientId: text }]);
      await Promise.all(['1', '2', '3'].map(say));
      let resets = 0;
      store.channel.onReset = () => resets++;
      const { heard, until } = listen(store);
      relay.lose();
      await Promise.all(
        ['4', '5', '6'].map((text) => expect(say(text)).rejects.toSatisfy(fails('unavailable'))),
      );
      // What a process says every ten seconds finds out that nobody hears it.
      store.channel.say(JSON.stringify({ node: store.node, change: { kind: 'alive' } }));
      relay.restore();
      // None of the connections that were lost is used again.
      for (const text of ['4', '5', '6', '7']) await say(text);
      await expect.poll(() => resets, { timeout: 10_000 }).toBe(1);
      await until(1);
      heard.length = 0;
      await other.rooms.append([{ roomId: 'r', author, at: 1, text: '8' }]);
      await until(1);
      expect(heard.at(-1)?.change).toEqual({ kind: 'message', roomId: 'r', number: 8 });
      const { messages } = await store.rooms.find({ roomIds: ['r'], limit: 100 });
      expect(messages.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    } finally {
      await relay.close();
    }
  });

  it('says so when it cannot be reached, or is none of ours', async () => {
    const refused = openPostgresStore({ url: 'postgres://lync@127.0.0.1:1/x', node: 'one' });
    await expect(refused).rejects.toSatisfy(fails('unavailable'));
    const url = await postgres.createDatabase();
    await expect(openPostgresStore({ url: `${url}-not-there`, node: 'one' })).rejects.toSatisfy(
      fails('unavailable'),
    );
  });

  it('stores words as long as a message, and finds them', async () => {
    const store = await open(await postgres.createDatabase(), 'one');
    await store.rooms.createRoom(storedRoom('r'));
    const long = 'é'.repeat(4_000);
    const many = Array.from({ length: 20_000 }, (_, index) => (index % 10).toString()).join(' ');
    for (const text of [long, many, `${long}x`])
      await store.rooms.append([{ roomId: 'r', author, at: 1, text }]);
    const find = async (text: string): Promise<number[]> => {
      const { messages } = await store.rooms.find({ roomIds: ['r'], limit: 9, text: { text } });
      return messages.map(({ number }) => number);
    };
    expect(await find(long)).toContain(1);
    expect(await find('9')).toEqual([2]);
  });
});
