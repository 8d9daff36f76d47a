import { afterEach, describe, expect, it } from 'vitest';
import type { Conversation } from '../conversation';
import { OpenSessions } from '../testing/open-sessions';
import { GUEST, until } from '../testing/session-fixture';
import { callFixture, connectedCall, untilCall } from './testing/call-fixture';

const SALES = 'sip:sales@contoso.com';

const sessions = new OpenSessions();
afterEach(() => sessions.close());

const visitor = () => callFixture(sessions, { credentials: GUEST, calls: 'on-demand' });

describe('a contact that is only a call', () => {
  it('is told in the dialog of the call how it stands, and what the service says', async () => {
    const fixture = await visitor();
    const { connection } = fixture;
    const { conversation, dialog } = await connectedCall(fixture);
    connection.send(dialog, 'INFO', {
      contentType: 'application/vnd.lync-widgets.queue-status+json',
      body: JSON.stringify({ state: 'queued', queueName: 'Sales', position: 2 }),
    });
    await connection.response('INFO', 200);
    expect(conversation.snapshot.queue).toMatchObject({ state: 'queued', position: 2 });
    connection.send(dialog, 'MESSAGE', {
      contentType: 'text/plain',
      body: 'Welcome',
      headers: ['Ms-Notice: welcome'],
    });
    await connection.response('MESSAGE', 200);
    expect(conversation.snapshot.messages).toMatchObject([{ kind: 'notice', body: 'Welcome' }]);
    connection.send(dialog, 'INFO', {
      contentType: 'application/vnd.lync-widgets.queue-status+json',
      body: '{',
    });
    await connection.response('INFO', 400);
  });

  it('brings what it is about and what the visitor shares, once', async () => {
    const { connection, session } = await visitor();
    const context = { contact: { name: 'Jane' } };
    const conversation = session.startConversation(SALES, {
      modality: 'audio',
      subject: 'Sofa',
      importance: 'high',
      context,
    });
    const invite = await connection.request('INVITE');
    expect(invite.get('subject')).toBe('Sofa');
    expect(invite.get('priority')).toBe('urgent');
    expect(invite.get('content-type')).toMatch(/^multipart\/mixed/);
    expect(invite.body).toContain('"name":"Jane"');
    await untilCall(conversation, ({ state }) => state === 'connected');

    // What is new goes the way that there is.
    await conversation.shareContext({ data: { basket: 2 } });
    const info = await connection.request('INFO');
    expect(info.get('call-id')).toBe(invite.get('call-id'));
    expect(info.body).toContain('"basket":2');

    const from = connection.received.length;
    await conversation.audioVideo.hold();
    expect((await connection.request('INVITE', from)).body).not.toContain('Jane');
  });
});

describe('calls on demand', () => {
  const chat = async () => {
    const fixture = await visitor();
    const conversation: Conversation = fixture.session.startConversation(SALES, { firstMessage: 'Hello' });
    await until(conversation, ({ snapshot }) => snapshot.state === 'established');
    return { ...fixture, conversation };
  };

  it('are offered with a chat, and loaded with the first', async () => {
    const { connection, conversation } = await chat();
    expect(conversation.canInvoke('audio')).toBe(true);
    expect(conversation.audioVideo.call).toBeUndefined();

    await conversation.audioVideo.connect();

    const [im, call] = connection.requests('INVITE');
    expect(call?.get('ms-conversation-id')).toBe(im?.get('ms-conversation-id'));
    // The chat has said what it is about.
    expect(call?.get('content-type')).toBe('application/sdp');
    expect(conversation.canInvoke('audio')).toBe(false);
    await conversation.audioVideo.end();
    expect(conversation.snapshot.state).toBe('established');
    expect(conversation.canInvoke('audio')).toBe(true);
  });

  it('are not offered before there is anybody to call, or after', async () => {
    const { conversation } = await chat();
    await conversation.terminate();
    expect(conversation.canInvoke('audio')).toBe(false);
  });

  it('are not offered where there is no WebRTC', async () => {
    const { session } = await sessions.connect({ credentials: GUEST, calls: 'on-demand' });
    const conversation = session.startConversation(SALES, { firstMessage: 'Hello' });
    await until(conversation, ({ snapshot }) => snapshot.state === 'established');
    expect(conversation.canInvoke('audio')).toBe(false);
  });
});
