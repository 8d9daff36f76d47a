import { afterEach, describe, expect, it } from 'vitest';
import { encodeTextBase64 } from '../../protocol/base64';
import type { ChatRoomInvitationReceivedEvent, ConnectionStateChangedEvent } from '../contract';
import { GUEST, once } from '../testing/session-fixture';
import { OpenSessions } from '../testing/open-sessions';
import { ChatFixtures, untilSo } from './testing/chat-fixture';
import { LOOK_UP } from './testing/scripted-chat';

const fixtures = new ChatFixtures();
afterEach(() => fixtures.close());

describe('PersistentChatEndpoint', () => {
  it('looks the chat server up as provisioned, and connects to the channel server', async () => {
    const { chat, scripted } = await fixtures.connect();
    const states: string[] = [];
    chat.addEventListener('connection-state-changed', ({ previousState, state }) =>
      states.push(`${previousState} > ${state}`),
    );
    expect(chat.snapshot.state).toBe('idle');
    await Promise.all([chat.establish(), chat.establish()]);
    expect(states).toEqual(['idle > establishing', 'establishing > established']);
    expect(chat.snapshot).toMatchObject({
      serverUri: LOOK_UP,
      limits: { messageSize: 100, storySize: 1000, searchResults: 50 },
    });
    expect(scripted.invites.map(({ uri }) => uri)).toEqual([LOOK_UP, 'sip:chat01@contoso.com']);
    expect(scripted.invites[0]!.body).toMatch(/^m=message \d+ sip null\r$/m);
    expect(scripted.names().slice(0, 2)).toEqual(['requri', 'getserverinfo']);
    const closed = scripted.server.connection.waitFor(
      (message) => message.method === 'BYE' && message.get('call-id') === scripted.invites[1]!.get('call-id'),
    );
    await chat.terminate();
    await closed;
    expect(states.slice(2)).toEqual(['established > terminating', 'terminating > terminated']);
    await expect(chat.findRooms()).rejects.toMatchObject({ code: 'invalid-state' });
    await chat.establish();
    expect(chat.snapshot.state).toBe('established');
  });

  it('falls back to ocschat of the own domain, and takes the page’s word before both', async () => {
    const { chat, scripted } = await fixtures.connect();
    scripted.provisions = false;
    await chat.establish();
    await chat.terminate();
    await chat.establish('sip:chat2@contoso.com');
    const dialled = scripted.invites.map(({ uri }) => uri).filter((uri) => !uri.includes('chat01'));
    expect(dialled).toEqual(['sip:ocschat@contoso.com', 'sip:chat2@contoso.com']);
    await expect(chat.establish('chat')).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  it('says why it was refused, and may be asked again', async () => {
    const { chat, scripted, server } = await fixtures.connect();
    server.on('INVITE', (request, connection) => connection.respond(request, 404, 'Not Found'));
    const changed = once<ConnectionStateChangedEvent>(
      chat,
      'connection-state-changed',
      ({ state }) => state === 'terminated',
    );
    await expect(chat.establish()).rejects.toMatchObject({ code: 'not-found', details: { status: 404 } });
    expect((await changed).failure).toMatchObject({ code: 'not-found' });
    expect(chat.snapshot).toMatchObject({ state: 'terminated', failure: { code: 'not-found' } });
    expect(scripted.commands).toHaveLength(0);
  });

  it('takes a server that hangs up at the first command for a refusal', async () => {
    const { chat, server } = await fixtures.connect();
    const calls = new Map<string, ReturnType<typeof server.connection.answer>>();
    server.on('INVITE', (request, connection) =>
      calls.set(request.get('call-id'), connection.answer(request)),
    );
    server.on('INFO', (request, connection) => {
      connection.respond(request, 200, 'OK');
      connection.send(calls.get(request.get('call-id'))!, 'BYE');
    });
    await expect(chat.establish()).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('waits for the session’s connection', async () => {
    const { chat, server, session } = await fixtures.connect();
    server.connection.socket.close();
    await once(session, 'state-changed', () => session.snapshot.state === 'lost');
    await chat.establish();
    expect(session.snapshot.state).toBe('connected');
  });

  it('is not there for guests, and is terminated with the session', async () => {
    const sessions = new OpenSessions();
    const { session: guest } = await sessions.connect({ credentials: GUEST });
    expect(guest.persistentChat).toBeUndefined();
    await sessions.close();
    const { chat, session } = await fixtures.establish();
    await session.disconnect();
    expect(chat.snapshot.state).toBe('terminated');
  });

  it('tells of invitations once, on both events, and dismisses them at the server', async () => {
    const { chat, scripted, session } = await fixtures.connect();
    const sales = scripted.addRoom('sales').block;
    const support = scripted.addRoom('support').block;
    scripted.invitations.push({ id: '8', domain: 'contoso.com', room: sales, by: 'sip:Bob@contoso.com' });
    const seen: string[] = [];
    const listen = (target: EventTarget, name: string) =>
      target.addEventListener('chat-room-invitation-received', (event) => {
        const { defaultPrevented, invitation } = event as ChatRoomInvitationReceivedEvent;
        seen.push(`${name} ${invitation.room.name} ${defaultPrevented}`);
        if (name === 'chat' && invitation.id === '9') event.preventDefault();
      });
    listen(chat, 'chat');
    listen(session, 'session');
    await chat.establish();
    await untilSo(chat, ({ snapshot }) => snapshot.invitations.length === 1);
    for (let i = 0; i < 2; i++)
      scripted.notice('invite', { invitations: [{ id: '9', domain: 'contoso.com', room: support }] });
    await untilSo(chat, ({ snapshot }) => snapshot.invitations.length === 2);
    expect(chat.snapshot.invitations[0]).toMatchObject({ id: '8', invitedBy: 'sip:bob@contoso.com' });
    await chat.dismissInvitation('8');
    expect(scripted.commands.at(-1)).toMatchObject({ name: 'delinv', data: { invitations: [{ id: '8' }] } });
    await chat.joinRoom(support.uri);
    expect(chat.snapshot.invitations).toEqual([]);
    expect(seen).toEqual([
      'chat sales false',
      'session sales false',
      'chat support false',
      'session support true',
    ]);
  });

  it('keeps an invitation that waited, also when another comes before the answer', async () => {
    const { chat, scripted } = await fixtures.connect();
    const invitationTo = (id: string, room: string) => ({
      ...{ id, domain: 'contoso.com' },
      room: scripted.addRoom(room).block,
    });
    const [waited, came] = [invitationTo('8', 'sales'), invitationTo('9', 'support')];
    scripted.answers.set('getinv', ({ invitations = [] }) => {
      if (invitations[0]?.id !== '0') return {};
      scripted.notice('invite', { invitations: [came] });
      return { invitations: [waited] };
    });
    await chat.establish();
    await untilSo(chat, ({ snapshot }) => snapshot.invitations.length === 2);
    expect(chat.snapshot.invitations.map(({ id }) => id).sort()).toEqual(['8', '9']);
  });

  it('joins the rooms that the user follows, and keeps the list at the server', async () => {
    const { chat, scripted } = await fixtures.establish((server) => {
      server.addRoom('sales');
      server.preferences.set('lync-widgets.rooms', encodeTextBase64('["ma-chan://contoso.com/sales", 7]'));
    });
    await untilSo(chat, ({ chatRoomSessions }) => chatRoomSessions[0]?.snapshot.state === 'established');
    expect(chat.snapshot.followedRoomUris).toEqual(['ma-chan://contoso.com/sales']);
    await chat.setFollowed('ma-chan://contoso.com/support', true);
    await chat.setFollowed('ma-chan://contoso.com/sales', false);
    expect(scripted.preferences.get('lync-widgets.rooms')).toBe(
      encodeTextBase64('["ma-chan://contoso.com/support"]'),
    );
    await expect(chat.setFollowed('support', true)).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  it('does without what an older server does not know', async () => {
    const { chat, scripted, session } = await fixtures.connect();
    const errors: unknown[] = [];
    session.addEventListener('error', ({ failure }) => errors.push(failure));
    const unknown = ['getserverinfo', 'getinv', 'getpref', 'nodespermcreatechild'];
    for (const name of unknown) scripted.refused.set(name, 'not-supported');
    scripted.addRoom('sales');
    await chat.establish();
    await chat.joinRoom('ma-chan://contoso.com/sales');
    expect(scripted.names()).toEqual(expect.arrayContaining(unknown));
    expect(chat.snapshot).toMatchObject({ limits: { messageSize: 512, storySize: 4096 } });
    expect(errors).toEqual([]);
  });

  it('reports what cannot be read, and goes on', async () => {
    const { chat, scripted, session } = await fixtures.establish((server) => void server.addRoom('sales'));
    const reported = once(session, 'error');
    const { connection, dialog } = scripted.channel!;
    connection.send(dialog, 'INFO', { contentType: 'text/plain', body: '<xccos' });
    await reported;
    await connection.response('INFO', 400);
    connection.send(dialog, 'INFO', { contentType: 'text/html', body: '<p>' });
    await connection.response('INFO', 415);
    await chat.joinRoom('ma-chan://contoso.com/sales');
  });
});
