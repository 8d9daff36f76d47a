import { afterEach, describe, expect, it } from 'vitest';
import { buildSessionInvite } from '../../protocol/session-invite';
import type { ContextChannelContract, ContextDataReceivedEvent } from '../contract';
import type { LyncSessionOptions } from '../session-options';
import { OpenSessions } from '../testing/open-sessions';
import { ALICE, once, until } from '../testing/session-fixture';

const sessions = new OpenSessions();
afterEach(() => sessions.close());

const CONTACT = 'sip:contact-7f3a@contoso.com';
const APPLICATION = '40499119-4b60-45a6-9a7a-dc7a384d5670';
const XML = 'application/ms-session-invite+xml';
const registry = [
  { id: `{${APPLICATION.toUpperCase()}}`, name: 'Customer card', url: 'https://app.example/' },
  {
    id: '11111111-2222-3333-4444-555555555555',
    name: 'For supervisors',
    roles: ['advanced'],
    installLink: 'https://get.example/',
  },
];

async function agentInConversation(options: LyncSessionOptions = {}) {
  const { connection, server, session } = await sessions.connect({
    credentials: ALICE,
    agent: false,
    contextApplications: registry,
    ...options,
  });
  connection.invite({
    from: CONTACT,
    to: ALICE.uri,
    callId: 'im',
    headers: ['Ms-Conversation-ID: AdxOne=='],
  });
  await connection.response('INVITE', 180, 'im');
  const conversation = session.getConversation('AdxOne==')!;
  const accepting = conversation.accept();
  const dialog = connection.ack(await connection.response('INVITE', 200, 'im'));
  await accepting;
  const invite = (callId: string, changes: { from?: string; body?: string; id?: string } = {}) => {
    const {
      body = buildSessionInvite({ applicationId: APPLICATION, data: 'card 1', toast: 'Hello' }),
      from = CONTACT,
      id = 'AdxOne==',
    } = changes;
    const headers = [`Ms-Conversation-ID: ${id}`, 'Content-Disposition: session'];
    connection.invite({ from, to: ALICE.uri, callId, contentType: XML, body, headers });
  };
  return { connection, server, session, conversation, dialog, invite };
}

async function opened(options?: LyncSessionOptions) {
  const made = await agentInConversation(options);
  made.invite('ctx');
  const channelDialog = made.connection.ack(await made.connection.response('INVITE', 200, 'ctx'));
  await until(
    made.conversation,
    ({ contextChannels }) => contextChannels[0]?.snapshot.state === 'established',
  );
  return { ...made, channelDialog, channel: made.conversation.contextChannels[0]! as ContextChannelContract };
}

describe('ConversationContextChannel in the browser', () => {
  it('takes a trusted invitation for a registered application', async () => {
    const { channel, connection, conversation } = await opened();
    const answer = await connection.response('INVITE', 200, 'ctx');
    expect(answer.get('content-disposition')).toBe('session');
    expect(answer.body).toContain(APPLICATION);
    expect(channel.snapshot).toMatchObject({
      applicationId: APPLICATION,
      applicationName: 'Customer card',
      state: 'established',
      registered: true,
      initialContext: 'card 1',
      toast: 'Hello',
      remoteUri: CONTACT,
    });
    expect(conversation.snapshot.contextChannelIds).toEqual([channel.snapshot.id]);
    expect(connection.requests('BYE')).toHaveLength(0);
  });

  it.each([
    ['an inviter that is no trusted application', 403, { from: 'sip:mallory@contoso.com' }],
    ['an inviter of another domain', 403, { from: 'sip:contact-1@evil.example' }],
    ['a conversation that is not here', 481, { id: 'AdxOther==' }],
    ['what is no XML', 400, { body: '<session' }],
    ['a document type', 400, { body: '<!DOCTYPE s [<!ENTITY a "b">]><session>&a;</session>' }],
    ['an invitation of 4 kB and more', 400, { body: `<session>${'x'.repeat(4096)}</session>` }],
  ])('refuses %s', async (_, status, changes) => {
    const { connection, conversation, invite } = await agentInConversation();
    invite('ctx', changes);
    await connection.response('INVITE', status, 'ctx');
    expect(conversation.contextChannels).toHaveLength(0);
    expect(conversation.snapshot.state).toBe('established');
  });

  it.each([
    ['is not registered', '99999999-2222-3333-4444-555555555555'],
    ['is not for this agent’s roles', '11111111-2222-3333-4444-555555555555'],
  ])('refuses, and shows by name and installer link, an application that %s', async (_, applicationId) => {
    const { connection, conversation, invite } = await agentInConversation();
    const body = buildSessionInvite({
      applicationId,
      applicationName: 'Other',
      installLink: 'https://get.example/',
    });
    invite('ctx', { body });
    const answer = await connection.response('INVITE', 480, 'ctx');
    expect(answer.get('reason')).toBe('SIP;cause=480;text="application not installed"');
    expect(conversation.contextChannels[0]!.snapshot).toMatchObject({
      registered: false,
      state: 'terminated',
      reason: 'establish-failed',
      installLink: 'https://get.example/',
      failure: { code: 'application-not-installed' },
    });
  });

  it('opens an application for the roles of this agent', async () => {
    const { connection, invite } = await agentInConversation({ roles: ['advanced'] });
    invite('ctx', { body: buildSessionInvite({ applicationId: registry[1]!.id }) });
    await connection.response('INVITE', 200, 'ctx');
  });

  it('exchanges data of any content type', async () => {
    const { channel, channelDialog, connection } = await opened();
    for (const [contentType, body] of [
      ['application/vnd.lync-widgets.customer+json', '{"a":1}'],
      [XML, 'not XML: an INFO is never read by its type'],
    ] as const) {
      const next = once<ContextDataReceivedEvent>(channel, 'data-received');
      connection.send(channelDialog, 'INFO', { contentType, body });
      expect(await next).toMatchObject({ contentType, body });
    }
    const sent = once(channel, 'data-sent');
    await channel.sendData('application/vnd.contoso.offer+json; v=1', '{"discount":10}');
    await sent;
    const [info] = connection.requests('INFO');
    expect([info!.get('content-type'), info!.body]).toEqual([
      'application/vnd.contoso.offer+json; v=1',
      '{"discount":10}',
    ]);
  });

  it('checks what it is to send', async () => {
    const { channel, connection, server } = await opened();
    await expect(channel.sendData('text/plain\r\nX: y', '')).rejects.toMatchObject({
      code: 'invalid-argument',
    });
    await expect(channel.sendData('text/plain', 'x'.repeat(64_001))).rejects.toMatchObject({
      code: 'too-large',
    });
    server.on('INFO', (request) => connection.respond(request, 415, 'Unsupported Media Type'));
    await expect(channel.sendData('text/plain', 'x')).rejects.toMatchObject({ code: 'type-not-supported' });
    await channel.terminate();
    await expect(channel.sendData('text/plain', 'x')).rejects.toMatchObject({ code: 'invalid-state' });
    expect(connection.requests('INFO')).toHaveLength(1);
  });

  it('gives a second invitation for the application to the same instance', async () => {
    const { channel, connection, conversation, invite } = await opened();
    const next = once(channel, 'initial-context-received');
    invite('ctx-2', { body: buildSessionInvite({ applicationId: APPLICATION, data: 'card 2' }) });
    const dialog = connection.ack(await connection.response('INVITE', 200, 'ctx-2'));
    await next;
    expect(conversation.contextChannels).toEqual([channel]);
    expect(channel.snapshot).toMatchObject({ state: 'established', initialContext: 'card 2' });
    expect((await connection.request('BYE')).get('call-id')).toBe('ctx');
    const data = once(channel, 'data-received');
    connection.send(dialog, 'INFO', { contentType: 'text/plain', body: 'x' });
    await data;
  });

  it('ends by BYE of either side, with the reason', async () => {
    const { channel, channelDialog, connection, conversation } = await opened();
    const seen: string[] = [];
    channel.addEventListener('state-changed', ({ state, transitionReason }) =>
      seen.push(`${state} ${transitionReason}`),
    );
    connection.send(channelDialog, 'BYE');
    await until(conversation, () => channel.snapshot.state === 'terminated');
    expect(seen).toEqual(['terminating terminated-remotely', 'terminated terminated-remotely']);
    expect(conversation.snapshot.state).toBe('established');
    const other = await opened();
    await other.channel.terminate();
    expect(other.channel.snapshot).toMatchObject({ state: 'terminated', reason: 'terminated-locally' });
    await other.connection.request('BYE');
  });

  it('ends with its conversation', async () => {
    const { channel, connection, conversation, dialog } = await opened();
    connection.send(dialog, 'BYE');
    await connection.waitFor((message) => message.method === 'BYE' && message.isRequest);
    await until(conversation, () => channel.snapshot.state === 'terminated');
    expect(channel.snapshot.reason).toBe('terminated-locally');
  });

  it('recovers with its conversation, or fails in time', async () => {
    const { channel, connection, conversation, server, session } = await opened({ recoveryTimeout: 1_500 });
    const seen: string[] = [];
    channel.addEventListener('state-changed', ({ state, transitionReason }) =>
      seen.push(`${state} ${transitionReason}`),
    );
    const back = async (callId: string) => {
      server.connection.invite({
        from: CONTACT,
        to: ALICE.uri,
        callId,
        headers: ['Ms-Conversation-ID: AdxOne==', 'Ms-Resume: true'],
      });
      server.connection.ack(await server.connection.response('INVITE', 200, callId));
      await until(conversation, ({ snapshot }) => snapshot.state === 'established');
    };
    const connected = () => once(session, 'state-changed', () => session.snapshot.state === 'connected');
    connection.socket.close();
    await connected();
    await back('im-2');
    const headers = ['Ms-Conversation-ID: AdxOne==', 'Content-Disposition: session'];
    const body = buildSessionInvite({ applicationId: APPLICATION, data: 'card 3' });
    server.connection.invite({
      from: CONTACT,
      to: ALICE.uri,
      callId: 'ctx-3',
      contentType: XML,
      body,
      headers,
    });
    server.connection.ack(await server.connection.response('INVITE', 200, 'ctx-3'));
    await until(conversation, () => channel.snapshot.initialContext === 'card 3');
    server.connection.socket.close();
    await connected();
    await back('im-3');
    await until(conversation, () => channel.snapshot.state === 'terminated');
    expect(seen).toEqual([
      'recovering first-hop-unreachable',
      'established none',
      'recovering first-hop-unreachable',
      'terminating recovery-failed',
      'terminated recovery-failed',
    ]);
    expect(conversation.snapshot.state).toBe('established');
  });
});
