import { afterEach, describe, expect, it } from 'vitest';
import { callbackContentType, parseCallback } from '../../protocol/callback';
import { OpenSessions } from '../testing/open-sessions';
import { GUEST, once } from '../testing/session-fixture';
import type { InvitationReceivedEvent } from '../contract';
import { callFixture, untilCall } from './testing/call-fixture';
import { sdpOf } from './testing/fake-media-engine';

const SALES = 'sip:sales@contoso.com';

const sessions = new OpenSessions();
afterEach(() => sessions.close());

const visitor = () => callFixture(sessions, { credentials: GUEST, calls: 'on-demand' });

describe('a call that a visitor asks for', () => {
  it('is asked for with what it is about and what the visitor shares', async () => {
    const { connection, server, session } = await visitor();
    server.on('MESSAGE', (request, to) =>
      to.respond(request, 202, 'Accepted', { headers: ['Ms-Conversation-ID: AdxGiven=='] }),
    );
    const callback = await session.requestCallback(SALES, {
      name: 'Jane',
      at: 4_102_444_800_000,
      subject: 'Sofa',
      importance: 'high',
      context: { contact: { name: 'Jane' } },
    });
    expect(callback).toEqual({
      queueUri: SALES,
      conversationId: 'AdxGiven==',
      at: 4_102_444_800_000,
    });
    const [request] = connection.requests('MESSAGE');
    expect([request!.uri, request!.get('subject'), request!.get('priority')]).toEqual([
      SALES,
      'Sofa',
      'urgent',
    ]);
    expect(request!.get('content-type')).toMatch(/^multipart\/mixed/);
    expect(request!.body).toContain(callbackContentType);
    expect(request!.body).toContain('{"contact":{"name":"Jane"}}');
  });

  it('comes as an invitation of that conversation, from the queue', async () => {
    const { connection, server, session } = await visitor();
    server.on('MESSAGE', (request, to) => to.respond(request, 202, 'Accepted'));
    const { conversationId } = await session.requestCallback(SALES);
    const [request] = connection.requests('MESSAGE');
    expect(request!.get('content-type')).toBe(callbackContentType);
    expect(parseCallback(request!.body)).toEqual({});
    expect(request!.get('ms-conversation-id')).toBe(conversationId);
    const invited = once<InvitationReceivedEvent>(session, 'invitation-received');
    connection.invite({
      from: SALES,
      name: 'Sales',
      to: GUEST.uri,
      callId: 'callback',
      headers: [`Ms-Conversation-ID: ${conversationId}`, 'Expires: 30'],
      contentType: 'application/sdp',
      body: sdpOf({}),
    });
    const { conversation } = await invited;
    expect(conversation.snapshot).toMatchObject({
      id: conversationId,
      state: 'incoming',
      invitation: { modality: 'audio', fromName: 'Sales' },
    });
    const accepted = conversation.accept();
    connection.ack(await connection.response('INVITE', 200));
    await accepted;
    await untilCall(conversation, ({ state }) => state === 'connected');
  });

  it('says why it is not promised', async () => {
    const { server, session } = await visitor();
    const refusal = async (status: number, options = {}) => {
      server.on('MESSAGE', (request, to) => to.respond(request, status, 'No'));
      return session.requestCallback(SALES, options).catch((error: unknown) => error);
    };
    expect(await refusal(405)).toMatchObject({ code: 'type-not-supported', details: { status: 405 } });
    expect(await refusal(403, { phone: '+49 30 1234' })).toMatchObject({ code: 'forbidden' });
    expect(await refusal(429)).toMatchObject({ code: 'rate-limited' });
    expect(await refusal(503)).toMatchObject({ code: 'server-error' });
    const before = server.connection.requests('MESSAGE').length;
    expect(await refusal(202, { phone: 'soon' })).toMatchObject({ code: 'invalid-argument' });
    expect(server.connection.requests('MESSAGE')).toHaveLength(before);
  });

  it('is given up by its conversation, as long as it can be', async () => {
    const { connection, server, session } = await visitor();
    server.on('MESSAGE', (request, to) => to.respond(request, 202, 'Accepted'));
    const callback = await session.requestCallback(SALES, { uri: 'sip:jane@partner.example' });
    server.on('MESSAGE', (request, to) => to.respond(request, 200, 'OK'));
    await session.cancelCallback(callback);
    const request = connection.requests('MESSAGE').at(-1)!;
    expect(parseCallback(request.body)).toEqual({ cancel: true });
    expect(request.get('ms-conversation-id')).toBe(callback.conversationId);
    server.on('MESSAGE', (again, to) => to.respond(again, 481, 'Too late'));
    await expect(session.cancelCallback(callback)).rejects.toMatchObject({ code: 'not-found' });
  });
});
