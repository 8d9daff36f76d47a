import { describe, expect, it } from 'vitest';
import type { ChatRoomInvitationReceivedEvent, ChatRoomMessageEvent } from '../session/contract';
import { createMockSession, MockSession, type MockPersistentChat } from '.';

const ALICE = 'sip:alice@contoso.com';

async function connected(): Promise<{ session: MockSession; chat: MockPersistentChat }> {
  const session = new MockSession({ uri: ALICE, displayName: 'Alice' });
  await session.connect();
  const chat = session.persistentChat!;
  await chat.establish();
  return { session, chat };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('MockPersistentChat', () => {
  it('has the five states, and refuses what is asked too early', async () => {
    const session = new MockSession({ uri: ALICE });
    await session.connect();
    const chat = session.persistentChat!;
    const states: string[] = [];
    chat.addEventListener('connection-state-changed', ({ state }) => states.push(state));
    await expect(chat.findRooms()).rejects.toMatchObject({ code: 'invalid-state' });
    await chat.establish();
    session.loseConnection();
    session.restoreConnection();
    await session.disconnect();
    expect(states).toEqual([
      'establishing',
      'established',
      'establishing',
      'established',
      'terminating',
      'terminated',
    ]);
    expect(new MockSession().persistentChat).toBeUndefined();
  });

  it('joins a room with its history, counts what is unread, and sends', async () => {
    const { chat } = await connected();
    const room = chat.addRoom({ name: 'Sales floor', managers: [ALICE] });
    for (let i = 0; i < 120; i++) room.post(`message ${i}`);
    const joined = await chat.joinRoom(room.uri);
    expect(joined.snapshot).toMatchObject({
      state: 'established',
      unread: 120,
      canManage: true,
      hasOlder: true,
    });
    expect(joined.snapshot.messages).toHaveLength(50);
    await joined.loadOlder();
    expect(joined.snapshot.messages.map(({ body }) => body)).toEqual(
      Array.from({ length: 100 }, (_, i) => `message ${i + 20}`),
    );
    joined.markRead();
    expect(chat.snapshot.unread).toBe(0);
    const received: ChatRoomMessageEvent[] = [];
    joined.addEventListener('message-received', (event) => received.push(event));
    room.post('Hello @alice');
    expect(joined.snapshot).toMatchObject({ unread: 1, unreadMentions: 1 });
    const sending = joined.send('Hello all', { importance: 'high' });
    const { id } = joined.snapshot.messages.at(-1)!;
    expect(await sending).toMatchObject({ id, delivery: 'delivered', importance: 'high', isOwn: true });
    expect(joined.snapshot.messages.filter((message) => message.id === id)).toHaveLength(1);
    expect(received.map(({ message }) => message.body)).toEqual(['Hello @alice']);
    expect(structuredClone(joined.snapshot)).toEqual(joined.snapshot);
  });

  it('keeps a failed message for a retry, and refuses what is too large', async () => {
    const { chat } = await connected();
    const joined = await chat.joinRoom(chat.addRoom({ name: 'Sales floor' }).uri);
    joined.failNext('server-error');
    await expect(joined.send('Hello')).rejects.toMatchObject({ code: 'server-error' });
    const failed = joined.snapshot.messages[0]!;
    expect(failed).toMatchObject({ delivery: 'failed', failure: { code: 'server-error' } });
    await joined.retry(failed.id);
    expect(joined.snapshot.messages).toMatchObject([{ body: 'Hello', delivery: 'delivered' }]);
    await expect(joined.send('ü'.repeat(chat.limits.messageSize / 2 + 1))).rejects.toMatchObject({
      code: 'too-large',
    });
  });

  it('hides a secret room, refuses who is no member, and lets only presenters write in an auditorium', async () => {
    const { chat } = await connected();
    const secret = chat.addRoom({ name: 'Board', privacy: 'secret' });
    const closed = chat.addRoom({ name: 'Managers', privacy: 'closed' });
    const hall = chat.addRoom({ name: 'Hall', isAuditorium: true });
    expect((await chat.findRooms()).map(({ name }) => name)).toEqual(['Managers', 'Hall']);
    await expect(chat.joinRoom(secret.uri)).rejects.toMatchObject({ code: 'not-found' });
    await expect(chat.joinRoom(closed.uri)).rejects.toMatchObject({ code: 'forbidden' });
    expect(chat.chatRoomSessions).toHaveLength(0);
    const listening = await chat.joinRoom(hall.uri);
    expect(listening.snapshot.canChat).toBe(false);
    await expect(listening.send('May I?')).rejects.toMatchObject({ code: 'invalid-state' });
    hall.set({ presenters: [ALICE] });
    await listening.send('Thank you');
  });

  it('is managed, and disabled for everybody until somebody opens it again', async () => {
    const { chat } = await connected();
    const made = await chat.createRoom({ name: 'Winter sale', description: 'All of it' });
    await expect(chat.createRoom({ name: 'winter SALE' })).rejects.toMatchObject({ code: 'room-name-taken' });
    const joined = await chat.joinRoom(made.uri);
    await joined.update({ topic: 'Until Friday' });
    await joined.setMembers([ALICE, 'sip:bob@contoso.com']);
    expect(await joined.getDetails()).toMatchObject({
      topic: 'Until Friday',
      privacy: 'closed',
      members: [ALICE, 'sip:bob@contoso.com'],
      managers: [ALICE],
    });
    await joined.disable();
    expect(joined.snapshot).toMatchObject({ state: 'terminated', failure: { code: 'forbidden' } });
    await expect(chat.joinRoom(made.uri)).rejects.toMatchObject({ code: 'forbidden' });
    await chat.updateRoom(made.uri, { isDisabled: false });
    expect((await chat.joinRoom(made.uri)).snapshot.state).toBe('established');
  });

  it('invites; joining takes the invitation back', async () => {
    const { chat, session } = await connected();
    const room = chat.addRoom({ name: 'Sales floor' });
    const received: ChatRoomInvitationReceivedEvent[] = [];
    session.addEventListener('chat-room-invitation-received', (event) => received.push(event));
    chat.receiveInvitation(room, 'sip:bob@contoso.com');
    expect(received[0]?.invitation).toMatchObject({ room: { name: 'Sales floor' } });
    expect(chat.snapshot.invitations).toHaveLength(1);
    await chat.joinRoom(room.uri);
    expect(chat.snapshot.invitations).toHaveLength(0);
  });

  it('finds messages, and shows where they stand', async () => {
    const { chat } = await connected();
    const room = chat.addRoom({ name: 'Sales floor' });
    for (let i = 0; i < 200; i++) room.post(i === 60 ? 'the blue lamp' : `message ${i}`);
    const { isTruncated, matches } = await chat.searchHistory({ text: 'lamp blue' });
    expect({ isTruncated, bodies: matches.map(({ body }) => body) }).toEqual({
      isTruncated: false,
      bodies: ['the blue lamp'],
    });
    const joined = await chat.joinRoom(room.uri);
    await joined.loadAround(matches[0]!.messageId);
    expect(joined.snapshot).toMatchObject({ hasNewer: true, hasOlder: true });
    expect(joined.snapshot.messages.some(({ body }) => body === 'the blue lamp')).toBe(true);
    room.post('unseen');
    expect(joined.snapshot.messages.at(-1)?.body).not.toBe('unseen');
    await joined.loadLatest();
    expect(joined.snapshot.messages.at(-1)?.body).toBe('unseen');
  });

  it('has two rooms in the agent’s scenario, and takes a conversation into one', async () => {
    const session = createMockSession({ scenario: 'agent', pace: 0 });
    await session.connect();
    await turn();
    const chat = session.persistentChat!;
    await chat.establish();
    const rooms = await chat.findRooms({ text: 'desk' });
    expect(rooms).toMatchObject([{ name: 'Support desk', privacy: 'closed' }]);
    const desk = await chat.joinRoom(rooms[0]!.uri);
    const plain = await desk.shareConversation(session.conversations[0]!);
    expect(plain).toMatchObject({ isStory: true, title: 'Order 1234 – Jane Doe' });
    expect(plain.body).toContain('Is the blue one in stock?');
    expect(plain.body).not.toContain('jane@example.com');
    const whole = await desk.shareConversation(session.conversations[0]!, { includeContext: true });
    expect(whole.body).toContain('email: jane@example.com');
    await session.disconnect();
  });
});
