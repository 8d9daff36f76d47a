import { afterEach, describe, expect, it } from 'vitest';
import { buildConfInvite, parseConfInvite } from '../../protocol/conferencing/conf-invite';
import { BOB, connectedCall, untilCall } from '../audio-video/testing/call-fixture';
import { OpenSessions } from '../testing/open-sessions';
import { CONTACT } from '../testing/raw-sip';
import { ALICE, until } from '../testing/session-fixture';
import { alice, bob, conferenceFixture, endpoint, FOCUS } from './testing/scripted-conference';
import type { ConferenceFixture } from './testing/scripted-conference';

const sessions = new OpenSessions();
afterEach(() => sessions.close());

/** A chat with Bob that is connected. */
async function chatWithBob({ session }: ConferenceFixture) {
  const conversation = session.startConversation(BOB);
  await until(conversation, ({ snapshot }) => snapshot.state === 'established');
  await conversation.messaging.send('Hello');
  return conversation;
}

/** Bob takes the invitation, and comes a moment later. */
function bobComes({ conference }: ConferenceFixture, ...modalities: string[]): void {
  conference.users = [alice];
  conference.answerInvitation = (request, connection) => {
    connection.respond(request, 200, 'OK', { headers: [CONTACT] });
    conference.change({ ...bob, endpoints: [endpoint('focus')] });
    conference.change({ ...bob, endpoints: ['focus', ...modalities].map((each) => endpoint(each)) });
  };
}

describe('a conversation of two becomes a conference', () => {
  it('keeps its transcript, and writes to the other side all the time', async () => {
    const fixture = await conferenceFixture(sessions);
    const { connection, conference } = fixture;
    const conversation = await chatWithBob(fixture);
    expect(conversation.canInvoke('invite')).toBe(true);
    bobComes(fixture, 'chat');
    const old = connection.requests('INVITE')[0]!.get('call-id');
    const made = await conversation.escalate({ subject: 'Order' });
    expect(made === conversation.conference).toBe(true);
    expect(conversation.snapshot).toMatchObject({
      state: 'conferenced',
      messages: [{ body: 'Hello' }],
      participants: [{ uri: BOB, displayName: 'Bob' }],
    });
    const invite = connection
      .requests('INVITE')
      .find((each) => each.get('content-type').includes('conf-invite'))!;
    expect(invite.get('ms-conversation-id')).toBe(conversation.id);
    expect(parseConfInvite(invite.body)).toMatchObject({ focusUri: FOCUS, im: true, audio: false });
    await connection.waitFor((each) => each.method === 'BYE' && each.get('call-id') === old);
    await conversation.messaging.send('All here');
    const last = connection.requests('MESSAGE').at(-1)!;
    expect([last.body, last.get('call-id')]).toEqual(['All here', conference.chat!.callId]);
  });

  it('goes on as it was when the other side declines', async () => {
    const fixture = await conferenceFixture(sessions);
    const { connection } = fixture;
    const conversation = await chatWithBob(fixture);
    fixture.conference.users = [alice];
    fixture.conference.answerInvitation = (request) => connection.respond(request, 603, 'Decline');
    await expect(conversation.escalate()).rejects.toMatchObject({ code: 'declined' });
    expect(conversation.conference).toBeUndefined();
    expect(conversation.snapshot).toMatchObject({ state: 'established' });
    expect(conversation.snapshot.conference).toBeUndefined();
    await connection.waitFor(
      (each) => each.method === 'BYE' && each.get('call-id') === fixture.conference.focus!.callId,
    );
    await conversation.messaging.send('Still here');
    expect(connection.requests('MESSAGE').at(-1)!.get('call-id')).toBe(
      connection.requests('INVITE')[0]!.get('call-id'),
    );
  });

  it('goes on as it was when no conference can be had, and cannot be begun twice at once', async () => {
    const fixture = await conferenceFixture(sessions);
    const conversation = await chatWithBob(fixture);
    fixture.server.on('SERVICE', (request, connection) => connection.respond(request, 503, 'No'));
    const first = conversation.escalate();
    await expect(conversation.escalate()).rejects.toMatchObject({ code: 'invalid-state' });
    await expect(first).rejects.toMatchObject({ code: 'server-error' });
    expect(conversation.snapshot.state).toBe('established');
  });

  it('is given up when the conversation ends meanwhile', async () => {
    const fixture = await conferenceFixture(sessions);
    const conversation = await chatWithBob(fixture);
    fixture.conference.users = [alice];
    let asked = () => undefined as void;
    const inviting = new Promise<void>((resolve) => (asked = resolve));
    fixture.conference.answerInvitation = (request, connection) => {
      connection.respond(request, 180, 'Ringing', { headers: [CONTACT] });
      asked();
    };
    const outcome = expect(conversation.escalate()).rejects.toMatchObject({ code: 'connection-failed' });
    await inviting;
    const ending = conversation.terminate();
    const cancel = await fixture.connection.request('CANCEL');
    fixture.connection.respond(cancel, 200, 'OK');
    const conf = fixture.connection
      .requests('INVITE')
      .find((each) => each.get('content-type').includes('conf-invite'))!;
    fixture.connection.respond(conf, 487, 'Request Terminated');
    await outcome;
    await ending;
    expect(conversation.snapshot.state).toBe('terminated');
  });

  it('takes a call along: the new leg is there before the old one goes', async () => {
    const fixture = await conferenceFixture(sessions);
    const { connection, conference } = fixture;
    const { call, conversation, dialog } = await connectedCall(fixture);
    bobComes(fixture, 'audio-video');
    const remote = call.streams.remote;
    await conversation.escalate();
    await untilCall(conversation, ({ state }) => state === 'connected');
    expect(conversation.snapshot.state).toBe('conferenced');
    const bye = await connection.waitFor(
      (each) => each.method === 'BYE' && each.get('call-id') === dialog.callId,
    );
    const order = connection.received;
    const placed = order.findIndex(({ uri, isRequest }) => isRequest && uri.includes(':audio-video:'));
    expect(placed).toBeLessThan(order.indexOf(bye));
    expect(conference.audio).toBeDefined();
    // Where several talk, somebody writes.
    const invite = order.find(({ body }) => body.includes('<Conferencing'))!;
    expect(parseConfInvite(invite.body)).toMatchObject({ im: true, audio: true });
    expect(call.streams.remote === remote).toBe(false);
  });
});

describe('the other side makes a conference of it', () => {
  it('is followed without asking, by who is talked to', async () => {
    const fixture = await conferenceFixture(sessions);
    const { connection, session } = fixture;
    const conversation = await chatWithBob(fixture);
    const old = connection.requests('INVITE')[0]!;
    const invite = (callId: string, from: string) =>
      connection.invite({
        from,
        to: ALICE.uri,
        callId,
        headers: [`Ms-Conversation-ID: ${conversation.id}`],
        contentType: 'application/ms-conf-invite+xml',
        body: buildConfInvite({ focusUri: FOCUS, audio: false, im: true }),
      });
    invite('stranger', 'sip:mallory@contoso.com');
    await connection.response('INVITE', 403, 'stranger');
    expect(conversation.snapshot.state).toBe('established');
    invite('escalation', BOB);
    await connection.response('INVITE', 200, 'escalation');
    await until(conversation, ({ snapshot }) => snapshot.state === 'conferenced');
    expect(session.conversations).toHaveLength(1);
    expect(connection.requests('BYE').some((each) => each.get('call-id') === old.get('call-id'))).toBe(false);
    // Bob ends what the two had: nothing is over.
    connection.send(
      {
        callId: old.get('call-id'),
        local: `${old.get('to')};tag=server-${old.get('call-id')}`,
        remote: old.get('from'),
        target: /<([^>]+)>/.exec(old.get('contact'))![1]!,
        cseq: 200,
      },
      'BYE',
    );
    await connection.response('BYE', 200, old.get('call-id'));
    expect(conversation.snapshot).toMatchObject({ state: 'conferenced', messages: [{ body: 'Hello' }] });
    await expect(conversation.messaging.send('Here')).resolves.toMatchObject({ delivery: 'delivered' });
  });

  it('stays a chat of two when the conference cannot be joined', async () => {
    const fixture = await conferenceFixture(sessions);
    const { conference, connection } = fixture;
    const conversation = await chatWithBob(fixture);
    conference.answerJoin = (request) => {
      connection.respond(request, 404, 'Not Found');
      return true;
    };
    connection.invite({
      from: BOB,
      to: ALICE.uri,
      callId: 'escalation',
      headers: [`Ms-Conversation-ID: ${conversation.id}`],
      contentType: 'application/ms-conf-invite+xml',
      body: buildConfInvite({ focusUri: FOCUS, audio: false, im: true }),
    });
    await until(conversation, () => conversation.conference !== undefined);
    await until(conversation, () => conversation.conference === undefined);
    expect(conversation.snapshot.state).toBe('established');
    await conversation.messaging.send('Still here');
  });
});
