import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RoomMessage } from '../../src/protocol/xccos';
import {
  ApplicationEndpoint,
  PersistentChatEndpoint,
  type ChatRoomSession,
} from '../../src/server/application';
import { demoConfiguration, dist, freePorts } from '../e2e/support/server';
import { startLargeSite } from '../e2e/support/site';
import { RawClient } from './raw-client';

const kills = 10;
const room = 'ma-chan://contoso.com/crash-test';
const names = ['first', 'second', 'third', 'fourth'] as const;
/** Ports where the applications reach the first node, and the second. */
let ports: readonly number[][];
let world: Awaited<ReturnType<typeof startLargeSite>>;
const people: PersistentChatEndpoint[] = [];

beforeAll(async () => {
  const base = demoConfiguration();
  const free = await freePorts(names.length * 2);
  ports = [free.slice(0, names.length), free.slice(names.length)];
  base.persistentChat = {
    uri: 'sip:ocschat@contoso.com',
    categories: [{ id: 'tests', name: 'Tests' }],
    rooms: [
      {
        ...{ id: 'crash-test', name: 'Crash test', category: 'tests', privacy: 'closed' },
        members: [...names, 'alice', 'bob'],
      },
    ],
    limits: { posts: { perSecond: 100_000, burst: 100_000 } },
  };
  world = await startLargeSite(base, dist, (config, node) => {
    const applications = names.map((name, index) => ({
      ...{ name, displayName: name },
      listen: { port: ports[node]![index]! },
    }));
    Object.assign(config.persistentChat as object, { applications });
  });
});

afterAll(async () => {
  for (const person of people) {
    await person.terminate();
    await person.application.terminate();
  }
  await world.stop();
});

/** A trusted application in the room through one of the nodes. It comes back by itself. */
async function enter(node: number, index: number): Promise<ChatRoomSession> {
  const proxy = { host: '127.0.0.1', port: ports[node]![index]! };
  const application = ApplicationEndpoint.overTcp({ uri: `sip:${names[index]}@contoso.com`, proxy });
  const person = new PersistentChatEndpoint(application, 'sip:ocschat@contoso.com', [20, 50, 100]);
  people.push(person);
  await person.establish();
  return person.join(room);
}

function listen(session: ChatRoomSession): RoomMessage[] {
  const heard: RoomMessage[] = [];
  session.on('message-received', (message) => heard.push(message));
  return heard;
}

it('shows members on both nodes one room', async () => {
  const [one, two] = await Promise.all([enter(0, 0), enter(1, 1)]);
  const both = names.slice(0, 2).map((name) => `sip:${name}@contoso.com`);
  for (const session of [one, two])
    await expect.poll(() => [...session.participants].sort(), { timeout: 10_000 }).toEqual(both);
  const heard = [listen(one), listen(two)];
  await Promise.all(
    [one, two].flatMap((session) => Array.from({ length: 50 }, (_, index) => session.post(`${index}`))),
  );
  for (const messages of heard) await expect.poll(() => messages.length, { timeout: 20_000 }).toBe(100);
  expect(heard[0]).toEqual(heard[1]);
  expect(heard[0]!.map(({ id }) => Number(id))).toEqual(heard[0]!.map((_, index) => index + 1));
});

it(
  `loses no acknowledged message and repeats none when a node is killed, ${kills} times, whichever node`,
  { timeout: 300_000 },
  async () => {
    const sessions = [await enter(0, 2), await enter(1, 3)];
    const heard = sessions.map(listen);
    const acknowledged = sessions.map((): string[] => []);
    let stopped = false;
    const traffic = sessions.map(async (session, index) => {
      for (let count = 0; !stopped; count++) {
        const text = `${index}.${count}`;
        await session.post(text);
        acknowledged[index]!.push(text);
      }
    });
    const more = async (): Promise<void> => {
      const before = acknowledged.map(({ length }) => length);
      for (const [index, texts] of acknowledged.entries())
        await expect.poll(() => texts.length, { timeout: 60_000 }).toBeGreaterThan(before[index]! + 3);
    };
    for (let kill = 0; kill < kills; kill++) {
      await more();
      const node = world.site.nodes[kill % 2]!;
      await node.stop('SIGKILL');
      await node.start();
    }
    await more();
    stopped = true;
    await Promise.all(traffic);
    const all = acknowledged.flat();
    for (const messages of heard)
      await expect.poll(() => messages.length, { timeout: 30_000 }).toBe(all.length);
    expect(heard[0]).toEqual(heard[1]);
    const numbers = heard[0]!.map(({ id }) => Number(id));
    expect(numbers).toEqual(numbers.map((_, index) => numbers[0]! + index));
    for (const [index, texts] of acknowledged.entries()) {
      const own = heard[0]!.filter(({ author }) => author === `sip:${names[index + 2]}@contoso.com`);
      expect(own.map(({ text }) => text)).toEqual(texts);
    }
  },
);

it('brings people to the rooms through Kamailio, on any node', async () => {
  const answers = await Promise.all(
    ['alice', 'bob', 'alice', 'bob'].map(async (user) => {
      const client = await RawClient.open(world.site.webSocket, world.url);
      await client.register(user, `demo-${user}`);
      const answer = await client.ask('INVITE', 'sip:ocschat@contoso.com', {
        from: `sip:${user}@contoso.com`,
        headers: ['Content-Type: application/sdp'],
        body: 'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=session\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=message 5060 sip null\r\na=accept-types:text/plain\r\n',
      });
      client.close();
      return answer.startLine;
    }),
  );
  expect(answers).toEqual(answers.map(() => 'SIP/2.0 200 OK'));
});
