import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { parseConfiguration, startServer } from '../../server/main';
import type { RunningServer } from '../../server/main';
import { createMemoryStore } from '../../server/store';
import type { ChatRoomMessageEvent, ChatRoomSessionContract } from '../contract';
import { LyncSession } from '../lync-session';
import type { WebSocketConstructor } from '../signaling/open-socket';
import { once } from '../testing/session-fixture';
import { bodies, untilSo } from './testing/chat-fixture';

const data = mkdtempSync(path.join(tmpdir(), 'lync-rooms-'));
const sockets = new Map<LyncSession, WebSocket[]>();
const open: LyncSession[] = [];
let server: RunningServer;

beforeAll(async () => {
  const file = 'demo/lync.config.json';
  const config = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, unknown>>;
  Object.assign(config, { data });
  Object.assign(config.http!, { port: 0, static: [] });
  Object.assign(config.sip!.tcp!, { port: 0 });
  // A test writes faster than a person may.
  Object.assign(config.persistentChat!, { limits: { posts: { perSecond: 1_000, burst: 1_000 } } });
  server = await startServer(parseConfiguration(config, file), { store: createMemoryStore() });
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((session) => session.disconnect()));
});
afterAll(async () => {
  await server.close();
  rmSync(data, { recursive: true, force: true });
});

async function signIn(user: string): Promise<LyncSession> {
  const opened: WebSocket[] = [];
  class RecordedWebSocket extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      opened.push(this);
    }
  }
  const session = new LyncSession({
    server: `${server.url.replace(/^http/, 'ws')}sip`,
    uri: `sip:${user}@contoso.com`,
    credentials: { password: `demo-${user}` },
    webSocket: RecordedWebSocket as unknown as WebSocketConstructor,
    reconnectPolicy: { nextDelay: () => 0 },
    agent: false,
  });
  sockets.set(session, opened);
  open.push(session);
  await session.connect();
  return session;
}

const chatOf = async (user: string) => {
  const session = await signIn(user);
  const chat = session.persistentChat!;
  await chat.establish();
  return { session, chat };
};

/** The connection goes without a word. */
const cut = (session: LyncSession) => sockets.get(session)!.at(-1)!.terminate();

const said = (room: ChatRoomSessionContract, body: string) =>
  untilSo(room, (each) => bodies(each).includes(body));

describe('Rooms and the embedded server', () => {
  it('are found, joined and talked in, by several', async () => {
    const [alice, bob] = await Promise.all([chatOf('alice'), chatOf('bob')]);
    expect(alice.chat.snapshot.serverUri).toBe('sip:ocschat@contoso.com');
    const [desk] = await alice.chat.findRooms({ text: 'desk support' });
    expect(desk).toMatchObject({ name: 'Support desk', isAuditorium: false });
    const hers = await alice.chat.joinRoom(desk!.uri);
    const came = once(hers, 'participant-added');
    const his = await bob.chat.joinRoom(desk!.uri);
    await came;
    expect(hers.snapshot.participants.map(({ isManager, uri }) => `${uri} ${isManager}`)).toContain(
      'sip:alice@contoso.com true',
    );
    const heard = once<ChatRoomMessageEvent>(his, 'message-received');
    const sent = await hers.send('Has anybody seen order 1234, @bob?\nIt is late.', { importance: 'high' });
    expect(sent.delivery).toBe('delivered');
    expect((await heard).message).toMatchObject({
      body: 'Has anybody seen order 1234, @bob?\nIt is late.',
      author: { uri: 'sip:alice@contoso.com' },
      importance: 'high',
      mentionsMe: true,
    });
    expect(his.snapshot).toMatchObject({ unread: 1, unreadMentions: 1 });
    await his.send('x'.repeat(5000), { title: 'The whole story' });
    await untilSo(hers, ({ snapshot }) => snapshot.messages.some(({ title }) => title === 'The whole story'));
    his.markRead();
    const { matches } = await bob.chat.searchHistory({ text: 'order', author: 'sip:alice@contoso.com' });
    expect(matches[0]).toMatchObject({ roomName: 'Support desk', roomUri: desk!.uri });
    await his.loadAround(matches[0]!.messageId);
    expect(bodies(his)[0]).toContain('order 1234');
    const left = once(hers, 'participant-removed');
    await his.leave();
    await left;
    await bob.session.disconnect();
    const again = await chatOf('bob');
    const back = await again.chat.joinRoom(desk!.uri);
    expect(bodies(back)).toEqual(bodies(hers));
    await hers.send('Welcome back');
    await said(back, 'Welcome back');
    await untilSo(back, ({ snapshot }) => snapshot.unread === 1);
  });

  it('come back after lost connections, with nothing missing and nothing twice', async () => {
    const [alice, bob] = await Promise.all([chatOf('alice'), chatOf('bob')]);
    const [room] = await alice.chat.findRooms({ text: 'sales' });
    const hers = await alice.chat.joinRoom(room!.uri);
    const his = await bob.chat.joinRoom(room!.uri);
    const heard: string[] = [];
    hers.addEventListener('message-received', ({ message }) => heard.push(message.body));
    const sending: Promise<unknown>[] = [];
    for (let i = 0; i < 60; i++) {
      sending.push(his.send(`bob ${i}`), hers.send(`alice ${i}`));
      if (i % 20 === 10) cut(alice.session);
      if (i % 20 === 15) cut(bob.session);
      await sending[i % 3 === 0 ? sending.length - 1 : 0];
    }
    await Promise.all(sending);
    await Promise.all([said(hers, 'bob 59'), said(his, 'alice 59')]);
    for (const side of [hers, his])
      await untilSo(side, ({ snapshot }) => snapshot.messages.every(({ messageId }) => messageId));
    const of = (name: string) => Array.from({ length: 60 }, (_, i) => `${name} ${i}`);
    expect(bodies(hers)).toEqual(bodies(his));
    expect(bodies(hers).filter((body) => body.startsWith('alice'))).toEqual(of('alice'));
    expect(bodies(hers).filter((body) => body.startsWith('bob'))).toEqual(of('bob'));
    expect(heard).toEqual(of('bob'));
  }, 30_000);

  it('are made, changed, invited to and closed', async () => {
    const [alice, dave] = await Promise.all([chatOf('alice'), chatOf('dave')]);
    await untilSo(alice.chat, ({ snapshot }) => snapshot.categories.length > 0);
    const invited = once(dave.session, 'chat-room-invitation-received');
    const made = await alice.chat.createRoom({
      name: 'Winter sale',
      privacy: 'secret',
      sendsInvitations: true,
      members: ['sip:dave@contoso.com'],
    });
    expect(made).toMatchObject({ name: 'Winter sale', privacy: 'secret' });
    expect(made.members).toEqual(expect.arrayContaining(['sip:alice@contoso.com', 'sip:dave@contoso.com']));
    await invited;
    expect(dave.chat.snapshot.invitations).toMatchObject([{ room: { uri: made.uri } }]);
    const [hers, his] = await Promise.all([alice.chat.joinRoom(made.uri), dave.chat.joinRoom(made.uri)]);
    expect(dave.chat.snapshot.invitations).toEqual([]);
    expect([hers.snapshot.canManage, his.snapshot.canManage]).toEqual([true, false]);
    await expect(his.update({ name: 'Mine' })).rejects.toMatchObject({ code: 'forbidden' });
    await hers.update({ topic: 'Until Friday', isAuditorium: true });
    await untilSo(his, ({ snapshot }) => snapshot.topic === 'Until Friday' && !snapshot.canChat);
    await hers.setPresenters(['sip:dave@contoso.com']);
    await untilSo(his, ({ snapshot }) => snapshot.canChat);
    const rolesOfDave = (room: ChatRoomSessionContract) => {
      const dave = room.snapshot.participants.find(({ uri }) => uri === 'sip:dave@contoso.com');
      return [dave?.isManager, dave?.isPresenter];
    };
    // Everybody sees it, and not only who has the role.
    for (const room of [hers, his]) await untilSo(room, () => String(rolesOfDave(room)) === 'false,true');
    await hers.setManagers(['sip:alice@contoso.com', 'sip:dave@contoso.com']);
    for (const room of [hers, his]) await untilSo(room, () => String(rolesOfDave(room)) === 'true,true');
    await hers.setManagers(['sip:alice@contoso.com']);
    await his.send('I may speak');
    await said(hers, 'I may speak');
    const thrownOut = once(his, 'state-changed');
    await hers.setMembers(['sip:alice@contoso.com']);
    await thrownOut;
    expect(his.snapshot).toMatchObject({ state: 'terminated', failure: { code: 'forbidden' } });
    await expect(dave.chat.joinRoom(made.uri)).rejects.toMatchObject({ code: 'not-found' });
    await expect(dave.chat.getRoom(made.uri)).rejects.toMatchObject({ code: 'not-found' });
    await hers.disable();
    await untilSo(alice.chat, ({ chatRoomSessions }) => chatRoomSessions.length === 0);
    await alice.chat.updateRoom(made.uri, { isDisabled: false, privacy: 'open' });
    const listening = await dave.chat.joinRoom(made.uri);
    await expect(listening.send('May I?')).rejects.toMatchObject({ code: 'forbidden' });
    expect((await alice.chat.findUsers('dav')).map(({ uri }) => uri)).toEqual(['sip:dave@contoso.com']);
  });

  it('are followed from device to device, and read on both', async () => {
    const phone = await chatOf('carol');
    const [room] = await phone.chat.findRooms({ text: 'desk' });
    await phone.chat.setFollowed(room!.uri, true);
    const desk = await chatOf('carol');
    await untilSo(desk.chat, ({ chatRoomSessions }) => chatRoomSessions[0]?.snapshot.state === 'established');
    const onDesk = desk.chat.chatRoomSessions[0]!;
    const onPhone = await phone.chat.joinRoom(room!.uri);
    const bob = await chatOf('bob');
    const his = await bob.chat.joinRoom(room!.uri);
    onPhone.markRead();
    await untilSo(onDesk, ({ snapshot }) => snapshot.unread === 0);
    await his.send('ping');
    await Promise.all([said(onDesk, 'ping'), said(onPhone, 'ping')]);
    expect([onDesk.snapshot.unread, onPhone.snapshot.unread]).toEqual([1, 1]);
    onPhone.markRead();
    await untilSo(onDesk, ({ snapshot }) => snapshot.unread === 0);
    expect(desk.chat.snapshot.unread).toBe(0);
    await phone.chat.setFollowed(room!.uri, false);
  });
});
