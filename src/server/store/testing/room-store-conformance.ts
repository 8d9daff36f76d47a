import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NewRoomMessage, RoomMessageQuery, RoomStore, StoredRoom } from '../room-store';
import { StoreError, type StoreErrorCode } from '../store-error';

const alice = 'sip:alice@contoso.com';
const bob = "sip:o'bob@contoso.com";

export function storedRoom(id: string, more: Partial<StoredRoom> = {}): StoredRoom {
  return {
    id,
    name: `Room ${id}`,
    description: '',
    topic: '',
    categoryId: 'general',
    privacy: 'open',
    behavior: 'normal',
    disabled: false,
    invitations: true,
    createdAt: 1000,
    createdBy: alice,
    lastMessage: 0,
    roles: { member: [alice, bob], manager: [alice], presenter: [] },
    ...more,
  };
}

const fails = (code: StoreErrorCode) => (error: unknown) =>
  error instanceof StoreError && error.code === code;
const texts = (messages: readonly { readonly text: string }[]): string[] => messages.map(({ text }) => text);

/** What every driver of `RoomStore` does. `open` gives an empty one. */
export function roomStoreConformance(
  name: string,
  open: () => Promise<{ rooms: RoomStore; close(): Promise<void> }>,
): void {
  describe(`${name} room store`, () => {
    let store: RoomStore;
    let close: () => Promise<void>;
    beforeEach(async () => {
      const opened = await open();
      store = opened.rooms;
      close = () => opened.close();
    });
    afterEach(() => close());

    const say = async (roomId: string, text: string, more: Partial<NewRoomMessage> = {}) =>
      (await store.append([{ roomId, author: alice, at: 1000, text, ...more }]))[0]!;
    const find = async (query: Partial<RoomMessageQuery>) =>
      store.find({ roomIds: ['a'], limit: 100, ...query });
    const search = async (text: string, more: Partial<RoomMessageQuery> = {}, flags = {}) =>
      texts((await find({ text: { text, ...flags }, ...more })).messages);

    it('keeps rooms and who has which role', async () => {
      const a = storedRoom('a', { topic: 'T', privacy: 'secret', behavior: 'auditorium' });
      await store.createRoom(a);
      await store.createRoom(storedRoom('b'));
      expect(await store.room('a')).toEqual(a);
      expect(await store.rooms()).toEqual([a, storedRoom('b')]);
      expect(await store.room('c')).toBeUndefined();
      await expect(store.createRoom(a)).rejects.toSatisfy(fails('conflict'));
    });

    it('lets no two rooms have one name, except secret ones', async () => {
      await store.createRoom(storedRoom('a', { name: 'Ops' }));
      await expect(store.createRoom(storedRoom('b', { name: 'OPS' }))).rejects.toSatisfy(fails('conflict'));
      await store.createRoom(storedRoom('b', { name: 'OPS', privacy: 'secret' }));
      await expect(store.updateRoom('b', { privacy: 'closed' })).rejects.toSatisfy(fails('conflict'));
      expect((await store.room('b'))?.privacy).toBe('secret');
      await store.updateRoom('a', { name: 'Ops!' });
      expect((await store.updateRoom('b', { privacy: 'closed' })).privacy).toBe('closed');
    });

    it('changes a room and its roles at once', async () => {
      await store.createRoom(storedRoom('a'));
      const changed = await store.updateRoom('a', { description: 'new', disabled: true }, [
        { role: 'member', change: 'remove', users: [bob] },
        { role: 'presenter', change: 'add', users: [alice, alice] },
        { role: 'manager', change: 'set', users: ['sip:z@d', 'sip:y@d'] },
      ]);
      expect(changed).toEqual({
        ...storedRoom('a', { description: 'new', disabled: true }),
        roles: { member: [alice], manager: ['sip:y@d', 'sip:z@d'], presenter: [alice] },
      });
      expect(await store.room('a')).toEqual(changed);
      await expect(store.updateRoom('x', {})).rejects.toSatisfy(fails('not-found'));
    });

    it('numbers messages in each room from 1, and never lets the time go back', async () => {
      await store.createRoom(storedRoom('a'));
      await store.createRoom(storedRoom('b'));
      const first = await store.append([
        { roomId: 'a', author: alice, at: 2000, text: 'one' },
        { roomId: 'b', author: bob, at: 2000, text: 'other' },
        { roomId: 'a', author: bob, at: 1000, text: 'two' },
      ]);
      expect(
        first.map(({ message, repeated }) => [message.roomId, message.number, message.at, repeated]),
      ).toEqual([
        ['a', 1, 2000, false],
        ['b', 1, 2000, false],
        ['a', 2, 2000, false],
      ]);
      expect((await say('a', 'three')).message).toMatchObject({ number: 3, at: 2000 });
      expect((await store.room('a'))?.lastMessage).toBe(3);
      expect((await store.room('b'))?.lastMessage).toBe(1);
    });

    it('keeps all of a message', async () => {
      await store.createRoom(storedRoom('a'));
      const message: NewRoomMessage = {
        roomId: 'a',
        author: bob,
        authorName: "O'Bob",
        clientId: 'm1',
        at: 5,
        text: 'line 1\nline 2 \u{1F600} 日本',
        rtf: '{\\rtf1}',
        alert: true,
        story: 'Title',
        mentions: [alice],
      };
      await store.append([message]);
      expect((await find({})).messages).toEqual([{ ...message, number: 1 }]);
    });

    it('stores a repeated message once', async () => {
      await store.createRoom(storedRoom('a'));
      await store.createRoom(storedRoom('b'));
      const first = await say('a', 'x', { clientId: 'm1' });
      expect(await say('a', 'x again', { clientId: 'm1' })).toEqual({
        message: first.message,
        repeated: true,
      });
      expect((await say('a', 'x', { clientId: 'm1', author: bob })).repeated).toBe(false);
      expect((await say('b', 'x', { clientId: 'm1' })).repeated).toBe(false);
      const twice = { roomId: 'a', author: alice, at: 1, text: 'y', clientId: 'm2' };
      const both = await store.append([twice, twice]);
      expect(both.map(({ message, repeated }) => [message.number, repeated])).toEqual([
        [3, false],
        [3, true],
      ]);
      expect(texts((await find({})).messages)).toEqual(['x', 'x', 'y']);
    });

    it('stores all of a batch or nothing', async () => {
      await store.createRoom(storedRoom('a'));
      const batch = ['a', 'none'].map((roomId) => ({ roomId, author: alice, at: 1, text: 'x' }));
      await expect(store.append(batch)).rejects.toSatisfy(fails('not-found'));
      expect((await find({})).messages).toEqual([]);
      expect((await say('a', 'y')).message.number).toBe(1);
    });

    it('numbers without gap when many write at once', async () => {
      await store.createRoom(storedRoom('a'));
      const added = await Promise.all(Array.from({ length: 20 }, (_, index) => say('a', `m${index}`)));
      const numbers = added.map(({ message }) => message.number).sort((x, y) => x - y);
      expect(numbers).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    });

    it('gives history page by page, backwards and forwards', async () => {
      await store.createRoom(storedRoom('a'));
      await store.append(
        Array.from({ length: 10 }, (_, index) => ({
          roomId: 'a',
          author: alice,
          at: 1,
          text: `${index + 1}`,
        })),
      );
      expect(await find({ limit: 3 })).toMatchObject({
        messages: [{ number: 8 }, { number: 9 }, { number: 10 }],
        more: true,
      });
      expect(texts((await find({ limit: 3, before: 8 })).messages)).toEqual(['5', '6', '7']);
      expect(await find({ limit: 4, before: 5 })).toMatchObject({ more: false });
      expect(await find({ limit: 3, after: 4 })).toMatchObject({
        messages: [{ number: 5 }, { number: 6 }, { number: 7 }],
        more: true,
      });
      expect(texts((await find({ limit: 3, after: 4, before: 9 })).messages)).toEqual(['6', '7', '8']);
      expect(await find({ after: 10 })).toEqual({ messages: [], more: false });
      expect(await find({ roomIds: ['none'] })).toEqual({ messages: [], more: false });
      expect(await find({ roomIds: [] })).toEqual({ messages: [], more: false });
    });

    it('finds by date and by author, over rooms', async () => {
      await store.createRoom(storedRoom('a'));
      await store.createRoom(storedRoom('b'));
      for (const at of [10, 20, 20, 30]) await say('a', `a${at}`, { at, author: at === 30 ? bob : alice });
      await say('b', 'b25', { at: 25 });
      expect(texts((await find({ from: 20, to: 30 })).messages)).toEqual(['a20', 'a20']);
      expect(texts((await find({ from: 31 })).messages)).toEqual([]);
      expect(texts((await find({ to: 10 })).messages)).toEqual([]);
      expect(texts((await find({ authors: [bob] })).messages)).toEqual(['a30']);
      const both = await find({ roomIds: ['a', 'b'], from: 20, limit: 3 });
      expect(both).toMatchObject({ more: true });
      expect(texts(both.messages)).toEqual(['a20', 'b25', 'a30']);
    });

    it('finds words from their beginning, without case and accents', async () => {
      await store.createRoom(storedRoom('a'));
      await store.createRoom(storedRoom('b'));
      for (const text of [
        'Hello world',
        'Café au lait',
        'worldly goods',
        '東京の天気',
        'كِتَاب',
        'AND "x" OR (y) NOT*',
      ])
        await say('a', text);
      await say('a', 'nothing here', { story: 'World tour' });
      await say('b', 'hello from b');
      expect(await search('WORLD')).toEqual(['Hello world', 'worldly goods', 'nothing here']);
      expect(await search('wor hel')).toEqual(['Hello world']);
      expect(await search('cafe')).toEqual(['Café au lait']);
      expect(await search('天気')).toEqual(['東京の天気']);
      expect(await search('京天')).toEqual([]);
      expect(await search('كتاب')).toEqual(['كِتَاب']);
      expect(await search('and NOT*')).toEqual(['AND "x" OR (y) NOT*']);
      expect(await search('"')).toEqual([]);
      expect(await search('')).toEqual([]);
      expect(await search('hello', { roomIds: ['a', 'b'] })).toEqual(['Hello world', 'hello from b']);
      expect(await search('hello', { roomIds: ['a', 'b'], limit: 1 })).toEqual(['hello from b']);
      expect(await search('hello', { roomIds: [] })).toEqual([]);
    });

    it('finds a phrase, and letters as they are written', async () => {
      await store.createRoom(storedRoom('a'));
      for (const text of ['big red bus', 'red big bus', 'Big Red Bus', 'big redder']) await say('a', text);
      expect(await search('big red', {}, { exactPhrase: true })).toEqual(['big red bus', 'Big Red Bus']);
      expect(await search('Big bus', {}, { matchCase: true })).toEqual([]);
      expect(await search('Big Bus', {}, { matchCase: true })).toEqual(['Big Red Bus']);
      expect(await search('Big Red', {}, { matchCase: true, exactPhrase: true })).toEqual(['Big Red Bus']);
      expect(await search('bus', { before: 3, after: 1 })).toEqual(['red big bus']);
      expect(await search('bus', { authors: [bob] })).toEqual([]);
      expect(await find({ text: { text: 'bus' }, limit: 2 })).toMatchObject({ more: true });
      expect(await find({ text: { text: 'bus' }, limit: 3 })).toMatchObject({ more: false });
    });

    it('takes whatever is searched for', async () => {
      await store.createRoom(storedRoom('a'));
      await fc.assert(
        fc.asyncProperty(
          fc.string({ unit: 'grapheme' }),
          fc.boolean(),
          fc.boolean(),
          async (text, matchCase, exactPhrase) => {
            const { messages } = await find({ text: { text, matchCase, exactPhrase } });
            expect(messages).toEqual([]);
          },
        ),
        { numRuns: 50 },
      );
    });

    it('counts what somebody has not read, of others', async () => {
      await store.createRoom(storedRoom('a'));
      await store.createRoom(storedRoom('b'));
      for (const author of [alice, bob, bob]) await say('a', 'x', { author });
      expect(await store.reading(alice, ['b', 'a', 'none'])).toEqual([
        { roomId: 'a', lastRead: 0, lastMessage: 3, unread: 2 },
        { roomId: 'b', lastRead: 0, lastMessage: 0, unread: 0 },
      ]);
      expect(await store.markRead(alice, 'a', 2)).toEqual({
        roomId: 'a',
        lastRead: 2,
        lastMessage: 3,
        unread: 1,
      });
      expect(await store.markRead(alice, 'a', 1)).toMatchObject({ lastRead: 2 });
      expect(await store.markRead(alice, 'a', 99)).toEqual({
        roomId: 'a',
        lastRead: 3,
        lastMessage: 3,
        unread: 0,
      });
      expect(await store.reading(bob, ['a'])).toEqual([
        { roomId: 'a', lastRead: 0, lastMessage: 3, unread: 1 },
      ]);
      expect(await store.roomsReadBy(alice)).toEqual(['a']);
      expect(await store.roomsReadBy(bob)).toEqual([]);
      await expect(store.markRead(alice, 'none', 1)).rejects.toSatisfy(fails('not-found'));
    });

    it('keeps invitations until they are dismissed', async () => {
      await store.createRoom(storedRoom('a'));
      await store.createRoom(storedRoom('b'));
      const [first] = await store.invite('a', [bob], 10, alice);
      const [second, other] = await store.invite('b', [bob, alice], 20);
      expect(first).toMatchObject({ roomId: 'a', user: bob, invitedBy: alice, createdAt: 10 });
      expect(await store.invitations(bob, 0)).toEqual([first, second]);
      expect(await store.invitations(bob, first!.number)).toEqual([second]);
      const [again] = await store.invite('a', [bob], 30, alice);
      expect(await store.invitations(bob, 0)).toEqual([second, again]);
      await store.dismissInvitation(bob, other!.number);
      await store.dismissInvitation(bob, second!.number);
      expect(await store.invitations(bob, 0)).toEqual([again]);
      expect(await store.invitations(alice, 0)).toEqual([other]);
    });

    it('keeps preferences with a number that grows', async () => {
      expect(await store.preference(alice, 'x')).toBeUndefined();
      expect(await store.setPreference(alice, 'x', 'AA==')).toBe(1);
      expect(await store.setPreference(alice, 'x', 'AQ==')).toBe(2);
      expect(await store.preference(alice, 'x')).toEqual({ sequence: 2, content: 'AQ==' });
      expect(await store.preference(bob, 'x')).toBeUndefined();
    });

    it('says when it is closed', async () => {
      await close();
      await expect(store.rooms()).rejects.toSatisfy(fails('closed'));
      await expect(store.append([])).rejects.toSatisfy(fails('closed'));
    });
  });
}
