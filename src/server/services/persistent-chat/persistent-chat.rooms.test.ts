import { describe, expect, it } from 'vitest';
import { ApplicationError, type PersistentChatEndpoint } from '../../application';
import type { InvitationBlock, RoomMessage, XccosData, XccosNotice } from '../../../protocol/xccos';
import { address, chatWorld, initialRoom, next, roomUri } from '../../composition/testing/chat-world';

const failsWith = (result: string) => (error: unknown) =>
  error instanceof ApplicationError && error.result === result;
const names = async (person: PersistentChatEndpoint, search: XccosData['search']) =>
  ((await person.command('chansrch', { search })).rooms ?? []).map(({ name }) => name);

describe('Persistent Chat', () => {
  it('gives the channel address, says what it is, and lets people talk: history, echo, server time and number', async () => {
    const world = await chatWorld();
    const alice = await world.join('alice', 'open');
    const bob = await world.join('bob', 'open');
    const { server } = await alice.endpoint.command('getserverinfo', { server: { infoType: '123' } });
    expect(server).toMatchObject({ infoType: '123', messageSizeLimit: 8000, displayName: 'Test rooms' });
    const heard = [
      next<RoomMessage>(alice.room, 'message-received', 2),
      next<RoomMessage>(bob.room, 'message-received', 2),
    ];
    await alice.room.post('hello\nworld', { alert: true, mentions: [address('bob')] });
    await bob.room.post('hi', { story: 'Title' });
    const [ofAlice, ofBob] = await Promise.all(heard);
    expect(ofAlice).toEqual(ofBob);
    expect(ofAlice).toMatchObject([
      {
        roomUri: roomUri('open'),
        author: address('alice'),
        authorName: 'ALICE',
        id: '1',
        text: 'hello\nworld',
        alert: true,
        mentions: [address('bob')],
      },
      { author: address('bob'), id: '2', text: 'hi', story: 'Title' },
    ]);
    const carol = await world.join('carol', 'open');
    expect(carol.room.room.lastMessage).toBe('2');
    expect(await carol.room.history(10)).toEqual(ofAlice);
    expect(carol.room.participants.toSorted()).toEqual(['alice', 'bob', 'carol'].map(address));
  });

  it('tells those in a room who comes and goes, once for somebody with two devices', async () => {
    const world = await chatWorld();
    const alice = await world.join('alice', 'open');
    const came: string[] = [];
    alice.room.on('participant-joined', (uri) => came.push(uri));
    const bob = await world.join('bob', 'open');
    const second = await world.join('bob', 'open');
    await world.join('carol', 'open');
    const left: string[] = [];
    alice.room.on('participant-left', (uri) => left.push(uri));
    await second.room.leave();
    const gone = next<string>(alice.room, 'participant-left');
    await bob.endpoint.terminate();
    expect(await gone).toEqual([address('bob')]);
    expect(came).toEqual([address('bob'), address('carol')]);
    expect(left).toEqual([address('bob')]);
    const [room] = await (await world.enter('dave')).findRooms('Room open');
    expect(room?.participants).toBe(2);
  });

  it('joins many rooms at once, and leaves out those one may not join', async () => {
    const world = await chatWorld();
    const carol = await world.enter('carol');
    const ids = ['open', 'secret', 'closed', 'none', 'hall'];
    const data = await carol.command('bjoin', {
      roomIds: ids.map((value) => ({ domain: 'contoso.com', value })),
    });
    expect(data.rooms?.map(({ uri }) => uri)).toEqual([roomUri('open'), roomUri('hall')]);
    expect(data.users).toEqual([{ id: '0', uri: address('carol'), name: 'CAROL' }]);
    expect(data.rooms?.[0]?.associations).toEqual([{ key: 3984, users: ['0'] }]);
  });

  it('shows nobody a room they may not see: as if it did not exist', async () => {
    const world = await chatWorld();
    await (await world.join('alice', 'secret')).room.post('psst');
    const carol = await world.enter('carol');
    expect(await names(carol, { by: 'name', criteria: '' })).toEqual([
      'Room closed',
      'Room hall',
      'Room open',
    ]);
    const answers = async (id: string) => {
      const uri = roomUri(id);
      const [domain, value] = ['contoso.com', id];
      const commands: [string, XccosData][] = [
        ['join', { roomIds: [{ domain, value }] }],
        ['part', { rooms: [{ uri }] }],
        ['bccontext', { rooms: [{ uri }], history: { last: 5 } }],
        ['bcbydate', { rooms: [{ uri }], history: { text: 'psst' } }],
        ['getassociations', { rooms: [{ uri }] }],
        ['setassociations', { rooms: [{ uri, roles: [{ role: 'member', users: [] }] }] }],
        ['chanmodify', { rooms: [{ uri, name: 'x' }] }],
        ['invite', { rooms: [{ uri }], users: [{ uri: address('bob') }] }],
        ['setread', { rooms: [{ uri, lastRead: '1' }] }],
      ];
      return Promise.all(
        commands.map(([name, data]) =>
          carol.command(name, data).catch((error: Error) => error.message.split(': ')[1]),
        ),
      );
    };
    expect(await answers('secret')).toEqual(await answers('none'));
    expect(new Set(await answers('secret'))).toEqual(new Set(['There is no such room.']));
    const found = await carol.command('bcbydate', { history: { text: 'psst' } });
    expect(found.rooms).toBeUndefined();
  });

  it('keeps closed rooms for members, and auditoriums for presenters', async () => {
    const world = await chatWorld();
    const carol = await world.enter('carol');
    await expect(carol.join(roomUri('closed'))).rejects.toSatisfy(failsWith('permission-denied'));
    await expect(
      carol.command('bccontext', { rooms: [{ uri: roomUri('closed') }], history: { last: 1 } }),
    ).rejects.toSatisfy(failsWith('permission-denied'));
    // Managing is not joining.
    const dave = await world.enter('dave');
    await expect(dave.join(roomUri('closed'))).rejects.toSatisfy(failsWith('permission-denied'));
    const hall = await carol.join(roomUri('hall'));
    await expect(hall.post('may I?')).rejects.toMatchObject({ code: 'refused', status: 403 });
    const heard = next<RoomMessage>(hall, 'message-received');
    await (await world.join('alice', 'hall')).room.post('welcome');
    expect(await heard).toMatchObject([{ text: 'welcome' }]);
  });

  it('creates rooms where one may, and manages them: members are invited, who is removed leaves', async () => {
    const world = await chatWorld();
    const [alice, bob, carol] = [
      await world.enter('alice'),
      await world.enter('bob'),
      await world.enter('carol'),
    ];
    await expect(bob.command('chancreate', { rooms: [{ uri: '', name: 'Mine' }] })).rejects.toSatisfy(
      failsWith('permission-denied'),
    );
    const where = await alice.command('nodespermcreatechild');
    expect(where.categories?.map(({ name }) => name)).toEqual(['General', 'Inner']);
    const invited = next<InvitationBlock>(bob, 'chat-room-invitation-received');
    const categoryUri = 'ma-cat://contoso.com/general';
    const created = await alice.command('chancreate', {
      rooms: [
        {
          ...{ uri: '', name: 'Project', categoryUri, privacy: 'closed' },
          roles: [{ role: 'member', users: [{ uri: address('bob') }] }],
        },
      ],
    });
    const uri = created.rooms?.[0]?.uri ?? '';
    expect(created.rooms?.[0]).toMatchObject({ name: 'Project', privacy: 'closed', permissions: 31 });
    expect(await invited).toMatchObject([{ by: address('alice'), room: { uri, permissions: 30 } }]);
    const pending = await bob.command('getinv', { invitations: [{ id: '0', domain: 'contoso.com' }] });
    expect(pending.invitations).toMatchObject([{ room: { uri } }]);
    await bob.command('delinv', { invitations: pending.invitations ?? [] });
    expect(
      (await bob.command('getinv', { invitations: [{ id: '0', domain: 'contoso.com' }] })).invitations,
    ).toBeUndefined();

    await expect(
      alice.command('chancreate', { rooms: [{ uri: '', name: 'project', categoryUri }] }),
    ).rejects.toSatisfy(failsWith('duplicate-name'));
    await expect(
      alice.command('setassociations', {
        rooms: [{ uri, roles: [{ role: 'presenter', change: 'add', users: [{ uri: address('carol') }] }] }],
      }),
    ).rejects.toSatisfy(failsWith('presenter-not-member'));
    await expect(
      alice.command('setassociations', {
        rooms: [{ uri, roles: [{ role: 'member', change: 'add', users: [{ uri: address('nobody') }] }] }],
      }),
    ).rejects.toSatisfy(failsWith('no-such-user'));
    await expect(bob.command('chanmodify', { rooms: [{ uri, topic: 'x' }] })).rejects.toSatisfy(
      failsWith('permission-denied'),
    );

    const ofBob = await bob.join(uri);
    const ofAlice = await alice.join(uri);
    const changed = next(ofBob, 'properties-changed');
    await alice.command('chanmodify', { rooms: [{ uri, topic: 'Now', behavior: 'auditorium' }] });
    expect(await changed).toMatchObject([{ topic: 'Now', behavior: 'auditorium', permissions: 26 }]);
    const [left, removed] = [next<string>(ofAlice, 'participant-left'), next(ofBob, 'removed')];
    const roles = await alice.command('setassociations', {
      rooms: [{ uri, roles: [{ role: 'member', change: 'remove', users: [{ uri: address('bob') }] }] }],
    });
    expect(roles.rooms?.[0]?.roles?.[0]?.users).toEqual([{ uri: address('alice'), name: 'ALICE' }]);
    expect(await left).toEqual([address('bob')]);
    await removed;
    await expect(bob.join(uri)).rejects.toSatisfy(failsWith('permission-denied'));
    expect(await names(carol, { by: 'uri', criteria: uri })).toEqual(['Project']);
    await alice.command('chanmodify', { rooms: [{ uri, privacy: 'secret' }] });
    expect(await names(carol, { by: 'uri', criteria: uri })).toEqual([]);
    await alice.command('chanmodify', { rooms: [{ uri, disabled: true }] });
    await expect(alice.join(uri).then((room) => room.post('x'))).rejects.toBeInstanceOf(ApplicationError);
    expect(await names(alice, { by: 'manager', criteria: '' })).toContain('Project');
  });

  it('invites: anybody in an open room, managers in others, which makes members', async () => {
    const world = await chatWorld();
    const [alice, bob, carol] = [
      await world.enter('alice'),
      await world.enter('bob'),
      await world.enter('carol'),
    ];
    const invite = (person: PersistentChatEndpoint, id: string) =>
      person.command('invite', { rooms: [{ uri: roomUri(id) }], users: [{ uri: address('carol') }] });
    await expect(invite(bob, 'closed')).rejects.toSatisfy(failsWith('permission-denied'));
    const both = next<InvitationBlock>(carol, 'chat-room-invitation-received', 2);
    expect((await invite(bob, 'open')).users).toEqual([{ uri: address('carol') }]);
    expect((await invite(alice, 'secret')).users).toEqual([{ uri: address('carol') }]);
    expect((await both).map(({ room }) => room?.name)).toEqual(['Room open', 'Room secret']);
    expect((await carol.join(roomUri('secret'))).room.name).toBe('Room secret');
  });

  it('counts what each person has not read, and tells their other devices', async () => {
    const world = await chatWorld();
    const alice = await world.join('alice', 'closed');
    const bob = await world.enter('bob');
    const phone = await world.enter('bob');
    for (const text of ['one', 'two', 'three']) await alice.room.post(text);
    const mine = async () =>
      (await bob.command('getunread')).rooms?.find(({ uri }) => uri === roomUri('closed'));
    expect(await mine()).toMatchObject({ unread: 3, lastRead: '0', lastMessage: '3', name: 'Room closed' });
    const told = next<XccosNotice>(phone, 'notice');
    const reply = await bob.command('setread', { rooms: [{ uri: roomUri('closed'), lastRead: '2' }] });
    expect(reply.rooms).toEqual([{ uri: roomUri('closed'), lastRead: '2', lastMessage: '3', unread: 1 }]);
    expect(await told).toMatchObject([{ name: 'setread', data: { rooms: [{ unread: 1 }] } }]);
    expect(await mine()).toMatchObject({ unread: 1 });
  });

  it('pages through history and searches it', async () => {
    const world = await chatWorld({ limits: { pageMessages: 10 } });
    const { endpoint: alice, room } = await world.join('alice', 'closed');
    for (let count = 1; count <= 25; count++) await room.post(count === 7 ? 'a needle' : `hay ${count}`);
    const uri = roomUri('closed');
    const page = async (history: XccosData['history']) => {
      const [found] = (await alice.command('bccontext', { rooms: [{ uri }], history })).rooms ?? [];
      return { ids: found?.messages?.map(({ id }) => Number(id)) ?? [], more: found?.more ?? false };
    };
    const range = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, index) => from + index);
    expect(await page({ last: 500, before: '26' })).toEqual({ ids: range(16, 25), more: true });
    expect(await page({ before: '6' })).toEqual({ ids: range(1, 5), more: false });
    expect(await page({ after: '3', limit: 4 })).toEqual({ ids: range(4, 7), more: true });
    expect(await page({ after: '99999999999999999999' })).toEqual({ ids: [], more: false });
    expect(await page({ limit: 0 })).toEqual({ ids: [], more: false });
    expect(await page({ limit: 2, newestFirst: true, before: '26' })).toEqual({ ids: [25, 24], more: true });
    const found = await alice.command('bcbydate', {
      history: { text: 'needle', authors: [address('alice')] },
    });
    expect(found.rooms).toMatchObject([{ uri, name: 'Room closed', messages: [{ id: '7' }] }]);
    const bob = await world.enter('bob');
    const nothing = await bob.command('bcbymsg', { history: { text: 'needle', to: '2020-01-01T00:00:00Z' } });
    expect(nothing.rooms).toBeUndefined();
  });

  it('cuts a page of long messages to what an INFO holds', async () => {
    const world = await chatWorld();
    const { endpoint: alice, room } = await world.join('alice', 'open');
    const long = '&'.repeat(7_000);
    for (let count = 0; count < 4; count++) await room.post(long);
    const history = async (block: XccosData['history']) =>
      (await alice.command('bccontext', { rooms: [{ uri: roomUri('open') }], history: block })).rooms?.[0];
    const newest = await history({ last: 4, before: '5' });
    expect(newest).toMatchObject({ more: true, messages: [{ id: '4', text: long }] });
    expect(await history({ after: '0' })).toMatchObject({ more: true, messages: [{ id: '1' }] });
  });

  it('finds people, keeps preferences, and knows no files', async () => {
    const world = await chatWorld();
    const alice = await world.enter('alice');
    const found = await alice.command('usersrch', { search: { by: 'name', criteria: 'bo' } });
    expect(found.users).toEqual([{ uri: address('bob'), name: 'BOB' }]);
    const label = 'kedzie.GroupChannels';
    expect((await alice.command('getpref', { preference: { label } })).preference).toMatchObject({
      sequence: '0',
    });
    await alice.command('setpref', { preference: { label, content: 'AAA=' } });
    const get = async (sequence: string) =>
      (await alice.command('getpref', { preference: { label, sequence } })).preference?.content;
    expect([await get('0'), await get('1')]).toEqual(['AAA=', undefined]);
    const file = { roomUri: roomUri('open'), fileUrl: 'x.txt' };
    await expect(alice.command('getfutok', { file })).rejects.toSatisfy(failsWith('not-supported'));
    await expect(alice.command('dance')).rejects.toSatisfy(failsWith('not-supported'));
  });

  it('lists nobody in a room that is too full, only how many', async () => {
    const world = await chatWorld({ limits: { listedParticipants: 1 } });
    await world.join('alice', 'open');
    const bob = await world.join('bob', 'open');
    expect(bob.room.participants).toEqual([]);
    expect(bob.room.room.participants).toBe(2);
  });
});

describe('Persistent Chat with more rooms than fit an INFO', () => {
  it('lists them page by page, and joins them all at once', async () => {
    const description = '&'.repeat(800);
    const ids = Array.from({ length: 100 }, (_, index) => `r${String(index).padStart(3, '0')}`);
    const world = await chatWorld({ rooms: ids.map((id) => initialRoom(id, { description })) });
    const alice = await world.enter('alice');
    const found: string[] = [];
    for (let more = true; more;) {
      const { rooms = [], search } = await alice.command('chansrch', {
        search: { by: 'name', criteria: 'room', offset: found.length },
      });
      expect(rooms.length).toBeGreaterThan(0);
      found.push(...rooms.map(({ uri }) => uri));
      more = search?.more ?? false;
    }
    expect(found).toEqual(ids.map(roomUri));
    const joined = await alice.command('bjoin', {
      roomIds: ids.map((value) => ({ domain: 'contoso.com', value })),
    });
    expect(joined.rooms?.map(({ uri }) => uri)).toEqual(found);
    expect(joined.rooms?.[0]).toEqual({
      ...{ uri: roomUri('r000'), name: 'Room r000', permissions: 30, participants: 1, lastMessage: '0' },
    });
  });
});
