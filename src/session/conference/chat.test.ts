import { afterEach, describe, expect, it } from 'vitest';
import { buildImdn } from '../../protocol/imdn';
import type { MessageEvent_ } from '../contract';
import { OpenSessions } from '../testing/open-sessions';
import { ALICE, once, until } from '../testing/session-fixture';
import { bob, conferenceFixture, endpoint, untilConference } from './testing/scripted-conference';
import { FOCUS } from './testing/scripted-conference';

const sessions = new OpenSessions();
afterEach(() => sessions.close());

const carol = { entity: 'sip:carol@contoso.com', displayName: 'Carol', endpoints: [endpoint('chat')] };

describe('the chat of a conference', () => {
  it('shows who wrote, by Ms-Sender, and each message once', async () => {
    const { conference, connection, session } = await conferenceFixture(sessions);
    const conversation = await session.joinConference(FOCUS);
    conference.change(carol);
    await untilConference(conversation, ({ participants }) => participants.length === 3);
    const write = (sender: string, id: string, body: string) =>
      connection.send(conference.chat!, 'MESSAGE', {
        headers: [`Ms-Sender: <${sender}>`, `Message-Id: ${id}`],
        contentType: 'text/plain; charset=UTF-8',
        body,
      });
    write(bob.entity, '1', 'Grüezi');
    write(carol.entity, '2', 'Hello');
    write(carol.entity, '2', 'Hello');
    write('sip:late@contoso.com', '3', 'Bye');
    await until(conversation, ({ snapshot }) => snapshot.messages.length === 3);
    expect(
      conversation.snapshot.messages.map(({ body, from }) => [from.displayName, from.uri, body]),
    ).toEqual([
      ['Bob', bob.entity, 'Grüezi'],
      ['Carol', carol.entity, 'Hello'],
      ['', 'sip:late@contoso.com', 'Bye'],
    ]);
    expect(conversation.snapshot.unread).toBe(3);
  });

  it('is delivered with the answer of the MCU, and failed when that says so later', async () => {
    const { conference, connection, server, session } = await conferenceFixture(sessions);
    server.on('MESSAGE', (request) =>
      connection.respond(request, 202, 'Accepted', { headers: ['Message-Id: mcu-1'] }),
    );
    const conversation = await session.joinConference(FOCUS);
    const sent = await conversation.messaging.send('Hello');
    expect(sent.delivery).toBe('delivered');
    const failed = once<MessageEvent_>(conversation, 'message-failed');
    const body = buildImdn({ messageId: 'mcu-1', recipients: [{ uri: carol.entity, status: 408 }] });
    connection.send(conference.chat!, 'BENOTIFY', { contentType: 'application/ms-imdn+xml', body });
    expect((await failed).message).toMatchObject({
      id: sent.id,
      delivery: 'failed',
      failure: { code: 'unreachable', status: 408 },
    });
    // Nor is it somebody else's when it comes back.
    connection.send(conference.chat!, 'MESSAGE', {
      headers: [`Ms-Sender: ${ALICE.uri}`, `Ms-Message-ID: ${sent.id}`],
      contentType: 'text/plain',
      body: 'Hello',
    });
    await connection.response('MESSAGE', 200);
    expect(conversation.snapshot.messages).toHaveLength(1);
    await expect(conversation.messaging.retry(sent.id)).resolves.toMatchObject({ delivery: 'delivered' });
    expect(connection.requests('MESSAGE').map((each) => each.get('ms-message-id'))).toEqual([
      sent.id,
      sent.id,
    ]);
  });

  it('tells who is typing, both ways by RFC 3994', async () => {
    const { conference, connection, session } = await conferenceFixture(sessions);
    const conversation = await session.joinConference(FOCUS);
    const typing = once(conversation, 'typing-changed');
    connection.send(conference.chat!, 'MESSAGE', {
      headers: [`Ms-Sender: ${bob.entity}`],
      contentType: 'application/im-iscomposing+xml',
      body: '<isComposing xmlns="urn:ietf:params:xml:ns:im-iscomposing"><state>active</state></isComposing>',
    });
    await typing;
    expect(conversation.snapshot.participants[0]).toMatchObject({ uri: bob.entity, isTyping: true });
    conversation.messaging.notifyTyping();
    const request = await connection.request('MESSAGE');
    expect(request.get('content-type')).toBe('application/im-iscomposing+xml');
    expect(request.body).toContain('<state>active</state>');
    connection.send(conference.chat!, 'MESSAGE', {
      headers: [`Ms-Sender: ${bob.entity}`],
      contentType: 'text/plain',
      body: 'There',
    });
    await until(conversation, ({ snapshot }) => snapshot.messages.length === 1);
    expect(conversation.snapshot.participants[0]!.isTyping).toBe(false);
  });

  it('is joined with the first message by who came for the voice', async () => {
    const { connection, session } = await conferenceFixture(sessions);
    const conversation = await session.joinConference(FOCUS, { modalities: ['audio'] });
    await expect(conversation.messaging.send('Hello')).resolves.toMatchObject({ delivery: 'delivered' });
    expect(connection.requests('INVITE').filter(({ uri }) => uri.includes(':chat:'))).toHaveLength(1);
  });

  it.each([
    ['text/x-unknown', 'x', 415],
    ['application/im-iscomposing+xml', '<', 400],
    ['text/plain', 'x'.repeat(65_000), 413],
  ])('refuses what it cannot read: %s', async (contentType, body, status) => {
    const { conference, connection, session } = await conferenceFixture(sessions);
    const conversation = await session.joinConference(FOCUS);
    await until(conversation, () => conference.chat !== undefined);
    connection.send(conference.chat!, 'MESSAGE', { contentType, body });
    await connection.response('MESSAGE', status);
    expect(conversation.snapshot.messages).toEqual([]);
  });
});
