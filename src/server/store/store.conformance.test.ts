import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Libsql from 'libsql';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createMemoryStore,
  openLibsqlStore,
  StoreError,
  type NewLine,
  type Store,
  type StoredContact,
} from '.';
import { openPostgresStore } from './postgres-store';
import { hasPostgres, usePostgres } from './testing/postgres';

const postgres = hasPostgres ? usePostgres() : undefined;
const drivers: Record<string, (directory: string) => Promise<Store>> = {
  memory: async () => createMemoryStore(),
  libsql: (directory) => openLibsqlStore({ file: join(directory, 'data', 'lync.db') }),
  ...(postgres && {
    postgres: async () => openPostgresStore({ url: await postgres.createDatabase(), node: 'test' }),
  }),
};

function contact(id: string, more: Partial<StoredContact> = {}): StoredContact {
  return {
    id,
    conversationId: 'AdKjt1Xy9lDJ8KRjRYaBRsRaq4N/vw==',
    queueUri: 'sip:sales@contoso.com',
    visitorUri: 'sip:guest-1@contoso.com',
    visitorName: 'Jane “Doe” 名',
    subject: "Order'; drop table contact; --",
    priority: 'normal',
    queuedAt: 1_700_000_000_000,
    attempts: [],
    notes: [],
    ...more,
  };
}

function line(body: string, more: Partial<NewLine> = {}): NewLine {
  return {
    author: 'visitor',
    authorUri: 'sip:guest-1@contoso.com',
    kind: 'message',
    format: 'text/plain',
    body,
    at: 5,
    ...more,
  };
}

const code = (expected: string) => (error: unknown) => error instanceof StoreError && error.code === expected;

describe.each(Object.entries(drivers))('%s store', (_name, open) => {
  let directory: string;
  let store: Store;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lync-store-'));
    store = await open(directory);
  });
  afterEach(async () => {
    await store.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('returns what was stored, equal in every field', async () => {
    const whole = contact('a', {
      offeredAt: 1,
      answeredAt: 2,
      agentUri: 'sip:alice@contoso.com',
      attempts: [{ agentUri: 'sip:alice@contoso.com', offeredAt: 1, endedAt: 2, result: 'accepted' }],
      context: { page: { url: 'https://shop/' }, data: { deep: [1, { a: null }] } },
      verified: { customer: 7 },
      notes: ['context dropped'],
    });
    await store.contacts.create(whole);
    expect(await store.contacts.get('a')).toEqual(whole);
    expect(await store.contacts.get('b')).toBeUndefined();
  });

  it('does not take an id twice', async () => {
    await store.contacts.create(contact('a'));
    await expect(store.contacts.create(contact('a'))).rejects.toSatisfy(code('conflict'));
  });

  it('changes what is named and nothing else', async () => {
    await store.contacts.create(contact('a'));
    await store.contacts.update('a', {
      agentUri: 'sip:bob@contoso.com',
      notes: ['x'],
      context: { contact: { name: 'J' } },
    });
    await store.contacts.update('a', {});
    expect(await store.contacts.get('a')).toEqual(
      contact('a', { agentUri: 'sip:bob@contoso.com', notes: ['x'], context: { contact: { name: 'J' } } }),
    );
    await expect(store.contacts.update('b', { notes: [] })).rejects.toSatisfy(code('not-found'));
  });

  it('ends a contact exactly once', async () => {
    await store.contacts.create(contact('a'));
    await store.contacts.create(contact('b'));
    const ending = { outcome: 'abandoned', endReason: 'visitor-ended', endedAt: 9 };
    await store.contacts.finish('a', ending, { notes: ['end'] });
    expect(await store.contacts.get('a')).toEqual(contact('a', { ...ending, notes: ['end'] }));
    await expect(store.contacts.finish('a', { ...ending, outcome: 'failed' })).rejects.toSatisfy(
      code('conflict'),
    );
    await expect(store.contacts.update('a', { notes: [] })).rejects.toSatisfy(code('conflict'));
    await expect(store.contacts.finish('c', ending)).rejects.toSatisfy(code('not-found'));
    expect((await store.contacts.unfinished()).map(({ id }) => id)).toEqual(['b']);
  });

  it('keeps lines in order, with their delivery', async () => {
    await store.contacts.create(contact('a'));
    await store.contacts.create(contact('b'));
    const numbers: number[] = [];
    for (const body of ['one', 'zwei\r\n\u0000', '三 👋'])
      numbers.push(await store.contacts.append('a', line(body)));
    expect(numbers).toEqual([1, 2, 3]);
    const notice: NewLine = {
      author: 'service',
      kind: 'welcome',
      format: 'text/plain',
      body: 'Hello',
      at: 1,
    };
    expect(await store.contacts.append('b', notice)).toBe(1);
    await store.contacts.markDelivered('a', 2, 77);
    expect(await store.contacts.transcript('a')).toEqual([
      { ...line('one'), number: 1 },
      { ...line('zwei\r\n\u0000'), number: 2, deliveredAt: 77 },
      { ...line('三 👋'), number: 3 },
    ]);
    expect(await store.contacts.transcript('b')).toEqual([{ ...notice, number: 1 }]);
    await expect(store.contacts.append('c', line('x'))).rejects.toSatisfy(code('not-found'));
    await expect(store.contacts.markDelivered('a', 4, 1)).rejects.toSatisfy(code('not-found'));
  });

  it('numbers lines without gaps when they come at once', async () => {
    await store.contacts.create(contact('a'));
    const numbers = await Promise.all(
      Array.from({ length: 50 }, (_, i) => store.contacts.append('a', line(`${i}`))),
    );
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
    expect(await store.contacts.transcript('a')).toHaveLength(50);
  });

  it('finds by queue, agent, outcome and time, newest first', async () => {
    await store.contacts.create(contact('a', { queuedAt: 10, agentUri: 'sip:alice@contoso.com' }));
    await store.contacts.create(contact('b', { queuedAt: 20, queueUri: 'sip:support@contoso.com' }));
    await store.contacts.create(contact('c', { queuedAt: 30 }));
    await store.contacts.finish('c', { outcome: 'failed', endReason: 'shutdown', endedAt: 31 });
    const ids = async (query: Parameters<Store['contacts']['find']>[0]) =>
      (await store.contacts.find(query)).map(({ id }) => id);
    expect(await ids({})).toEqual(['c', 'b', 'a']);
    expect(await ids({ limit: 1 })).toEqual(['c']);
    expect(await ids({ queueUri: 'sip:sales@contoso.com' })).toEqual(['c', 'a']);
    expect(await ids({ agentUri: 'sip:alice@contoso.com' })).toEqual(['a']);
    expect(await ids({ outcome: 'failed' })).toEqual(['c']);
    expect(await ids({ from: 10, to: 30 })).toEqual(['b', 'a']);
  });

  it('refuses work after it was closed', async () => {
    await store.close();
    await store.close();
    await expect(store.contacts.get('a')).rejects.toSatisfy(code('closed'));
  });
});

describe('the file', () => {
  it('keeps what was committed for the next process, and migrates once', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'lync-store-'));
    const file = join(directory, 'lync.db');
    const first = await openLibsqlStore({ file });
    await first.contacts.create(contact('a'));
    await first.contacts.append('a', line('kept'));
    await first.close();
    const second = await openLibsqlStore({ file });
    expect((await second.contacts.unfinished()).map(({ id }) => id)).toEqual(['a']);
    expect(await second.contacts.transcript('a')).toHaveLength(1);
    await second.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('keeps who is at which orbit, also one that was made before there were orbits', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'lync-store-'));
    const file = join(directory, 'lync.db');
    await (await openLibsqlStore({ file })).close();
    const database = new Libsql(file);
    database.exec('drop table orbit; delete from schema_migration where number = 2');
    database.close();
    const call = {
      id: 'c1',
      capabilityHash: 'ab'.repeat(32),
      parkerUri: 'sip:alice@contoso.com',
      parkeeUri: 'sip:bob@contoso.com',
      instance: 'a',
      parkedAt: 1_000,
    };
    const first = await openLibsqlStore({ file });
    await first.orbits.occupy('100', call);
    await first.close();
    await expect(first.orbits.find('100')).rejects.toSatisfy(code('closed'));
    const second = await openLibsqlStore({ file });
    expect(await second.orbits.find('100')).toEqual({ orbit: '100', lastUsedAt: 1_000, call });
    await second.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('says so when it cannot be opened', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'lync-store-'));
    await writeFile(join(directory, 'file'), 'no directory');
    const opened = openLibsqlStore({ file: join(directory, 'file', 'lync.db') });
    await expect(opened).rejects.toSatisfy(code('unavailable'));
    await writeFile(join(directory, 'broken.db'), 'this is no database, '.repeat(500));
    await expect(openLibsqlStore({ file: join(directory, 'broken.db') })).rejects.toSatisfy(
      code('unavailable'),
    );
    await rm(directory, { recursive: true, force: true });
  });
});
