import { afterEach, describe, expect, it } from 'vitest';
import { associationKeys, roomPermissions } from '../../protocol/xccos';
import type { ChatRoomMessageEvent, ChatRoomParticipantEvent, ChatRoomSessionContract } from '../contract';
import { once } from '../testing/session-fixture';
import { bodies, ChatFixtures, untilSo } from './testing/chat-fixture';
import type { ChatFixture } from './testing/chat-fixture';
import type { ScriptedRoom } from './testing/scripted-chat';

const fixtures = new ChatFixtures();
afterEach(() => fixtures.close());

const SALES = 'ma-chan://contoso.com/sales';

async function joined(
  prepare: (room: ScriptedRoom, fixture: ChatFixture['scripted']) => void = () => undefined,
): Promise<ChatFixture & { room: ScriptedRoom; sales: ChatRoomSessionContract }> {
  let room: ScriptedRoom | undefined;
  const fixture = await fixtures.establish((scripted) => {
    room = scripted.addRoom('sales', { name: 'Sales floor', topic: 'Winter sale' });
    prepare(room, scripted);
  });
  return { ...fixture, room: room!, sales: await fixture.chat.joinRoom(SALES) };
}

describe('ChatRoomSession', () => {
  it('is joined with roster, history and what is unread; asking again gives the same', async () => {
    const { chat, room, sales } = await joined((given, scripted) => {
      given.present.add('sip:bob@contoso.com').add('sip:carol@contoso.com');
      for (let i = 1; i <= 60; i++) scripted.post(given, `message ${i}`);
      given.reading = { uri: SALES, unread: 4, lastRead: '56', lastMessage: '60' };
    });
    await untilSo(sales, ({ snapshot }) => snapshot.unread > 0);
    expect(sales.snapshot).toMatchObject({
      uri: SALES,
      name: 'Sales floor',
      topic: 'Winter sale',
      state: 'established',
      privacy: 'open',
      canChat: true,
      canManage: false,
      participantCount: 3,
      unread: 4,
      lastReadMessageId: '56',
      hasOlder: true,
      hasNewer: false,
    });
    expect(sales.snapshot.participants.map(({ displayName, isSelf }) => `${displayName} ${isSelf}`)).toEqual([
      'alice true',
      'bob false',
      'carol false',
    ]);
    expect(bodies(sales)).toEqual(room.messages.slice(-50).map(({ text }) => text));
    expect(await chat.joinRoom(SALES)).toBe(sales);
    expect(chat.snapshot).toMatchObject({ joinedRoomUris: [SALES], unread: 4 });
    await sales.loadOlder();
    expect(bodies(sales)).toEqual(room.messages.map(({ text }) => text));
    expect(sales.snapshot.hasOlder).toBe(false);
    expect(structuredClone(sales.snapshot)).toEqual(sales.snapshot);
    expect(sales.snapshot).toBe(sales.snapshot);
  });

  it('says why it could not join', async () => {
    const { chat, scripted } = await fixtures.establish();
    await expect(chat.joinRoom(SALES)).rejects.toMatchObject({ code: 'not-found' });
    await expect(chat.joinRoom('sip:sales@contoso.com')).rejects.toMatchObject({ code: 'invalid-argument' });
    scripted.addRoom('sales');
    scripted.refused.set('join', 'permission-denied');
    await expect(chat.joinRoom(SALES)).rejects.toMatchObject({ code: 'forbidden' });
    expect(chat.chatRoomSessions).toEqual([]);
    scripted.refused.clear();
    scripted.held.add('join');
    const given = new AbortController();
    const joining = chat.joinRoom(SALES, { signal: given.signal });
    await untilSo(chat, ({ chatRoomSessions }) => chatRoomSessions.length === 1);
    given.abort();
    await expect(joining).rejects.toMatchObject({ code: 'aborted' });
    expect(chat.chatRoomSessions).toEqual([]);
  });

  it('hears others, counts them, and marks them read', async () => {
    const { chat, room, sales, scripted } = await joined();
    const heard: ChatRoomMessageEvent[] = [];
    sales.addEventListener('message-received', (event) => heard.push(event));
    const message = scripted.post(room, 'line 1\nline 2', { alert: true });
    scripted.send({ kind: 'grpchat', seqid: '1', message });
    scripted.post(room, 'Ask @alice', { story: 'Who knows?' });
    await untilSo(sales, ({ snapshot }) => snapshot.messages.length === 2);
    expect(heard.map(({ message: { body, importance } }) => `${importance}: ${body}`)).toEqual([
      'high: line 1\nline 2',
      'normal: Ask @alice',
    ]);
    expect(sales.snapshot.messages[1]).toMatchObject({
      author: { uri: 'sip:bob@contoso.com', displayName: 'Bob' },
      isOwn: false,
      isStory: true,
      title: 'Who knows?',
      mentionsMe: true,
      delivery: 'delivered',
    });
    expect(sales.snapshot).toMatchObject({ unread: 2, unreadMentions: 1 });
    sales.markRead();
    expect(sales.snapshot).toMatchObject({ unread: 0, unreadMentions: 0, lastReadMessageId: '2' });
    expect(chat.snapshot.unread).toBe(0);
    await chat.findRooms();
    expect(scripted.commands.find(({ name }) => name === 'setread')).toMatchObject({
      data: { rooms: [{ uri: SALES, lastRead: '2' }] },
    });
  });

  it('follows who comes and goes, and what becomes of the room', async () => {
    const { sales, scripted } = await joined();
    const added = once<ChatRoomParticipantEvent>(sales, 'participant-added');
    const { domain, value } = { domain: 'contoso.com', value: 'sales' };
    scripted.notice('join', {
      users: [
        {
          uri: 'sip:Bob@contoso.com',
          name: 'Bob',
          associations: [{ key: associationKeys.manager, room: { domain, value } }],
        },
      ],
    });
    expect((await added).participant).toEqual({
      uri: 'sip:bob@contoso.com',
      displayName: 'Bob',
      isSelf: false,
      isManager: true,
      isPresenter: false,
    });
    const removed = once<ChatRoomParticipantEvent>(sales, 'participant-removed');
    scripted.notice('part', { rooms: [{ uri: SALES, users: [{ uri: 'sip:bob@contoso.com' }] }] });
    expect((await removed).participant.displayName).toBe('Bob');
    const changed = once(sales, 'properties-changed');
    scripted.notice('chanmodify', { rooms: [{ uri: SALES, name: 'Sales', behavior: 'auditorium' }] });
    await changed;
    expect(sales.snapshot).toMatchObject({ name: 'Sales', isAuditorium: true, canChat: false });
    await expect(sales.send('May I?')).rejects.toMatchObject({ code: 'forbidden' });
    const { auditoriumChat, manage } = roomPermissions;
    scripted.notice('setassociations', { rooms: [{ uri: SALES, permissions: auditoriumChat | manage }] });
    await untilSo(sales, ({ snapshot }) => snapshot.canChat && snapshot.canManage);
    const ended = once(sales, 'state-changed');
    scripted.notice('part', { rooms: [{ uri: SALES, users: [{ uri: 'sip:alice@contoso.com' }] }] });
    await ended;
    expect(sales.snapshot).toMatchObject({ state: 'terminated', failure: { code: 'forbidden' } });
  });

  it('leaves, and says so', async () => {
    const { chat, sales, scripted } = await joined();
    await sales.leave();
    expect(scripted.commands.at(-1)).toMatchObject({ name: 'part', data: { rooms: [{ uri: SALES }] } });
    expect(sales.snapshot.state).toBe('terminated');
    expect(chat.chatRoomSessions).toEqual([]);
    await expect(sales.send('Hello?')).rejects.toMatchObject({ code: 'invalid-state' });
    const again = await chat.joinRoom(SALES);
    expect(again).not.toBe(sales);
  });

  it('sends, with its own id, and shows the message once', async () => {
    const { room, sales, scripted } = await joined(({ present }) => present.add('sip:bob@contoso.com'));
    const events: string[] = [];
    sales.addEventListener('message-received', () => events.push('received'));
    sales.addEventListener('message-sent', () => events.push('sent'));
    const sending = sales.send('Hello @bob\r\nand all', { importance: 'high' });
    const { id } = sales.snapshot.messages[0]!;
    expect(sales.snapshot.messages[0]).toMatchObject({ delivery: 'sending', isOwn: true });
    await sending;
    await untilSo(sales, ({ snapshot }) => snapshot.messages[0]?.messageId !== undefined);
    expect(scripted.posts).toEqual([
      {
        roomUri: SALES,
        author: 'sip:alice@contoso.com',
        at: expect.any(String) as string,
        clientId: id,
        text: 'Hello @bob\nand all',
        alert: true,
        mentions: ['sip:bob@contoso.com'],
      },
    ]);
    expect(sales.snapshot.messages).toMatchObject([{ id, messageId: '1', delivery: 'delivered' }]);
    expect(sales.snapshot.unread).toBe(0);
    const fromElsewhere = once(sales, 'message-received');
    scripted.post(room, 'from my phone', { author: 'sip:alice@contoso.com', clientId: 'phone-1' });
    await fromElsewhere;
    expect(events).toEqual(['sent', 'received']);
    await expect(sales.send(' ')).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(sales.send('ü'.repeat(51))).rejects.toMatchObject({ code: 'too-large' });
    await sales.send('ü'.repeat(51), { title: 'A story' });
    expect(scripted.posts.at(-1)).toMatchObject({ story: 'A story' });
  });

  it('keeps what was refused, for another try, in order with the rest', async () => {
    const { sales, scripted } = await joined();
    scripted.postAnswers.push(503);
    const failed = once<ChatRoomMessageEvent>(sales, 'message-failed');
    const [first, second] = [sales.send('one'), sales.send('two')];
    await expect(first).rejects.toMatchObject({ code: 'server-error', details: { status: 503 } });
    await second;
    const { message } = await failed;
    expect(message).toMatchObject({ body: 'one', delivery: 'failed', failure: { code: 'server-error' } });
    await untilSo(sales, ({ snapshot }) => snapshot.messages[0]?.body === 'two');
    await sales.retry(message.id);
    await untilSo(sales, ({ snapshot }) => snapshot.messages.every(({ messageId }) => messageId));
    expect(bodies(sales)).toEqual(['two', 'one']);
    scripted.postAnswers.push(403);
    await expect(sales.send('three')).rejects.toMatchObject({ code: 'forbidden' });
    sales.discard(sales.snapshot.messages.at(-1)!.id);
    expect(bodies(sales)).toEqual(['two', 'one']);
    await expect(sales.retry(message.id)).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  it('shows a message that was found in its place, and comes back to the newest', async () => {
    const { room, sales, scripted } = await joined((given, server) => {
      for (let i = 1; i <= 200; i++) server.post(given, `message ${i}`);
    });
    await sales.loadAround('60');
    expect(bodies(sales)).toEqual(Array.from({ length: 50 }, (_, i) => `message ${i + 35}`));
    expect(sales.snapshot).toMatchObject({ hasNewer: true, hasOlder: true });
    const heard = once<ChatRoomMessageEvent>(sales, 'message-received');
    scripted.post(room, 'news');
    expect((await heard).message.body).toBe('news');
    expect(bodies(sales)).not.toContain('news');
    await sales.loadNewer();
    expect(bodies(sales).at(-1)).toBe('message 134');
    await sales.loadLatest();
    expect(bodies(sales).at(-1)).toBe('news');
    expect(sales.snapshot.hasNewer).toBe(false);
    await expect(sales.loadAround('9999')).rejects.toMatchObject({ code: 'not-found' });
  });
});
