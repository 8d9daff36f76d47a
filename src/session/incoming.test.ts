import { afterEach, describe, expect, it } from 'vitest';
import type { InvitationReceivedEvent } from './contract';
import { buildTextFormat } from '../protocol/text-format';
import { OpenSessions } from './testing/open-sessions';
import { ALICE, once, until } from './testing/session-fixture';

const sessions = new OpenSessions();
afterEach(() => sessions.close());

const CALLER = 'sip:contact-7f3a@contoso.com';
const offer = (headers: string[] = []) => ({
  from: CALLER,
  to: ALICE.uri,
  callId: 'offer-1',
  headers: [
    'Ms-Conversation-ID: AdxOne==',
    'Subject: Bestellung – 12',
    'Priority: urgent',
    'Expires: 20',
    ...headers,
  ],
});

async function invited(headers: string[] = []) {
  const { connection, server, session } = await sessions.connect({ credentials: ALICE, agent: false });
  const received = once<InvitationReceivedEvent>(session, 'invitation-received');
  connection.invite(offer(headers));
  const { conversation } = await received;
  return { connection, server, session, conversation };
}

describe('an incoming conversation', () => {
  it('shows a toast, rings, and is established when the inviter has acknowledged', async () => {
    const { connection, conversation } = await invited([
      `Ms-Text-Format: ${buildTextFormat('Is this in stock?')}`,
    ]);
    expect(conversation.snapshot).toMatchObject({
      id: 'AdxOne==',
      state: 'incoming',
      direction: 'incoming',
      subject: 'Bestellung – 12',
      importance: 'high',
      actions: ['accept', 'decline'],
      invitation: { toast: 'Is this in stock?', fromUri: CALLER, fromName: 'Jane Doe' },
    });
    const { expiresAt, receivedAt } = conversation.snapshot.invitation!;
    expect(expiresAt! - receivedAt).toBe(20_000);
    await connection.response('INVITE', 180);
    const accepting = conversation.accept();
    const answer = await connection.response('INVITE', 200);
    expect(conversation.snapshot.state).toBe('establishing');
    expect(answer.get('content-disposition')).toBe('session');
    expect(answer.body).toContain(`m=message 5060 sip ${ALICE.uri}`);
    // The toast of an offer is no message: those follow.
    expect(answer.all('supported').join()).not.toContain('ms-text-format');
    const dialog = connection.ack(answer);
    await accepting;
    expect(conversation.snapshot).toMatchObject({ state: 'established', messages: [] });
    connection.send(dialog, 'MESSAGE', { contentType: 'text/plain', body: 'Is this in stock?' });
    await until(conversation, ({ snapshot }) => snapshot.messages.length === 1);
    await conversation.messaging.send('Yes');
    expect(connection.requests('MESSAGE')[0]!.body).toBe('Yes');
    expect(connection.requests('BYE')).toHaveLength(0);
  });

  it('takes an embedded first message as a message, and says so', async () => {
    const { connection, conversation } = await invited([
      `Ms-Text-Format: ${buildTextFormat('Hello')}`,
      'Supported: ms-embedded-first-message',
    ]);
    const accepting = conversation.accept();
    const answer = await connection.response('INVITE', 200);
    expect(answer.all('supported')).toContain('ms-text-format');
    connection.ack(answer);
    await accepting;
    expect(conversation.snapshot.messages).toMatchObject([{ body: 'Hello', direction: 'incoming' }]);
  });

  it('is declined', async () => {
    const { connection, conversation, session } = await invited();
    await conversation.decline('lunch');
    const answer = await connection.response('INVITE', 603);
    expect(answer.get('reason')).toBe('SIP;cause=603;text="lunch"');
    expect(conversation.snapshot.endReason).toBe('declined');
    expect(session.conversations).toHaveLength(0);
  });

  it('goes when the inviter withdraws, or another endpoint has answered', async () => {
    const { connection, conversation, session } = await invited();
    connection.cancel('offer-1', CALLER, ALICE.uri, [
      'Reason: SIP;cause=200;text="Call completed elsewhere"',
    ]);
    await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
    expect(conversation.snapshot.endReason).toBe('answered-elsewhere');
    await connection.response('INVITE', 487);
    await expect(conversation.accept()).rejects.toMatchObject({ code: 'invalid-state' });
    expect(session.snapshot.conversationIds).toEqual([]);
  });

  it('refuses what is no session of messages, and what cannot be read', async () => {
    const { connection } = await sessions.connect({ credentials: ALICE, agent: false });
    const call = (callId: string, contentType: string, body: string) =>
      connection.invite({ from: CALLER, to: ALICE.uri, callId, contentType, body });
    call('audio', 'application/sdp', 'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\n');
    await connection.response('INVITE', 488, 'audio');
    call('broken', 'multipart/mixed', 'x');
    await connection.response('INVITE', 400, 'broken');
  });

  it('replaces the dangling dialog of a live conversation, and sends what was unconfirmed again', async () => {
    const { connection, conversation, server } = await invited();
    const accepting = conversation.accept();
    connection.ack(await connection.response('INVITE', 200));
    await accepting;
    server.on('MESSAGE', () => undefined);
    const sent = conversation.messaging.send('Are you there?');
    await connection.request('MESSAGE');
    server.on('MESSAGE', (request) => connection.respond(request, 200, 'OK'));
    connection.invite({ ...offer(['Ms-Resume: true']), callId: 'offer-2' });
    connection.ack(await connection.response('INVITE', 200, 'offer-2'));
    await sent;
    const ids = connection
      .requests('MESSAGE')
      .map((request) => [request.get('call-id'), request.get('ms-message-id')]);
    expect(ids).toEqual([
      ['offer-1', (await sent).id],
      ['offer-2', (await sent).id],
    ]);
    expect((await connection.request('BYE')).get('call-id')).toBe('offer-1');
    expect(conversation.snapshot.state).toBe('established');
  });

  it('recovers when the new dialog is never acknowledged because the connection goes', async () => {
    const { connection, conversation, server, session } = await invited();
    const accepting = conversation.accept();
    connection.ack(await connection.response('INVITE', 200));
    await accepting;
    connection.invite({ ...offer(['Ms-Resume: true']), callId: 'offer-2' });
    await connection.response('INVITE', 200, 'offer-2');
    const connected = once(session, 'state-changed', () => session.snapshot.state === 'connected');
    connection.socket.close();
    await connected;
    expect(conversation.snapshot.state).toBe('recovering');
    server.connection.invite({ ...offer(['Ms-Resume: true']), callId: 'offer-3' });
    server.connection.ack(await server.connection.response('INVITE', 200, 'offer-3'));
    await until(conversation, ({ snapshot }) => snapshot.state === 'established');
  });

  it('hangs up on an answer that the peer’s own call has overtaken', async () => {
    const { connection, server, session } = await sessions.connect({ credentials: ALICE, agent: false });
    const conversation = session.startConversation('sip:bob@contoso.com', { conversationId: 'both' });
    await until(conversation, ({ snapshot }) => snapshot.state === 'established');
    server.on('INVITE', () => undefined);
    const next = server.nextConnection();
    connection.socket.close();
    const second = await next;
    const ours = await second.request('INVITE');
    const headers = ['Ms-Conversation-ID: both', 'Ms-Resume: true'];
    second.invite({ from: 'sip:bob@contoso.com', to: ALICE.uri, callId: 'theirs', headers });
    second.ack(await second.response('INVITE', 200, 'theirs'));
    await until(conversation, ({ snapshot }) => snapshot.state === 'established');
    second.answer(ours);
    expect((await second.request('BYE')).get('call-id')).toBe(ours.get('call-id'));
    expect(conversation.snapshot.state).toBe('established');
  });

  it('lets nobody else into a conversation', async () => {
    const { connection, conversation } = await invited();
    const accepting = conversation.accept();
    connection.ack(await connection.response('INVITE', 200));
    await accepting;
    connection.invite({ ...offer(['Ms-Resume: true']), from: 'sip:mallory@contoso.com', callId: 'intruder' });
    await connection.response('INVITE', 403, 'intruder');
    expect(conversation.snapshot.state).toBe('established');
  });

  it('resumes without a toast only for a trusted application', async () => {
    const { connection, session } = await sessions.connect({ credentials: ALICE, agent: false });
    const toasts: string[] = [];
    session.addEventListener('invitation-received', ({ conversation }) =>
      toasts.push(conversation.snapshot.id),
    );
    connection.invite({ ...offer(['Ms-Resume: true']), callId: 'trusted' });
    connection.ack(await connection.response('INVITE', 200, 'trusted'));
    await until(session.conversations[0]!, ({ snapshot }) => snapshot.state === 'established');
    connection.invite({
      from: 'sip:bob@contoso.com',
      to: ALICE.uri,
      callId: 'stranger',
      headers: ['Ms-Conversation-ID: AdxTwo==', 'Ms-Resume: true'],
    });
    await connection.response('INVITE', 180, 'stranger');
    expect(toasts).toEqual(['AdxTwo==']);
  });

  it('lets a flood of invitations wait only up to a bound', async () => {
    const { connection, session } = await sessions.connect({ credentials: ALICE, agent: false });
    for (let index = 0; index <= 20; index++) {
      connection.invite({
        from: CALLER,
        to: ALICE.uri,
        callId: `c${index}`,
        headers: [`Ms-Conversation-ID: id${index}`],
      });
    }
    await connection.response('INVITE', 486, 'c20');
    expect(session.conversations).toHaveLength(20);
  });
});
