import { afterEach, describe, expect, it } from 'vitest';
import type { RoomMessage } from '../../protocol/xccos';
import { silentLog } from '../sip';
import { openPostgresStore, type PostgresStore } from '../store/postgres-store';
import { hasPostgres, usePostgres } from '../store/testing/postgres';
import { PostgresRoomNotifier } from './postgres-room-notifier';
import { chatWorld, type ChatWorld } from './testing/chat-world';
import { sharedRoomsConformance } from './testing/shared-rooms-conformance';

const stores: PostgresStore[] = [];
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close();
});

async function process(url: string, node: string): Promise<ChatWorld> {
  const store = await openPostgresStore({ url, node });
  stores.push(store);
  const limits = { posts: { perSecond: 10_000, burst: 10_000 } };
  return chatWorld({ store: store.rooms, notifier: new PostgresRoomNotifier(store, silentLog), limits });
}

describe.runIf(hasPostgres)('rooms of two processes on one PostgreSQL', { timeout: 60_000 }, () => {
  const postgres = usePostgres({ durable: true });

  sharedRoomsConformance('PostgreSQL', async () => {
    const url = await postgres.createDatabase();
    return (node) => process(url, node);
  });

  it('go on without gap and without repetition when the database was away', async () => {
    const url = await postgres.createDatabase();
    const [one, two] = await Promise.all([process(url, 'one'), process(url, 'two')]);
    const alice = await one.join('alice', 'closed');
    const bob = await two.join('bob', 'closed');
    const seen = [alice, bob].map(({ room }) => {
      const messages: RoomMessage[] = [];
      room.on('message-received', (message) => messages.push(message));
      return messages;
    });
    let stopped = false;
    let posted = 0;
    // Applications repeat a post until it is stored.
    const writers = [alice, bob].map(async ({ room }) => {
      while (!stopped) {
        await room.post(`${++posted}`);
      }
    });
    const heard = (count: number): Promise<void> =>
      expect.poll(() => seen[0]!.length, { timeout: 30_000 }).toBeGreaterThan(count);
    await heard(20);
    await postgres.crash();
    await postgres.start();
    await heard(seen[0]!.length + 20);
    stopped = true;
    await Promise.all(writers);
    for (const messages of seen) await expect.poll(() => messages.length, { timeout: 30_000 }).toBe(posted);
    expect(seen[0]).toEqual(seen[1]);
    expect(seen[0]!.map(({ id }) => Number(id))).toEqual(seen[0]!.map((_, index) => index + 1));
    expect(new Set(seen[0]!.map(({ text }) => text)).size).toBe(posted);
  });
});
