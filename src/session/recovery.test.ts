import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SessionStateChangedEvent } from './contract';
import { OpenSessions } from './testing/open-sessions';
import { ALICE, GUEST, once, until } from './testing/session-fixture';

const sessions = new OpenSessions();
afterEach(async () => {
  vi.useRealTimers();
  await sessions.close();
});

const states = (session: EventTarget) => {
  const seen: string[] = [];
  session.addEventListener('state-changed', (event) => seen.push((event as SessionStateChangedEvent).state));
  return seen;
};
const reached = (session: EventTarget, state: string) =>
  once<SessionStateChangedEvent>(session, 'state-changed', (event) => event.state === state);

describe('a lost connection', () => {
  it('comes back, registers, and resumes what it had called, in the same thread', async () => {
    const { connection, server, session } = await sessions.connect();
    const conversation = session.startConversation('sip:sales@contoso.com', { firstMessage: 'Hello' });
    await until(conversation, ({ snapshot }) => snapshot.messages[0]?.delivery === 'delivered');
    const seen = states(session);
    const seenByConversation: string[] = [];
    conversation.addEventListener('state-changed', ({ state }) => seenByConversation.push(state));
    connection.socket.close();
    await reached(session, 'lost');
    expect(conversation.snapshot.state).toBe('recovering');
    expect(session.snapshot.nextAttemptAt).toBeGreaterThan(0);
    const written = conversation.messaging.send('Written meanwhile');
    expect(conversation.snapshot.messages[1]!.delivery).toBe('queued');
    await reached(session, 'connected');
    expect((await written).delivery).toBe('delivered');
    expect(seen).toEqual(['lost', 'recovering', 'connected']);
    expect(session.snapshot.nextAttemptAt).toBeUndefined();
    expect(seenByConversation).toEqual(['recovering', 'established']);
    const invite = server.connection.requests('INVITE')[0]!;
    expect(invite.get('ms-resume')).toBe('true');
    expect(invite.get('ms-conversation-id')).toBe(conversation.id);
    expect(invite.get('ms-text-format')).toBe('');
    expect(server.connection.requests('MESSAGE').map(({ body }) => body)).toEqual(['Written meanwhile']);
    expect(server.connections).toHaveLength(2);
  });

  it('sends again, under its old id, what was on its way', async () => {
    const { connection, server, session } = await sessions.connect();
    const conversation = session.startConversation('sip:sales@contoso.com');
    await until(conversation, ({ snapshot }) => snapshot.state === 'established');
    server.on('MESSAGE', () => undefined);
    const sent = [conversation.messaging.send('one'), conversation.messaging.send('two')];
    await connection.request('MESSAGE');
    server.on('MESSAGE', (request, current) => current.respond(request, 200, 'OK'));
    connection.socket.close();
    const [one, two] = await Promise.all(sent);
    const again = server.connection
      .requests('MESSAGE')
      .map((request) => [request.body, request.get('ms-message-id')]);
    expect(again).toEqual([
      ['one', one!.id],
      ['two', two!.id],
    ]);
    expect(connection.requests('MESSAGE')[0]!.get('ms-message-id')).toBe(one!.id);
  });

  it('calls again where the first call was not answered yet, with the first message', async () => {
    const { connection, server, session } = await sessions.connect();
    server.on('INVITE', () => undefined);
    const conversation = session.startConversation('sip:sales@contoso.com', { firstMessage: 'Hello' });
    const first = await connection.request('INVITE');
    server.on('INVITE', (request, current) => current.answer(request, ['Supported: ms-text-format']));
    connection.socket.close();
    await until(conversation, ({ snapshot }) => snapshot.messages[0]?.delivery === 'delivered');
    const second = server.connection.requests('INVITE')[0]!;
    expect(second.get('ms-text-format')).toBe(first.get('ms-text-format'));
    expect(second.get('ms-message-id')).toBe(first.get('ms-message-id'));
    expect(second.get('ms-resume')).toBe('');
  });

  it('ends with the reason when the other side does not take the conversation back', async () => {
    const { connection, server, session } = await sessions.connect();
    const conversation = session.startConversation('sip:sales@contoso.com');
    await until(conversation, ({ snapshot }) => snapshot.state === 'established');
    server.on('INVITE', (request, current) => current.respond(request, 480, 'Temporarily Unavailable'));
    connection.socket.close();
    await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
    expect(conversation.snapshot).toMatchObject({ endReason: 'no-answer', failure: { status: 480 } });
  });

  it('lets the caller of an incoming conversation come back, without a toast, or ends it in time', async () => {
    const { connection, server, session } = await sessions.connect({
      credentials: ALICE,
      agent: false,
      recoveryTimeout: 40,
    });
    const caller = { from: 'sip:contact-1@contoso.com', to: ALICE.uri };
    const both = ['one', 'two'].map((id) => ({
      ...caller,
      callId: id,
      headers: [`Ms-Conversation-ID: ${id}`],
    }));
    for (const each of both) {
      connection.invite(each);
      await connection.response('INVITE', 180, each.callId);
      const accepting = session.getConversation(each.callId)!.accept();
      connection.ack(await connection.response('INVITE', 200, each.callId));
      await accepting;
    }
    const toasts: Event[] = [];
    session.addEventListener('invitation-received', (event) => toasts.push(event));
    connection.socket.close();
    await reached(session, 'connected');
    const [one, two] = [session.getConversation('one')!, session.getConversation('two')!];
    server.connection.invite({
      ...caller,
      callId: 'one-again',
      headers: ['Ms-Conversation-ID: one', 'Ms-Resume: true'],
    });
    server.connection.ack(await server.connection.response('INVITE', 200, 'one-again'));
    await until(one, ({ snapshot }) => snapshot.state === 'established');
    await until(two, ({ snapshot }) => snapshot.state === 'terminated');
    expect(two.snapshot.endReason).toBe('recovery-failed');
    expect(one.snapshot.state).toBe('established');
    expect(toasts).toHaveLength(0);
  });

  it('takes the toast away: nobody can accept it any more', async () => {
    const { connection, session } = await sessions.connect({ credentials: ALICE, agent: false });
    connection.invite({
      from: 'sip:contact-1@contoso.com',
      to: ALICE.uri,
      callId: 'c',
      headers: ['Ms-Conversation-ID: c'],
    });
    await connection.response('INVITE', 180);
    const conversation = session.getConversation('c')!;
    connection.socket.close();
    await reached(session, 'lost');
    expect(conversation.snapshot.state).toBe('terminated');
  });

  it('is given up when the policy says so, and everything unconfirmed has failed', async () => {
    const { connection, server, session } = await sessions.connect({
      reconnectPolicy: { nextDelay: ({ attempt }) => (attempt < 2 ? 0 : undefined) },
    });
    const conversation = session.startConversation('sip:sales@contoso.com');
    await until(conversation, ({ snapshot }) => snapshot.state === 'established');
    server.network.isDown = true;
    connection.socket.close();
    await reached(session, 'lost');
    const sent = conversation.messaging.send('Hello?');
    await expect(sent).rejects.toMatchObject({ code: 'connection-failed' });
    expect(session.snapshot).toMatchObject({ state: 'failed', failure: { code: 'connection-failed' } });
    expect(conversation.snapshot).toMatchObject({ state: 'terminated', endReason: 'unreachable' });
  });

  it('fetches new credentials when the old ones are refused on the way back', async () => {
    let count = 0;
    const { connection, server, session } = await sessions.connect({
      credentials: () =>
        Promise.resolve({
          ...ALICE,
          password: `password-${++count}`,
          expiresAt: count === 1 ? Date.now() : Date.now() + 60_000,
        }),
      agent: false,
    });
    connection.socket.close();
    await reached(session, 'connected');
    expect(count).toBe(2);
    expect(server.connections).toHaveLength(2);
  });

  it('asks once for new credentials when the server refuses those it has', async () => {
    const { connection, server, session } = await sessions.connect({
      credentials: (_, previous) => Promise.resolve(previous ? { ...GUEST, password: 'renewed' } : GUEST),
    });
    let refusals = 0;
    server.on('REGISTER', (request, current) => {
      if (refusals++ === 0) current.respond(request, 403, 'Forbidden');
      else current.respond(request, 200, 'OK');
    });
    connection.socket.close();
    await reached(session, 'connected');
    expect(server.connections).toHaveLength(3);
    server.on('REGISTER', (request, current) => current.respond(request, 403, 'Forbidden'));
    server.connection.socket.close();
    await reached(session, 'failed');
    expect(session.snapshot.failure).toMatchObject({ code: 'forbidden' });
    expect(server.connections).toHaveLength(5);
  });

  it('tries again to resume while the other side has trouble', async () => {
    const { connection, server, session } = await sessions.connect();
    const conversation = session.startConversation('sip:sales@contoso.com');
    await until(conversation, ({ snapshot }) => snapshot.state === 'established');
    let attempts = 0;
    server.on('INVITE', (request, current) => {
      if (attempts++ === 0) current.respond(request, 503, 'Service Unavailable');
      else current.answer(request);
    });
    connection.socket.close();
    await until(conversation, ({ snapshot }) => snapshot.state === 'recovering');
    await until(conversation, ({ snapshot }) => snapshot.state !== 'recovering');
    expect(conversation.snapshot.state).toBe('established');
    expect(attempts).toBe(2);
  });

  it('registers again in time, and starts over when that is refused', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const { connection, server, session } = await sessions.connect({ agent: false });
    server.on('REGISTER', (request, current) =>
      current.respond(request, 200, 'OK', { headers: ['Expires: 100'] }),
    );
    vi.advanceTimersByTime(480_000);
    await connection.waitFor(({ method }) => method === 'REGISTER', connection.received.length);
    expect(connection.requests('REGISTER').map((request) => request.get('cseq'))).toEqual([
      '1 REGISTER',
      '2 REGISTER',
    ]);
    expect(session.snapshot.state).toBe('connected');
  });
});

describe('a reloaded page', () => {
  it('goes on with its conversation, its transcript and what was not confirmed', async () => {
    const { server, session } = await sessions.connect();
    const conversation = session.startConversation('sip:sales@contoso.com', {
      subject: 'Order',
      firstMessage: 'one',
    });
    await until(conversation, ({ snapshot }) => snapshot.messages[0]?.delivery === 'delivered');
    server.on('MESSAGE', () => undefined);
    void conversation.messaging.send('two').catch(() => undefined);
    const resume = session.resumeToken;
    const next = sessions.create({ resume, credentials: undefined });
    expect(next.session.resumableConversations.map(({ id }) => id)).toEqual([conversation.id]);
    const resumed = next.session.resumeConversation();
    expect(resumed.snapshot).toMatchObject({ id: conversation.id, state: 'recovering', subject: 'Order' });
    await next.session.connect();
    await until(resumed, ({ snapshot }) =>
      snapshot.messages.every(({ delivery }) => delivery === 'delivered'),
    );
    expect(resumed.snapshot.messages.map(({ body }) => body)).toEqual(['one', 'two']);
    expect(next.server.connection.requests('INVITE')[0]!.get('ms-resume')).toBe('true');
    expect(next.server.connection.requests('MESSAGE').map(({ body }) => body)).toEqual(['two']);
    expect(next.session.resumableConversations).toEqual([]);
  });

  it('keeps no user’s password, and starts anew with a token that is none', async () => {
    const { session } = await sessions.connect({ credentials: ALICE, agent: false });
    expect(session.resumeToken).not.toContain(ALICE.password);
    for (const resume of [
      '',
      'x',
      '{}',
      '{"version":2,"conversations":[]}',
      '{"version":1,"conversations":[1]}',
    ]) {
      expect(sessions.create({ resume }).session.resumableConversations).toEqual([]);
    }
    expect(() => session.resumeConversation('x')).toThrow(expect.objectContaining({ code: 'not-found' }));
  });
});
