import { afterEach, describe, expect, it } from 'vitest';
import type { RoomBlock, XccosData } from '../../protocol/xccos';
import { once } from '../testing/session-fixture';
import { ChatFixtures } from './testing/chat-fixture';
import type { ChatFixture } from './testing/chat-fixture';

const fixtures = new ChatFixtures();
afterEach(() => fixtures.close());

const SALES = 'ma-chan://contoso.com/sales';
const ROOM: RoomBlock = {
  uri: SALES,
  name: 'Sales floor',
  description: 'Offers',
  topic: 'Winter sale',
  privacy: 'closed',
  behavior: 'auditorium',
  participants: 3,
  invitations: true,
  categoryUri: 'ma-cat://contoso.com/general',
};

/** What the client sent for the command that was answered last. */
async function answered(
  answers: Readonly<Record<string, XccosData | ((data: XccosData) => XccosData)>>,
): Promise<ChatFixture & { sent: (name: string) => XccosData[] }> {
  const fixture = await fixtures.establish((scripted) => {
    scripted.categories.push({ uri: 'ma-cat://contoso.com/general', name: 'General' });
    for (const [name, answer] of Object.entries(answers)) scripted.answers.set(name, answer);
  });
  const sent = (name: string) =>
    fixture.scripted.commands.filter((command) => command.name === name).map(({ data }) => data);
  return { ...fixture, sent };
}

describe('Rooms at the server', () => {
  it('are found by words, page by page', async () => {
    const { chat, sent } = await answered({
      chansrch: ({ search }) =>
        search?.offset
          ? { rooms: [{ uri: `${SALES}2`, name: 'Sales archive' }] }
          : {
              rooms: [ROOM, { uri: `${SALES}1`, name: 'Sales', description: 'the ground floor' }],
              search: { by: 'name', criteria: '', more: true },
            },
      getunread: { rooms: [{ uri: SALES, unread: 7 }] },
    });
    expect(await chat.findRooms({ text: 'floor  SALES' })).toEqual([
      {
        uri: SALES,
        name: 'Sales floor',
        description: 'Offers',
        participantCount: 3,
        privacy: 'closed',
        isAuditorium: true,
        isDisabled: false,
      },
    ]);
    expect(sent('chansrch').map(({ search }) => search)).toEqual([
      { by: 'name', criteria: 'floor' },
      { by: 'name', criteria: 'floor', offset: 2 },
    ]);
    const described = await chat.findRooms({ text: 'floor sales', searchDescription: true });
    expect(described.map(({ name }) => name)).toEqual(['Sales floor', 'Sales']);
    const [mine] = await chat.findRooms({ scope: 'member' });
    expect(mine).toMatchObject({ name: 'Sales floor', unread: 7 });
    await chat.findRooms({ scope: 'managed' });
    await chat.findRooms({ categoryUri: 'ma-cat://contoso.com/general' });
    expect(sent('chansrch').flatMap(({ search }) => search?.by ?? [])).toEqual(
      expect.arrayContaining(['manager', 'category']),
    );
    await expect(chat.findRooms({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
  });

  it('tell their members, and are created with some', async () => {
    const roles = [
      {
        role: 'member',
        users: [
          { uri: 'sip:alice@contoso.com', name: 'Alice Archer' },
          { uri: 'sip:Bob@contoso.com', name: 'Bob Baker' },
        ],
      },
      { role: 'manager', users: [{ uri: 'sip:alice@contoso.com', name: 'Alice Archer' }] },
    ] as const;
    const { chat, scripted, sent } = await answered({
      chansrch: ({ search }) => ({ rooms: search?.criteria === SALES ? [ROOM] : [] }),
      getassociations: { rooms: [{ uri: SALES, roles }] },
      chancreate: ({ rooms = [] }) => ({ rooms: [{ ...rooms[0], uri: SALES }] }),
    });
    expect(await chat.getRoom(SALES)).toMatchObject({
      topic: 'Winter sale',
      sendsInvitations: true,
      categoryUri: 'ma-cat://contoso.com/general',
      members: ['sip:alice@contoso.com', 'sip:bob@contoso.com'],
      managers: ['sip:alice@contoso.com'],
      presenters: [],
      people: [
        { uri: 'sip:alice@contoso.com', displayName: 'Alice Archer' },
        { uri: 'sip:bob@contoso.com', displayName: 'Bob Baker' },
      ],
    });
    await expect(chat.getRoom(`${SALES}9`)).rejects.toMatchObject({ code: 'not-found' });
    const made = await chat.createRoom({
      name: ' Sales floor ',
      isAuditorium: true,
      members: ['sip:Bob@contoso.com'],
    });
    expect(made).toMatchObject({ uri: SALES, name: 'Sales floor', privacy: 'closed', isAuditorium: true });
    expect(sent('chancreate')[0]!.rooms).toEqual([
      {
        uri: '',
        name: 'Sales floor',
        privacy: 'closed',
        behavior: 'auditorium',
        categoryUri: 'ma-cat://contoso.com/general',
        roles: [{ role: 'member', users: [{ uri: 'sip:bob@contoso.com' }] }],
      },
    ]);
    scripted.refused.set('chancreate', 'duplicate-name');
    await expect(chat.createRoom({ name: 'Sales floor' })).rejects.toMatchObject({
      code: 'room-name-taken',
      message: 'There is a room with this name already.',
      details: { status: 409 },
    });
    await expect(chat.createRoom({ name: ' ' })).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(chat.createRoom({ name: 'x', members: ['Bob'] })).rejects.toMatchObject({
      code: 'invalid-argument',
    });
  });

  it('are managed by their managers', async () => {
    const { chat, scripted, sent } = await answered({
      chanmodify: ({ rooms = [] }) => ({ rooms }),
    });
    scripted.addRoom('sales');
    const sales = await chat.joinRoom(SALES);
    const changed = once(sales, 'properties-changed');
    await sales.update({ topic: 'Spring sale', sendsInvitations: false });
    await changed;
    expect(sales.snapshot.topic).toBe('Spring sale');
    await sales.setMembers(['sip:alice@contoso.com', 'sip:bob@contoso.com']);
    await sales.setPresenters([]);
    await sales.invite(['sip:Bob@contoso.com']);
    await sales.disable();
    await chat.updateRoom(SALES, { isDisabled: false });
    expect(sent('chanmodify').flatMap(({ rooms }) => rooms ?? [])).toEqual([
      { uri: SALES, topic: 'Spring sale', invitations: false },
      { uri: SALES, disabled: true },
      { uri: SALES, disabled: false },
    ]);
    expect(sent('setassociations').flatMap(({ rooms }) => rooms?.[0]?.roles ?? [])).toEqual([
      {
        role: 'member',
        change: 'set',
        users: [{ uri: 'sip:alice@contoso.com' }, { uri: 'sip:bob@contoso.com' }],
      },
      { role: 'presenter', change: 'set', users: [] },
    ]);
    expect(sent('invite')).toEqual([{ rooms: [{ uri: SALES }], users: [{ uri: 'sip:bob@contoso.com' }] }]);
    scripted.refused.set('setassociations', 'presenter-not-member');
    await expect(sales.setPresenters(['sip:carol@contoso.com'])).rejects.toMatchObject({
      code: 'invalid-argument',
    });
  });

  it('are searched for messages, by text, author and time', async () => {
    const at = '2026-11-20T10:00:00.000Z';
    const message = { roomUri: SALES, author: 'sip:bob@contoso.com', text: 'the blue lamp' };
    const { chat, sent } = await answered({
      bcbydate: {
        rooms: [
          { uri: SALES, name: 'Sales floor', messages: [{ ...message, id: '9', at }], more: true },
          {
            uri: `${SALES}2`,
            messages: [{ ...message, id: '3', at: '2026-11-20T11:00:00.000Z', story: 'Lamps' }],
          },
        ],
      },
      usersrch: { users: [{ uri: 'sip:Bob@contoso.com', name: 'Bob' }, { uri: 'sip:carol@contoso.com' }] },
    });
    const from = Date.parse('2026-11-19T00:00:00Z');
    const { isTruncated, matches } = await chat.searchHistory({
      text: 'blue lamp',
      author: 'sip:Bob@contoso.com',
      from,
      to: from + 1000,
      matchExactPhrase: true,
      roomUri: SALES,
    });
    expect(isTruncated).toBe(true);
    expect(matches.map(({ messageId, roomName, title }) => `${roomName} ${messageId} ${title}`)).toEqual([
      `${SALES}2 3 Lamps`,
      'Sales floor 9 undefined',
    ]);
    expect(sent('bcbydate')[0]).toEqual({
      rooms: [{ uri: SALES }],
      history: {
        text: 'blue lamp',
        exactPhrase: true,
        authors: ['sip:bob@contoso.com'],
        from: '2026-11-19T00:00:00.000Z',
        to: '2026-11-19T00:00:01.001Z',
        limit: 50,
        newestFirst: true,
      },
    });
    expect(await chat.findUsers('b')).toEqual([
      { uri: 'sip:bob@contoso.com', displayName: 'Bob' },
      { uri: 'sip:carol@contoso.com', displayName: 'carol' },
    ]);
  });
});
