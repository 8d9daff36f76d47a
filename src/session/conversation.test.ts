import { afterEach, describe, expect, it } from 'vitest';
import type { ContextDataReceivedEvent, MessageEvent_ } from './contract';
import { OpenSessions } from './testing/open-sessions';
import { once, until } from './testing/session-fixture';

const sessions = new OpenSessions();
afterEach(() => sessions.close());

async function established() {
  const { connection, server, session } = await sessions.connect();
  let dialog: ReturnType<typeof connection.answer> | undefined;
  server.on('INVITE', (request) => (dialog = connection.answer(request)));
  const conversation = session.startConversation('sip:sales@contoso.com', {
    subject: 'Order 1234',
    importance: 'high',
  });
  await until(conversation, ({ snapshot }) => snapshot.state === 'established');
  return { connection, server, session, conversation, dialog: dialog! };
}

describe('Conversation as caller', () => {
  it('goes through its states and tells which actions come and go', async () => {
    const { session } = await sessions.connect();
    const conversation = session.startConversation('sip:sales@contoso.com');
    const seen: string[] = [];
    conversation.addEventListener('state-changed', ({ previousState, state }) =>
      seen.push(`${previousState}>${state}`),
    );
    conversation.addEventListener('action-availability-changed', ({ action, isAvailable }) =>
      seen.push(`${isAvailable ? '+' : '-'}${action}`),
    );
    await until(conversation, ({ snapshot }) => snapshot.state === 'established');
    expect(conversation.canInvoke('share-context')).toBe(true);
    expect(conversation.canInvoke('audio')).toBe(false);
    await conversation.terminate();
    expect(seen).toEqual([
      'establishing>established',
      '+send-typing',
      '+share-context',
      'established>terminating',
      '-send-message',
      '-send-typing',
      '-terminate',
      '-share-context',
      'terminating>terminated',
    ]);
    expect(conversation.snapshot).toMatchObject({ state: 'terminated', endReason: 'terminated-locally' });
    await expect(conversation.messaging.send('late')).rejects.toMatchObject({ code: 'invalid-state' });
  });

  it('sends subject and priority', async () => {
    const { connection } = await established();
    const [invite] = connection.requests('INVITE');
    expect(invite!.get('subject')).toBe('Order 1234');
    expect(invite!.get('priority')).toBe('urgent');
  });

  it('gives a new snapshot after each change and the same one otherwise', async () => {
    const { conversation } = await established();
    const before = conversation.snapshot;
    expect(conversation.snapshot).toBe(before);
    await conversation.messaging.send('Hello');
    expect(conversation.snapshot).not.toBe(before);
    expect(structuredClone(conversation.snapshot)).toEqual(conversation.snapshot);
    expect(Object.isFrozen(conversation.snapshot.messages)).toBe(true);
  });

  it('ends with the reason of the answer', async () => {
    const { server, session } = await sessions.connect();
    server.on('INVITE', (request, connection) =>
      connection.respond(request, 404, 'Not Found', { headers: ['ms-diagnostics: 1003;reason="nobody"'] }),
    );
    const conversation = session.startConversation('sip:nobody@contoso.com', { firstMessage: 'Hello' });
    await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
    expect(conversation.snapshot).toMatchObject({
      endReason: 'not-found',
      failure: { code: 'not-found', status: 404, diagnostics: '1003;reason="nobody"' },
    });
    expect(conversation.snapshot.messages[0]).toMatchObject({
      delivery: 'failed',
      failure: { code: 'not-found' },
    });
  });

  it('cancels a call that nobody has answered, and hangs up on an answer that crosses the CANCEL', async () => {
    const { connection, server, session } = await sessions.connect();
    server.on('INVITE', (request) => connection.respond(request, 100, 'Trying'));
    const conversation = session.startConversation('sip:bob@contoso.com');
    const invite = await connection.request('INVITE');
    await new Promise((resolve) => setTimeout(resolve));
    const cancelled = connection.request('CANCEL');
    await conversation.terminate();
    await cancelled;
    connection.answer(invite);
    await connection.request('BYE');
    expect(conversation.snapshot.state).toBe('terminated');
  });

  it('ends when the other side hangs up', async () => {
    const { connection, conversation, dialog } = await established();
    connection.send(dialog, 'BYE', { headers: ['Reason: SIP;cause=200;text="agent closed"'] });
    await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
    expect(conversation.snapshot.endReason).toBe('terminated-remotely');
    await connection.response('BYE', 200);
  });

  it('keeps several conversations apart', async () => {
    const { connection, server, session } = await sessions.connect();
    const dialogs = new Map<string, ReturnType<typeof connection.answer>>();
    server.on('INVITE', (request) =>
      dialogs.set(request.get('ms-conversation-id'), connection.answer(request)),
    );
    const [one, two] = [
      session.startConversation('sip:sales@contoso.com'),
      session.startConversation('sip:sales@contoso.com'),
    ];
    await Promise.all(
      [one, two].map((each) => until(each, ({ snapshot }) => snapshot.state === 'established')),
    );
    connection.send(dialogs.get(two.id)!, 'MESSAGE', { contentType: 'text/plain', body: 'for two' });
    await once(two, 'message-received');
    expect(one.snapshot.messages).toHaveLength(0);
    expect(two.snapshot.messages[0]!.body).toBe('for two');
  });
});

describe('InstantMessaging', () => {
  it('sends one message at a time, in order, and resolves when each is confirmed', async () => {
    const { connection, conversation, server } = await established();
    const waiting: (() => void)[] = [];
    server.on('MESSAGE', (request) => waiting.push(() => connection.respond(request, 200, 'OK')));
    const sent = ['one', 'two', 'three'].map((body) => conversation.messaging.send(body));
    for (const body of ['one', 'two', 'three']) {
      const request = await connection.waitFor(
        ({ body: text, method }) => method === 'MESSAGE' && text === body,
      );
      expect(connection.requests('MESSAGE').at(-1)).toBe(request);
      waiting.shift()!();
    }
    expect((await Promise.all(sent)).map(({ body, delivery }) => [body, delivery])).toEqual([
      ['one', 'delivered'],
      ['two', 'delivered'],
      ['three', 'delivered'],
    ]);
  });

  it('keeps a failed message with its reason, and sends it again on retry with the same id', async () => {
    const { connection, conversation, server } = await established();
    server.on('MESSAGE', (request) => connection.respond(request, 503, 'Service Unavailable'));
    await expect(conversation.messaging.send('Hello')).rejects.toMatchObject({
      code: 'server-error',
      details: { status: 503 },
    });
    const [failed] = conversation.snapshot.messages;
    expect(failed).toMatchObject({ delivery: 'failed', failure: { code: 'server-error', status: 503 } });
    server.on('MESSAGE', (request) => connection.respond(request, 200, 'OK'));
    const again = await conversation.messaging.retry(failed!.id);
    expect(again).toMatchObject({ id: failed!.id, delivery: 'delivered' });
    expect(again.failure).toBeUndefined();
    const ids = connection.requests('MESSAGE').map((request) => request.get('ms-message-id'));
    expect(ids).toEqual([failed!.id, failed!.id]);
    expect(conversation.snapshot.messages).toHaveLength(1);
  });

  it('ends with everything unconfirmed reported when the other side has lost the dialog', async () => {
    const { connection, conversation, server } = await established();
    server.on('MESSAGE', (request) => connection.respond(request, 481, 'Call Does Not Exist'));
    const [one, two] = [conversation.messaging.send('one'), conversation.messaging.send('two')];
    await expect(one).rejects.toMatchObject({ code: 'unreachable' });
    await expect(two).rejects.toMatchObject({ code: 'unreachable' });
    expect(conversation.snapshot).toMatchObject({ state: 'terminated', endReason: 'unreachable' });
    // The same thread goes on when somebody tries again.
    server.on('MESSAGE', (request) => connection.respond(request, 200, 'OK'));
    await conversation.messaging.retry(conversation.snapshot.messages[1]!.id);
    const invites = connection.requests('INVITE');
    expect(invites.map((invite) => invite.get('ms-conversation-id'))).toEqual([
      conversation.id,
      conversation.id,
    ]);
  });

  it('waits for a delivery notification after a 202, in BENOTIFY too, and never answers that', async () => {
    const { connection, conversation, dialog, server } = await established();
    let id = 0;
    server.on('MESSAGE', (request) =>
      connection.respond(request, 202, 'Accepted', { headers: [`Message-Id: ${++id}`] }),
    );
    const [one, two] = [conversation.messaging.send('one'), conversation.messaging.send('two')];
    await connection.waitFor(({ body, method }) => method === 'MESSAGE' && body === 'two');
    expect(conversation.snapshot.messages.map(({ delivery }) => delivery)).toEqual(['sending', 'sending']);
    const imdn = (messageId: number, rest: string) =>
      `<imdn xmlns="http://schemas.microsoft.com/rtc/2005/08/imdn"><message-id>${messageId}</message-id>${rest}</imdn>`;
    const contentType = 'application/ms-imdn+xml';
    connection.send(dialog, 'BENOTIFY', { contentType, body: imdn(1, '') });
    expect((await one).delivery).toBe('delivered');
    const recipient = '<recipient uri="&lt;sip:bob@contoso.com&gt;"><status>408</status></recipient>';
    connection.send(dialog, 'BENOTIFY', { contentType, body: imdn(2, recipient) });
    await expect(two).rejects.toMatchObject({ code: 'unreachable', details: { status: 408 } });
    expect(connection.received.filter(({ method }) => method === 'BENOTIFY')).toHaveLength(0);
  });

  it('sends plain text to a peer that reads nothing else', async () => {
    const { connection, server, session } = await sessions.connect();
    server.on('INVITE', (request) => {
      const body =
        'v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=s\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=message 5060 sip sip:b@c\r\na=accept-types:text/plain\r\n';
      connection.respond(request, 200, 'OK', {
        headers: ['Contact: <sip:b@c.invalid>'],
        contentType: 'application/sdp',
        body,
      });
    });
    const conversation = session.startConversation('sip:b@c');
    await conversation.messaging.send('<p>A &amp; <b>B</b></p>', { format: 'text/html' });
    const [message] = connection.requests('MESSAGE');
    expect([message!.get('content-type'), message!.body]).toEqual(['text/plain; charset=UTF-8', 'A & B']);
  });

  it('shows messages and notices once, and refuses what it cannot read', async () => {
    const { connection, conversation, dialog } = await established();
    const send = (contentType: string, body: string, headers: string[] = []) =>
      connection.send(dialog, 'MESSAGE', { contentType, body, headers });
    send('text/plain', 'Hello ✓', ['Ms-Message-ID: m1']);
    send('text/plain', 'Hello ✓', ['Ms-Message-ID: m1']);
    send('text/html;charset=UTF-8', '<b>Hi</b>');
    send('text/plain', 'Welcome', ['Ms-Notice: welcome']);
    send(
      'multipart/alternative;boundary=b',
      '--b\r\nContent-Type: text/plain\r\n\r\np\r\n--b\r\nContent-Type: text/html\r\n\r\n<i>h</i>\r\n--b--\r\n',
    );
    send('image/gif', 'GIF89a');
    send('application/im-iscomposing+xml', '<!DOCTYPE x><isComposing/>');
    await connection.response('MESSAGE', 400);
    await connection.response('MESSAGE', 415);
    expect(conversation.snapshot.messages.map(({ body, format, kind }) => [kind, format, body])).toEqual([
      ['message', 'text/plain', 'Hello ✓'],
      ['message', 'text/html', '<b>Hi</b>'],
      ['notice', 'text/plain', 'Welcome'],
      ['message', 'text/html', '<i>h</i>'],
    ]);
    expect(conversation.snapshot.unread).toBe(4);
    conversation.markRead();
    expect(conversation.snapshot.unread).toBe(0);
  });

  it('refuses a message that is too large, and withdraws one that nobody was sent', async () => {
    const { connection, conversation, server } = await established();
    await expect(conversation.messaging.send('x'.repeat(32_001))).rejects.toMatchObject({
      code: 'too-large',
    });
    const held: (() => void)[] = [];
    server.on('MESSAGE', (request) => held.push(() => connection.respond(request, 200, 'OK')));
    const first = conversation.messaging.send('first');
    const abort = new AbortController();
    const second = conversation.messaging.send('second', { signal: abort.signal });
    abort.abort();
    await expect(second).rejects.toMatchObject({ code: 'aborted' });
    await connection.request('MESSAGE');
    held[0]!();
    await first;
    expect(conversation.snapshot.messages.map(({ body }) => body)).toEqual(['first']);
  });
});

describe('what else comes in the dialog', () => {
  it('tells the place in the queue, and who answered', async () => {
    const { connection, conversation, dialog } = await established();
    const contentType = 'application/vnd.lync-widgets.queue-status+json';
    connection.send(dialog, 'INFO', {
      contentType,
      body: '{"state":"queued","position":2,"estimatedWait":60,"queueName":"Sales"}',
    });
    await once(conversation, 'queue-changed');
    expect(conversation.snapshot.queue).toEqual({
      state: 'queued',
      position: 2,
      estimatedWait: 60,
      queueName: 'Sales',
    });
    connection.send(dialog, 'INFO', { contentType, body: '{"state":"connected","agentName":"Alice"}' });
    await once(conversation, 'queue-changed');
    expect(conversation.snapshot.participants[0]!.displayName).toBe('Alice');
    connection.send(dialog, 'INFO', { contentType, body: '{"state":"dancing"}' });
    await connection.response('INFO', 400);
  });

  it('shows typing in Lync’s form and in that of RFC 3994', async () => {
    const { connection, conversation, dialog } = await established();
    const body = '<?xml version="1.0"?><KeyboardActivity> <status status="type" /></KeyboardActivity>';
    connection.send(dialog, 'INFO', { contentType: 'application/xml', body });
    await once(conversation, 'typing-changed');
    expect(conversation.snapshot.participants[0]!.isTyping).toBe(true);
    const idle =
      '<isComposing xmlns="urn:ietf:params:xml:ns:im-iscomposing"><state>idle</state></isComposing>';
    connection.send(dialog, 'MESSAGE', { contentType: 'application/im-iscomposing+xml', body: idle });
    await once(conversation, 'typing-changed');
    expect(conversation.snapshot.participants[0]!.isTyping).toBe(false);
  });

  it('hands over data of any other type, also of a type whose content it is not', async () => {
    const { connection, conversation, dialog } = await established();
    const next = once<ContextDataReceivedEvent>(conversation, 'context-data-received');
    connection.send(dialog, 'INFO', {
      contentType: 'application/ms-session-invite+xml',
      body: 'not XML at all',
    });
    expect(await next).toMatchObject({
      contentType: 'application/ms-session-invite+xml',
      body: 'not XML at all',
    });
    await connection.response('INFO', 200);
  });

  it('shares newer context', async () => {
    const { connection, conversation } = await established();
    await conversation.shareContext({ page: { url: 'https://shop.example/cart' } });
    const info = await connection.request('INFO');
    expect(info.get('content-type')).toBe('application/vnd.lync-widgets.context+json');
    expect(JSON.parse(info.body)).toEqual({ page: { url: 'https://shop.example/cart' } });
  });

  it('answers a refresh of the dialog with what was agreed', async () => {
    const { connection, conversation, dialog } = await established();
    connection.send(dialog, 'INVITE', {
      contentType: 'application/sdp',
      body: 'v=0\r\nm=message 5060 sip null\r\n',
    });
    const answer = await connection.response('INVITE', 200);
    expect(answer.body).toContain('m=message');
    expect(conversation.snapshot.state).toBe('established');
  });

  it('tells about a message by event', async () => {
    const { connection, conversation, dialog } = await established();
    const next = once<MessageEvent_>(conversation, 'message-received');
    connection.send(dialog, 'MESSAGE', { contentType: 'text/plain', body: 'Hi' });
    const { message } = await next;
    expect(message).toBe(conversation.snapshot.messages[0]);
  });
});
