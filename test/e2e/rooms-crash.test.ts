import { afterAll, beforeAll, expect, it } from 'vitest';
import { setTimeout as delay } from 'node:timers/promises';
import type { RoomMessage } from '../../src/protocol/xccos';
import {
  ApplicationEndpoint,
  PersistentChatEndpoint,
  type ChatRoomSession,
} from '../../src/server/application';
import { freePorts, startServer, type TestServer } from './support/server';

const kills = 50;
const room = 'ma-chan://contoso.com/crash-test';
const names = ['reader', 'first-writer', 'second-writer', 'third-writer'] as const;

interface Application {
  readonly name: string;
  readonly displayName: string;
  readonly listen: { readonly port: number };
}

let server: TestServer;
let ports: number[];
const people: PersistentChatEndpoint[] = [];

beforeAll(async () => {
  ports = await freePorts(names.length);
  server = await startServer((config) => {
    const applications: Application[] = names.map((name, index) => ({
      ...{ name, displayName: name },
      listen: { port: ports[index] ?? 0 },
    }));
    const limits = { posts: { perSecond: 100_000, burst: 100_000 } };
    config.persistentChat = {
      uri: 'sip:ocschat@contoso.com',
      categories: [{ id: 'tests', name: 'Tests' }],
      rooms: [
        { id: 'crash-test', name: 'Crash test', category: 'tests', privacy: 'closed', members: [...names] },
      ],
      ...{ applications, limits },
    };
  });
});

afterAll(async () => {
  for (const person of people) {
    await person.terminate();
    await person.application.terminate();
  }
  await server.stop();
});

/** A trusted application in the room, which comes back by itself. */
async function enter(index: number): Promise<ChatRoomSession> {
  const proxy = { host: '127.0.0.1', port: ports[index] ?? 0 };
  const application = ApplicationEndpoint.overTcp({ uri: `sip:${names[index]}@contoso.com`, proxy });
  const person = new PersistentChatEndpoint(application, 'sip:ocschat@contoso.com', [20, 50, 100]);
  people.push(person);
  await person.establish();
  return person.join(room);
}

/** Small and repeatable: the moments differ, the verdict does not depend on them. */
function randoms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

async function wholeHistory(session: ChatRoomSession): Promise<RoomMessage[]> {
  const all: RoomMessage[] = [];
  for (let after = '0'; ;) {
    const page = await people[0]!.command('bccontext', {
      rooms: [{ uri: session.uri }],
      history: { after, limit: 100 },
    });
    const messages = page.rooms?.[0]?.messages ?? [];
    all.push(...messages);
    after = messages.at(-1)?.id ?? after;
    if (!page.rooms?.[0]?.more) return all;
  }
}

it(
  'loses no acknowledged message, repeats none, and keeps their order when the server is killed 50 times',
  { timeout: 300_000 },
  async () => {
    const reader = await enter(0);
    const heard: RoomMessage[] = [];
    reader.on('message-received', (message) => heard.push(message));
    let stopped = false;
    let acknowledged = 0;
    const progress: (() => void)[] = [];
    const writers = await Promise.all([1, 2, 3].map(enter));
    const acked = writers.map((): string[] => []);
    const traffic = writers.map(async (writer, index) => {
      for (let count = 0; !stopped; count++) {
        const text = `${index}.${count}`;
        await writer.post(text);
        acked[index]?.push(text);
        acknowledged++;
        for (const tell of progress.splice(0)) tell();
      }
    });
    const moreThan = async (count: number): Promise<void> => {
      while (acknowledged <= count) await new Promise<void>((resolve) => progress.push(resolve));
    };
    const random = randoms(42);
    for (let kill = 0; kill < kills; kill++) {
      await moreThan(acknowledged + 3);
      await delay(random() * 40);
      await server.crash();
      await server.start();
    }
    await moreThan(acknowledged + 3);
    stopped = true;
    await Promise.all(traffic);
    const history = await wholeHistory(reader);
    expect(history.map(({ id }) => Number(id))).toEqual(history.map((_, index) => index + 1));
    for (const [index, texts] of acked.entries()) {
      expect(texts.length).toBeGreaterThan(kills / 2);
      const stored = history.filter(({ author }) => author === `sip:${names[index + 1]}@contoso.com`);
      expect(stored.map(({ text }) => text)).toEqual(texts);
    }
    // Nobody had to come back by hand, and nobody has missed anything.
    await expect.poll(() => heard.length, { timeout: 20_000 }).toBe(history.length);
    expect(heard.map(({ text }) => text)).toEqual(history.map(({ text }) => text));
    expect(people.map(({ state }) => state)).toEqual(people.map(() => 'established'));
  },
);
