import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RoomMessage } from '../../protocol/xccos';
import { SessionError } from '../contract';
import type { HistoryPage, HistorySource } from './history-source';
import { readMessage } from './read-message';
import { RoomHistory } from './room-history';

const SELF = { uri: 'sip:alice@contoso.com', displayName: 'Alice' };
const LIMIT = 120;

const turn = () => new Promise((resolve) => setImmediate(resolve));

interface Read {
  readonly compute: () => HistoryPage;
  readonly resolve: (page: HistoryPage) => void;
  readonly reject: (error: Error) => void;
  page?: HistoryPage;
}

/** A server and its connection: replies and live messages arrive in the order sent, but a page may be older than what was sent before it. */
class World {
  readonly truth: RoomMessage[] = [];
  readonly news: string[] = [];
  /** The newest in the first page: what comes later is news. */
  baseline: number | undefined;
  readonly history = new RoomHistory(
    {
      read: (raw) => readMessage(raw, SELF),
      onNews: ({ messageId = '' }) => this.news.push(messageId),
      onSeen: () => undefined,
      onChanged: () => undefined,
      onGap: () => {
        throw new Error('Nothing is lost here');
      },
    },
    LIMIT,
  );
  #inbox: (() => void)[] = [];
  #reads: Read[] = [];
  #isJoined = false;

  post(count: number): void {
    for (let i = 0; i < count; i++) {
      const id = String(this.truth.length + 1);
      const message = {
        roomUri: 'ma-chan://contoso.com/sales',
        author: 'sip:bob@contoso.com',
        at: new Date(Number(id)).toISOString(),
        id,
        text: id,
      };
      this.truth.push(message);
      if (this.#isJoined) this.#inbox.push(() => this.history.receive(message));
    }
  }

  /** The server says something twice. */
  repeat(at: number): void {
    const message = this.truth[at % Math.max(this.truth.length, 1)];
    if (this.#isJoined && message) this.#inbox.push(() => this.history.receive(message));
  }

  lose(): void {
    this.#isJoined = false;
    this.#inbox = [];
    this.history.stop();
    for (const { reject } of this.#reads.splice(0)) reject(new SessionError('connection-failed', 'Lost'));
  }

  join(): void {
    if (this.#isJoined) return;
    this.history.begin();
    this.#isJoined = true;
    this.history.catchUp(this.#source()).then(
      () => (this.baseline ??= Number(this.history.window.newest?.messageId ?? 0)),
      () => undefined,
    );
  }

  /** The server reads the oldest page that it was asked for. */
  compute(): void {
    const read = this.#reads.find(({ page }) => !page);
    if (read) read.page = read.compute();
  }

  /** The server sends a page that it has read. */
  answer(): void {
    const read = this.#reads.find(({ page }) => page);
    if (!read?.page) return;
    const { page, resolve } = read;
    this.#reads = this.#reads.filter((each) => each !== read);
    this.#inbox.push(() => resolve(page));
  }

  async deliver(count: number): Promise<void> {
    for (const arrive of this.#inbox.splice(0, count)) {
      arrive();
      await turn();
    }
  }

  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 2;) {
      await turn();
      if (this.#inbox.length === 0 && this.#reads.length === 0) quiet++;
      this.compute();
      this.answer();
      await this.deliver(Infinity);
    }
  }

  #source(): HistorySource {
    const read = (compute: () => HistoryPage) =>
      new Promise<HistoryPage>((resolve, reject) => this.#reads.push({ compute, resolve, reject }));
    const between = (from: number, to: number): RoomMessage[] =>
      this.truth.filter(({ id }) => Number(id) > from && Number(id) < to);
    return {
      latest: (count) =>
        read(() => ({ messages: this.truth.slice(-count), more: this.truth.length > count })),
      before: (id, count) =>
        read(() => {
          const all = between(0, Number(id));
          return { messages: all.slice(-count), more: all.length > count };
        }),
      after: (id, count) =>
        read(() => {
          const all = between(Number(id), Infinity);
          return { messages: all.slice(0, count), more: all.length > count };
        }),
    };
  }
}

/** A part of the truth without gaps. */
function expectWhole({ history: { window }, truth }: World): void {
  const ids = window.items.map(({ messageId }) => Number(messageId));
  const first = ids[0] ?? 1;
  expect(ids).toEqual(ids.map((_, index) => first + index));
  expect(ids.length).toBeLessThanOrEqual(LIMIT);
  if (ids.length > 0 && !window.hasOlder) expect(first).toBe(1);
  if (ids.length > 0 && !window.hasNewer) expect(ids.at(-1)).toBe(Number(window.newest?.messageId));
  expect(Number(window.newest?.messageId ?? 0)).toBeLessThanOrEqual(truth.length);
}

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('post' as const), n: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('repeat' as const), n: fc.nat(500) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('deliver' as const), n: fc.integer({ min: 1, max: 50 }) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('compute' as const) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('answer' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('join' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('older' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('newer' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('latest' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('around' as const), n: fc.integer({ min: 1, max: 300 }) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function take(world: World, each: Step): Promise<void> {
  // What cannot be loaded now is refused, and changes nothing.
  const tried = (loading: Promise<void>) => void loading.catch(() => undefined);
  switch (each.do) {
    case 'post':
      return world.post(each.n);
    case 'repeat':
      return world.repeat(each.n);
    case 'deliver':
      return world.deliver(each.n);
    case 'compute':
      return world.compute();
    case 'answer':
      return world.answer();
    case 'lose':
      return world.lose();
    case 'join':
      return world.join();
    case 'older':
      return tried(world.history.loadOlder());
    case 'newer':
      return tried(world.history.loadNewer());
    case 'latest':
      return tried(world.history.loadLatest());
    case 'around':
      return tried(world.history.loadAround(String(each.n)));
  }
}

describe('RoomHistory', () => {
  it('is a part of the room without gaps, and tells each message once, whatever arrives in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
        const world = new World();
        for (const each of steps) {
          await take(world, each);
          await turn();
          expectWhole(world);
        }
        world.lose();
        world.join();
        await world.settle();
        expectWhole(world);
        const { baseline = 0, history, news, truth } = world;
        expect(news.map(Number)).toEqual([...new Set(news.map(Number))].sort((a, b) => a - b));
        const told = new Set(news);
        const later = truth.filter(({ id }) => Number(id) > baseline).map(({ id }) => id);
        expect(later.filter((id) => !told.has(id ?? ''))).toEqual([]);
        const loading = history.loadLatest();
        await world.settle();
        await loading;
        expect(history.window.items.at(-1)?.messageId).toBe(truth.at(-1)?.id);
        expect(history.window.hasNewer).toBe(false);
      }),
      { numRuns: 150 },
    );
  }, 60_000);
});
