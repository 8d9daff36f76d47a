import { afterEach, describe, expect, it } from 'vitest';
import { OpenSessions } from '../testing/open-sessions';
import { once, until } from '../testing/session-fixture';
import type { ServerDialog } from '../testing/scripted-server';
import { BOB, callFixture, connectedCall, untilCall } from './testing/call-fixture';
import type { CallFixture } from './testing/call-fixture';

const sessions = new OpenSessions();
afterEach(() => sessions.close());

function notify({ connection }: CallFixture, dialog: ServerDialog, line: string): void {
  const headers = [
    'Event: refer',
    `Subscription-State: ${line.includes('100') ? 'active;expires=60' : 'terminated'}`,
  ];
  connection.send(dialog, 'NOTIFY', {
    headers,
    contentType: 'message/sipfrag;version=2.0',
    body: `${line}\r\n`,
  });
}

describe('transferring somebody', () => {
  it('is done when the other side says so', async () => {
    const fixture = await callFixture(sessions);
    const { call, conversation, dialog } = await connectedCall(fixture);
    fixture.server.on('REFER', (request, connection) => connection.respond(request, 202, 'Accepted'));
    const transferring = call.transfer('sip:carol@contoso.com');
    const refer = await fixture.connection.request('REFER');
    expect(refer.get('refer-to')).toBe('<sip:carol@contoso.com>');
    expect(refer.get('referred-by')).toBe('<sip:alice@contoso.com>');
    notify(fixture, dialog, 'SIP/2.0 100 Trying');
    expect(call.snapshot.state).toBe('transferring');
    notify(fixture, dialog, 'SIP/2.0 200 OK');
    await transferring;
    await fixture.connection.request('BYE');
    expect(conversation.snapshot).toMatchObject({ state: 'terminated', endReason: 'transferred' });
  });

  it('leaves the call as it was when it is refused or fails', async () => {
    const fixture = await callFixture(sessions);
    const { call, dialog } = await connectedCall(fixture);
    fixture.server.on('REFER', (request, connection) => connection.respond(request, 603, 'Decline'));
    await expect(call.transfer('sip:carol@contoso.com')).rejects.toMatchObject({ code: 'declined' });
    expect(call.snapshot).toMatchObject({ state: 'connected', failure: { code: 'declined' } });
    await call.hold();
    fixture.server.on('REFER', (request, connection) => {
      connection.respond(request, 202, 'Accepted');
      notify(fixture, dialog, 'SIP/2.0 486 Busy Here');
    });
    await expect(call.transfer('sip:carol@contoso.com')).rejects.toMatchObject({ code: 'busy' });
    expect(call.snapshot.state).toBe('held');
    await expect(call.transfer('carol')).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  it('names the other call when attended, and ends both', async () => {
    const fixture = await callFixture(sessions);
    const first = await connectedCall(fixture);
    const second = fixture.session.startConversation('sip:carol@contoso.com', { modality: 'audio' });
    await untilCall(second, ({ state }) => state === 'connected');
    const invite = fixture.connection.requests('INVITE')[1]!;
    fixture.server.on('REFER', (request, connection) => {
      connection.respond(request, 202, 'Accepted');
      notify(fixture, first.dialog, 'SIP/2.0 200 OK');
    });
    await first.call.transfer(second);
    const refer = fixture.connection.requests('REFER')[0]!;
    const replaces = `${invite.get('call-id')};to-tag=server-${invite.get('call-id')};from-tag=${invite.tag('from')}`;
    expect(refer.get('refer-to')).toBe(`<sip:carol@contoso.com?Replaces=${encodeURIComponent(replaces)}>`);
    expect(second.snapshot.state).toBe('terminated');
    expect(first.conversation.snapshot.endReason).toBe('transferred');
  });
});

describe('being transferred', () => {
  const refer = ({ connection }: CallFixture, dialog: ServerDialog, to: string) =>
    connection.send(dialog, 'REFER', { headers: [`Refer-To: ${to}`, `Referred-By: <${BOB}>`] });

  it('calls the target with Replaces, tells the other side, and goes on there', async () => {
    const fixture = await callFixture(sessions);
    const { call, conversation, dialog } = await connectedCall(fixture);
    refer(fixture, dialog, '<sip:carol@contoso.com?Replaces=abc%3Bto-tag%3D1%3Bfrom-tag%3D2>');
    await fixture.connection.response('REFER', 202);
    await untilCall(conversation, ({ remote }) => remote?.uri === 'sip:carol@contoso.com');
    const invite = fixture.connection.requests('INVITE')[1]!;
    expect(invite.uri).toBe('sip:carol@contoso.com');
    expect(invite.get('replaces')).toBe('abc;to-tag=1;from-tag=2');
    expect(invite.get('referred-by')).toBe(`<${BOB}>`);
    expect(invite.get('ms-conversation-id')).toBe(conversation.id);
    const bye = await fixture.connection.request('BYE');
    expect(bye.get('call-id')).toBe(dialog.callId);
    expect(fixture.connection.requests('NOTIFY').map(({ body }) => body.trim())).toEqual([
      'SIP/2.0 100 Trying',
      'SIP/2.0 200 OK',
    ]);
    expect(call.snapshot.state).toBe('connected');
    expect(conversation.snapshot.state).toBe('established');
    // What is written from now on is for who is talked to.
    expect(conversation.snapshot.participants[0]!.uri).toBe('sip:carol@contoso.com');
  });

  it('calls the target before the other side has answered what it was told', async () => {
    const fixture = await callFixture(sessions);
    const { conversation, dialog } = await connectedCall(fixture);
    const unanswered: (() => void)[] = [];
    fixture.server.on('NOTIFY', (request, connection) => {
      unanswered.push(() => connection.respond(request, 200, 'OK'));
    });
    refer(fixture, dialog, '<sip:carol@contoso.com?Replaces=abc%3Bto-tag%3D1%3Bfrom-tag%3D2>');
    await untilCall(conversation, ({ remote }) => remote?.uri === 'sip:carol@contoso.com');
    await fixture.connection.waitFor(({ body, isRequest }) => isRequest && body.startsWith('SIP/2.0 200'));
    for (const answer of unanswered) answer();
    expect((await fixture.connection.request('BYE')).get('call-id')).toBe(dialog.callId);
  });

  it('waits for who is asked first, goes there or stays, and asks once', async () => {
    const fixture = await callFixture(sessions);
    const { call, conversation, dialog } = await connectedCall(fixture);
    const answers: ((follows: boolean) => void)[] = [];
    call.addEventListener('transfer-requested', (event) =>
      event.decideWith(new Promise((resolve) => answers.push(resolve))),
    );
    call.addEventListener('transfer-requested', (event) => event.decideWith(Promise.resolve(true)));
    refer(fixture, dialog, '<sip:carol@contoso.com>');
    await fixture.connection.waitFor(({ body, isRequest }) => isRequest && body.startsWith('SIP/2.0 100'));
    expect(fixture.connection.requests('INVITE')).toHaveLength(1);
    answers[0]!(false);
    await fixture.connection.waitFor(({ body, isRequest }) => isRequest && body.startsWith('SIP/2.0 603'));
    expect(call.snapshot).toMatchObject({ state: 'connected', remote: { uri: BOB } });
    refer(fixture, dialog, '<sip:carol@contoso.com>');
    while (answers.length < 2) await once(call, 'transfer-requested');
    answers[1]!(true);
    await untilCall(conversation, ({ remote }) => remote?.uri === 'sip:carol@contoso.com');
  });

  it('stays where it is when the target does not answer, or the page objects', async () => {
    const fixture = await callFixture(sessions);
    const { call, conversation, dialog } = await connectedCall(fixture);
    fixture.server.on('INVITE', (request, connection) => connection.respond(request, 486, 'Busy Here'));
    refer(fixture, dialog, '<sip:carol@contoso.com>');
    await fixture.connection.waitFor(({ body, isRequest }) => isRequest && body.startsWith('SIP/2.0 486'));
    expect(call.snapshot).toMatchObject({ state: 'connected', remote: { uri: BOB } });
    call.addEventListener('transfer-requested', (event) => event.preventDefault());
    refer(fixture, dialog, '<sip:carol@contoso.com>');
    await fixture.connection.response('REFER', 603);
    refer(fixture, dialog, '<http://evil.invalid/>');
    await fixture.connection.response('REFER', 400);
    await conversation.terminate();
    await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
  });
});
