import { afterEach, describe, expect, it } from 'vitest';
import { OpenSessions } from './testing/open-sessions';
import { ALICE, GUEST, once, until } from './testing/session-fixture';
import type { LyncSessionOptions } from './session-options';

const sessions = new OpenSessions();
const fixture = (options?: LyncSessionOptions) => sessions.create(options);
afterEach(() => sessions.close());

describe('LyncSession: connection', () => {
  it('registers, and unregisters when it ends', async () => {
    const { server, session } = fixture();
    await session.connect();
    expect(session.snapshot).toMatchObject({ state: 'connected', uri: GUEST.uri, isGuest: true });
    const { connection } = server;
    const register = connection.requests('REGISTER')[0]!;
    expect(register.uri).toBe('sip:contoso.com');
    expect(register.get('contact')).toMatch(
      /;reg-id=1;\+sip\.instance="<urn:uuid:[\da-f-]{36}>";expires=600$/,
    );
    await session.disconnect();
    expect(session.snapshot.state).toBe('idle');
    expect(connection.requests('REGISTER').at(-1)!.get('contact')).toMatch(/expires=0$/);
  });

  it('answers a digest challenge', async () => {
    const { server, session } = fixture();
    server.on('REGISTER', (request, connection) => {
      if (request.get('authorization')) return connection.respond(request, 200, 'OK');
      connection.respond(request, 401, 'Unauthorized', {
        headers: ['WWW-Authenticate: Digest realm="contoso.com", nonce="n1", algorithm=MD5, qop="auth"'],
      });
    });
    await session.connect();
    const sent = server.connection.requests('REGISTER').map((request) => request.get('authorization'));
    expect(sent[0]).toBe('');
    expect(sent[1]).toContain(`username="${GUEST.username}"`);
    expect(sent[1]).toContain('nc=00000001');
  });

  it('fails with a code when the credentials are refused, and can be connected again', async () => {
    const { server, session } = fixture();
    server.on('REGISTER', (request, connection) => connection.respond(request, 403, 'Forbidden'));
    await expect(session.connect()).rejects.toMatchObject({
      name: 'SessionError',
      code: 'forbidden',
      details: { status: 403 },
    });
    expect(session.snapshot).toMatchObject({ state: 'failed', failure: { code: 'forbidden', status: 403 } });
    server.on('REGISTER', (request, connection) => connection.respond(request, 200, 'OK'));
    await session.connect();
    expect(session.snapshot.state).toBe('connected');
    expect(session.snapshot.failure).toBeUndefined();
  });

  it('fails when nobody is there, and its conversations with it, their messages kept for a retry', async () => {
    const { server, session } = fixture();
    server.network.isDown = true;
    const conversation = session.startConversation('sip:sales@contoso.com', { firstMessage: 'Hello' });
    await expect(session.connect()).rejects.toMatchObject({ code: 'connection-failed' });
    expect(conversation.snapshot).toMatchObject({ state: 'terminated', endReason: 'unreachable' });
    const [message] = conversation.snapshot.messages;
    expect(message).toMatchObject({ delivery: 'failed', failure: { code: 'connection-failed' } });
    server.network.isDown = false;
    const retried = await conversation.messaging.retry(message!.id);
    expect(retried.delivery).toBe('delivered');
    expect(conversation.snapshot.state).toBe('established');
  });

  it('is idle again when connecting is aborted', async () => {
    const { server, session } = fixture();
    server.on('REGISTER', () => undefined);
    const abort = new AbortController();
    const connecting = session.connect({ signal: abort.signal });
    await server.nextConnection().then((connection) => connection.request('REGISTER'));
    abort.abort();
    await expect(connecting).rejects.toMatchObject({ code: 'aborted' });
    expect(session.snapshot.state).toBe('idle');
  });

  it('asks the credentials function, and checks what it says', async () => {
    const { session } = fixture({ credentials: () => Promise.resolve({ password: '' }) });
    await expect(session.connect()).rejects.toMatchObject({ code: 'credentials-unavailable' });
    const other = fixture({ credentials: () => Promise.resolve(ALICE) });
    await other.session.connect();
    expect(other.session.snapshot).toMatchObject({ uri: ALICE.uri, displayName: 'Alice', isGuest: false });
  });

  it('drops what cannot be read and stays connected', async () => {
    const { server, session } = fixture();
    await session.connect();
    const errors: string[] = [];
    session.addEventListener('error', ({ failure }) => errors.push(failure.code));
    for (const text of [
      '',
      'hello',
      'INVITE sip:x SIP/2.0\r\n\r\n',
      'MESSAGE sip:a@b SIP/2.0\r\nCSeq: x\r\n\r\n',
    ]) {
      server.connection.socket.send(text);
    }
    const next = once(session, 'error', () => errors.length === 3);
    await next;
    expect(session.snapshot.state).toBe('connected');
  });

  it('shows a redacted trace to who asks', async () => {
    const { server, session } = fixture();
    const seen: string[] = [];
    session.addEventListener('sip-message', ({ direction, text }) => seen.push(`${direction} ${text}`));
    server.on('REGISTER', (request, connection) => {
      if (request.get('authorization')) return connection.respond(request, 200, 'OK');
      connection.respond(request, 401, 'Unauthorized', {
        headers: ['WWW-Authenticate: Digest realm="contoso.com", nonce="n1"'],
      });
    });
    await session.connect();
    expect(seen.map((text) => text.split(' ').slice(0, 3).join(' '))).toEqual([
      'out REGISTER sip:contoso.com',
      'in SIP/2.0 401',
      'out REGISTER sip:contoso.com',
      'in SIP/2.0 200',
    ]);
    expect(seen[2]).toMatch(/response=\*\*\*/);
  });
});

describe('LyncSession: the shortest way to the first message', () => {
  const challenge = { realm: 'contoso.com', nonce: 'early', algorithm: 'MD5', qop: 'auth' };

  it('sends INVITE behind REGISTER without waiting, both authorised in advance', async () => {
    const { server, session } = fixture({ credentials: { ...GUEST, challenge } });
    server.on('REGISTER', () => undefined);
    server.on('INVITE', () => undefined);
    const conversation = session.startConversation('sip:sales@contoso.com', { firstMessage: 'Grüezi' });
    void session.connect().catch(() => undefined);
    const connection = await server.nextConnection();
    const invite = await connection.request('INVITE');
    const register = connection.requests('REGISTER')[0]!;
    expect(register.get('authorization')).toMatch(/nonce="early".*nc=00000001/);
    expect(invite.get('proxy-authorization')).toMatch(/nonce="early".*nc=00000002/);
    expect(invite.get('ms-text-format')).toBe('text/plain; charset=UTF-8; ms-body=R3LDvGV6aQ==');
    expect(invite.get('ms-conversation-id')).toBe(conversation.id);
    expect(invite.all('supported')).toContain('ms-embedded-first-message');
    expect(conversation.snapshot.messages[0]).toMatchObject({ delivery: 'sending' });
    connection.respond(register, 200, 'OK');
    connection.answer(invite, ['Supported: ms-text-format']);
    await until(conversation, ({ snapshot }) => snapshot.messages[0]?.delivery === 'delivered');
    await connection.request('ACK');
    server.on('REGISTER', (request) => connection.respond(request, 200, 'OK'));
    expect(connection.requests('MESSAGE')).toHaveLength(0);
  });

  it('answers a new challenge when the early one is stale', async () => {
    const { server, session } = fixture({ credentials: { ...GUEST, challenge } });
    server.on('REGISTER', (request, connection) => {
      if (request.get('authorization').includes('nonce="fresh"'))
        return connection.respond(request, 200, 'OK');
      connection.respond(request, 401, 'Unauthorized', {
        headers: ['WWW-Authenticate: Digest realm="contoso.com", nonce="fresh", qop="auth", stale=true'],
      });
    });
    await session.connect();
    expect(server.connection.requests('REGISTER').at(-1)!.get('authorization')).toMatch(
      /nonce="fresh".*nc=00000001/,
    );
  });

  it('sends the embedded message again, once, when the peer did not take it', async () => {
    const { server, session } = fixture();
    const conversation = session.startConversation('sip:bob@contoso.com', { firstMessage: 'Hello' });
    await session.connect();
    const message = await server.connection.request('MESSAGE');
    await until(conversation, ({ snapshot }) => snapshot.messages[0]?.delivery === 'delivered');
    expect(message.body).toBe('Hello');
    expect(server.connection.requests('MESSAGE')).toHaveLength(1);
    expect(conversation.snapshot.messages).toHaveLength(1);
  });

  it('carries context as an optional second part of the INVITE', async () => {
    const { server, session } = fixture({ credentials: { ...GUEST, signedContext: 'aaa.bbb.ccc' } });
    session.startConversation('sip:sales@contoso.com', {
      context: { contact: { name: 'Jane' } },
      subject: 'Order\r\nX-Evil: 1',
    });
    await session.connect();
    const [invite] = server.connection.requests('INVITE');
    expect(invite!.get('content-type')).toMatch(/^multipart\/mixed;boundary=/);
    expect(invite!.body).toContain('m=message 5060 sip null');
    expect(invite!.body).toContain('Content-Disposition: render;handling=optional');
    expect(invite!.body).toContain('"signed":"aaa.bbb.ccc"');
    expect(invite!.get('subject')).toBe('Order X-Evil: 1');
    expect(invite!.get('x-evil')).toBe('');
  });

  it('refuses addresses, ids and contexts that cannot be sent', () => {
    const { session } = fixture();
    expect(() => session.startConversation('sales')).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
    expect(() => session.startConversation('sip:a@b\r\nX: y')).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
    const data = { note: 'x'.repeat(5000) };
    expect(() => session.startConversation('sip:a@b', { context: { data } })).toThrow(
      expect.objectContaining({ code: 'too-large' }),
    );
    expect(session.conversations).toHaveLength(0);
  });
});
