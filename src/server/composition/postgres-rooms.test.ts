import { afterEach, describe, expect, it } from 'vitest';
import type { RoomMessage } from '../../protocol/xccos';
import { silentLog } from '../sip';
import { openPostgresStore, type PostgresStore } from '../store/postgres-store';
import { hasPostgres, usePostgres } from '../store/testing/postgres';
import { PostgresRoomNotifier } from './postgres-room-notifier';
import { address, chatWorld, next, roomUri, type ChatWorld } from './testing/chat-world';

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

  it('are the same rooms: people, messages in one order, invitations, rights', async () => {
    const url = await postgres.createDatabase();
    const [one, two] = await Promise.all([process(url, 'one'), process(url, 'two')]);
    const alice = await one.join('alice', 'closed');
    const came = next<string>(alice.room, 'participant-joined');
    const bob = await two.join('bob', 'closed');
    expect(await came).toEqual([address('bob')]);
    const heard = [alice, bob].map(({ room }) => next<RoomMessage>(room, 'message-received', 40));
    await Promise.all(
      [alice, bob].flatMap(({ room }) => Array.from({ length: 20 }, (_, index) => room.post(`${index}`))),
    );
    const [ofAlice, ofBob] = await Promise.all(heard);
    expect(ofAlice).toEqual(ofBob);
    expect(ofAlice?.map(({ id }) => Number(id))).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    const invited = next(bob.endpoint, 'chat-room-invitation-received');
    await alice.endpoint.command('invite', {
      rooms: [{ uri: roomUri('open') }],
      users: [{ uri: address('bob') }],
    });
    await invited;
    const removed = next(bob.room, 'removed');
    await alice.endpoint.command('setassociations', {
      rooms: [
        {
          uri: roomUri('closed'),
          roles: [{ role: 'member', change: 'remove', users: [{ uri: address('bob') }] }],
        },
      ],
    });
    await removed;
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
