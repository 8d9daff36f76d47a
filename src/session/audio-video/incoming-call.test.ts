import { afterEach, describe, expect, it } from 'vitest';
import type { InvitationReceivedEvent } from '../contract';
import { OpenSessions } from '../testing/open-sessions';
import { ALICE, once, until } from '../testing/session-fixture';
import { BOB, callFixture, callFromBob, connectedCall, untilCall } from './testing/call-fixture';
import type { CallFixture } from './testing/call-fixture';
import { sdpOf } from './testing/fake-media-engine';

const sessions = new OpenSessions();
afterEach(() => sessions.close());

async function rung(fixture: CallFixture, options: Parameters<typeof callFromBob>[1] = {}) {
  const invited = once<InvitationReceivedEvent>(fixture.session, 'invitation-received');
  callFromBob(fixture, { headers: ['Ms-Conversation-ID: call', 'Subject: Order'], ...options });
  const { conversation } = await invited;
  const { audioVideo } = conversation;
  if (!audioVideo) throw new Error('No calls');
  return { conversation, call: audioVideo };
}

describe('an incoming call', () => {
  it('rings as a new conversation, and is answered by it', async () => {
    const fixture = await callFixture(sessions);
    const { call, conversation } = await rung(fixture);
    await fixture.connection.response('INVITE', 180);
    expect(conversation.snapshot).toMatchObject({
      state: 'incoming',
      subject: 'Order',
      invitation: { modality: 'audio', fromUri: BOB, fromName: 'Bob' },
    });
    expect(fixture.engine.captured).toHaveLength(0);
    const accepting = conversation.accept();
    const answer = await fixture.connection.response('INVITE', 200);
    expect(call.snapshot.state).toBe('connecting');
    expect(answer.body).toContain('m=audio');
    fixture.connection.ack(answer);
    await accepting;
    expect(conversation.snapshot.state).toBe('established');
    expect(call.snapshot).toMatchObject({ state: 'connected', direction: 'incoming', remote: { uri: BOB } });
    await conversation.terminate();
    await fixture.connection.request('BYE');
  });

  it('is declined, or refused as busy', async () => {
    const fixture = await callFixture(sessions);
    const one = await rung(fixture);
    await one.conversation.decline('In a meeting');
    const declined = await fixture.connection.response('INVITE', 603);
    expect(declined.get('reason')).toContain('In a meeting');
    expect(one.call.snapshot).toMatchObject({ state: 'ended', endReason: 'declined' });
    const two = await rung(fixture, { callId: 'two' });
    await two.call.decline('busy');
    await fixture.connection.response('INVITE', 486, 'two');
    expect(two.conversation.snapshot.state).toBe('terminated');
  });

  it('is withdrawn, answered elsewhere, or ends by itself', async () => {
    const fixture = await callFixture(sessions);
    for (const [callId, headers, reason] of [
      ['one', [], 'cancelled'],
      ['two', ['Reason: SIP;cause=200;text="Call completed elsewhere"'], 'answered-elsewhere'],
    ] as const) {
      const { call } = await rung(fixture, { callId });
      fixture.connection.cancel(callId, BOB, ALICE.uri, headers);
      await fixture.connection.response('INVITE', 487, callId);
      expect(call.snapshot).toMatchObject({ state: 'ended', endReason: reason });
    }
    const { conversation } = await rung(fixture, {
      callId: 'three',
      headers: ['Ms-Conversation-ID: brief', 'Expires: 1'],
    });
    await fixture.connection.response('INVITE', 480, 'three');
    expect(conversation.snapshot.endReason).toBe('no-answer');
  });

  it('joins the conversation it belongs to, and nobody else’s', async () => {
    const fixture = await callFixture(sessions);
    const conversation = fixture.session.startConversation(BOB, { conversationId: 'chat' });
    await until(conversation, ({ snapshot }) => snapshot.state === 'established');
    const { call } = await rung(fixture, { headers: ['Ms-Conversation-ID: chat'] });
    expect(fixture.session.conversations).toHaveLength(1);
    const accepting = call.accept();
    fixture.connection.ack(await fixture.connection.response('INVITE', 200, 'from-bob'));
    await accepting;
    expect(conversation.audioVideo.snapshot.state).toBe('connected');
    callFromBob(fixture, { callId: 'again', headers: ['Ms-Conversation-ID: chat'] });
    await fixture.connection.response('INVITE', 486, 'again');
    fixture.connection.invite({
      from: 'sip:mallory@contoso.com',
      to: ALICE.uri,
      callId: 'mallory',
      headers: ['Ms-Conversation-ID: chat'],
      contentType: 'application/sdp',
      body: sdpOf(),
    });
    await fixture.connection.response('INVITE', 403, 'mallory');
  });

  it('is not answered without a microphone or with an offer that cannot be used', async () => {
    const fixture = await callFixture(sessions);
    const one = await rung(fixture);
    fixture.engine.refusal = 'permission-refused';
    await expect(one.conversation.accept()).rejects.toMatchObject({ code: 'permission-refused' });
    await fixture.connection.response('INVITE', 603);
    expect(one.conversation.snapshot).toMatchObject({
      state: 'terminated',
      failure: { code: 'permission-refused' },
    });
    fixture.engine.refusal = undefined;
    const two = await rung(fixture, { callId: 'two', extra: ['a=unusable'] });
    await expect(two.conversation.accept()).rejects.toMatchObject({ code: 'type-not-supported' });
    await fixture.connection.response('INVITE', 488, 'two');
  });

  it('is refused where there is no WebRTC, and beyond a bound', async () => {
    const without = await callFixture(sessions, { mediaEngine: undefined });
    callFromBob(without);
    await without.connection.response('INVITE', 488);
    const fixture = await callFixture(sessions);
    for (let index = 0; index <= 5; index++)
      callFromBob(fixture, { callId: `c${index}`, headers: [`Ms-Conversation-ID: i${index}`] });
    await fixture.connection.response('INVITE', 486, 'c5');
    expect(fixture.session.conversations).toHaveLength(5);
  });

  it('shows video that is offered, and sends its own only when asked to', async () => {
    const fixture = await callFixture(sessions);
    const { call, conversation } = await rung(fixture, { video: 'sendrecv' });
    expect(conversation.snapshot.invitation).toMatchObject({ modality: 'video' });
    const accepting = conversation.accept();
    fixture.connection.ack(await fixture.connection.response('INVITE', 200));
    await accepting;
    expect(call.snapshot.video).toBe('recvonly');
    expect(fixture.engine.track('video')).toBeUndefined();
  });
});

describe('an INVITE with Replaces', () => {
  const replacing = (ids: { callId: string; remoteTag: string; localTag: string }, extra = '') =>
    `Replaces: ${ids.callId};to-tag=${ids.localTag};from-tag=${ids.remoteTag}${extra}`;

  it('takes over the matching call without asking, ends the old dialog, and drops video', async () => {
    const fixture = await callFixture(sessions);
    const { call, conversation, invite } = await connectedCall(fixture);
    await call.addVideo();
    const ids = {
      callId: invite.get('call-id'),
      localTag: invite.tag('from'),
      remoteTag: `server-${invite.get('call-id')}`,
    };
    const toasts: Event[] = [];
    fixture.session.addEventListener('invitation-received', (event) => toasts.push(event));
    const old = fixture.engine.connection;
    fixture.connection.invite({
      from: 'sip:park@contoso.com',
      name: 'Park',
      to: ALICE.uri,
      callId: 'park',
      headers: [replacing(ids), 'Contact: <sip:server@peer.invalid;transport=ws>;isCps'],
      contentType: 'application/sdp',
      body: sdpOf({ audio: 'sendonly' }),
    });
    const answer = await fixture.connection.response('INVITE', 200, 'park');
    fixture.connection.ack(answer);
    expect((await fixture.connection.request('BYE')).get('call-id')).toBe(ids.callId);
    const snapshot = await untilCall(conversation, ({ remote }) => remote?.uri === 'sip:park@contoso.com');
    expect(snapshot).toMatchObject({ state: 'held', heldBy: 'remote', audio: 'recvonly', video: 'none' });
    expect(old.state).toBe('closed');
    expect(fixture.engine.track('video')).toBeUndefined();
    expect(fixture.engine.track('audio')).toBeDefined();
    expect(toasts).toEqual([]);
    expect(call.streams.remote).toBe(fixture.engine.connection.remote);
  });

  it('is refused when nothing matches, and leaves the call alone when its offer cannot be used', async () => {
    const fixture = await callFixture(sessions);
    const { call, invite } = await connectedCall(fixture);
    const ids = {
      callId: invite.get('call-id'),
      localTag: invite.tag('from'),
      remoteTag: `server-${invite.get('call-id')}`,
    };
    const send = (callId: string, header: string, body = sdpOf()) =>
      fixture.connection.invite({
        from: BOB,
        to: ALICE.uri,
        callId,
        headers: [header],
        contentType: 'application/sdp',
        body,
      });
    send('a', replacing({ ...ids, remoteTag: 'guessed' }));
    await fixture.connection.response('INVITE', 481, 'a');
    send('b', replacing({ callId: ids.callId, localTag: ids.remoteTag, remoteTag: ids.localTag }));
    await fixture.connection.response('INVITE', 481, 'b');
    send('c', 'Replaces: nonsense');
    await fixture.connection.response('INVITE', 400, 'c');
    send('d', replacing(ids, ';early-only'));
    await fixture.connection.response('INVITE', 486, 'd');
    send('e', replacing(ids), sdpOf({ extra: ['a=unusable'] }));
    await fixture.connection.response('INVITE', 488, 'e');
    expect(call.snapshot.state).toBe('connected');
    expect(fixture.connection.requests('BYE')).toHaveLength(0);
  });
});
