import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CallStateChangedEvent } from './call-events';
import { OpenSessions } from '../testing/open-sessions';
import type { SessionStateChangedEvent } from '../contract';
import { CONTACT } from '../testing/raw-sip';
import { once, until } from '../testing/session-fixture';
import { answerCall, BOB, callFixture, callFromBob, connectedCall, untilCall } from './testing/call-fixture';
import type { CallFixture } from './testing/call-fixture';
import { sdpOf } from './testing/fake-media-engine';

const sessions = new OpenSessions();
afterEach(async () => {
  vi.useRealTimers();
  await sessions.close();
});

const statesOf = (target: EventTarget) => {
  const seen: string[] = [];
  target.addEventListener('call-state-changed', (event) => seen.push((event as CallStateChangedEvent).state));
  return seen;
};

async function answeredCall(fixture: CallFixture) {
  callFromBob(fixture, { headers: ['Ms-Conversation-ID: call'] });
  await fixture.connection.response('INVITE', 180);
  const conversation = fixture.session.getConversation('call')!;
  const accepting = conversation.accept();
  const answer = await fixture.connection.response('INVITE', 200);
  fixture.connection.ack(answer);
  await accepting;
  return { conversation, call: conversation.audioVideo, answer };
}

describe('a call whose connection was lost', () => {
  it('is taken back with an INVITE that replaces the old dialog, while the media goes on', async () => {
    const fixture = await callFixture(sessions);
    const { call, conversation, invite } = await connectedCall(fixture);
    const old = fixture.engine.connection;
    const seen = statesOf(call);
    const next = fixture.server.nextConnection();
    fixture.connection.socket.close();
    await untilCall(conversation, ({ state }) => state === 'recovering');
    expect(old.state).toBe('stable');
    const connection = await next;
    const again = await connection.request('INVITE');
    expect(again.get('replaces')).toBe(
      `${invite.get('call-id')};to-tag=server-${invite.get('call-id')};from-tag=${invite.tag('from')}`,
    );
    expect(again.get('ms-resume')).toBe('true');
    expect(again.get('ms-conversation-id')).toBe(conversation.id);
    await untilCall(conversation, ({ state }) => state === 'connected');
    await until(conversation, ({ snapshot }) => snapshot.state === 'established');
    expect(old.state).toBe('closed');
    expect(seen).toEqual(['recovering', 'connected']);
    expect(fixture.engine.track('audio')).toBeDefined();
    expect(fixture.engine.captured).toHaveLength(1);
  });

  it('stays on hold', async () => {
    const fixture = await callFixture(sessions);
    const { call, conversation } = await connectedCall(fixture);
    await call.hold();
    fixture.connection.socket.close();
    await untilCall(conversation, ({ state }) => state === 'recovering');
    await untilCall(conversation, ({ state }) => state === 'held');
    expect(call.snapshot.heldBy).toBe('local');
    expect(fixture.engine.track('audio')!.enabled).toBe(false);
  });

  it('ends when the other side knows it no more', async () => {
    const fixture = await callFixture(sessions);
    const { conversation } = await connectedCall(fixture);
    fixture.server.on('INVITE', (request, connection) => connection.respond(request, 481, 'No'));
    fixture.connection.socket.close();
    await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
    expect(conversation.snapshot).toMatchObject({ endReason: 'recovery-failed', failure: { status: 481 } });
    expect(fixture.engine.connection.state).toBe('closed');
  });

  it.each([503, 480])('tries again while the answer is %i, and not for ever', async (status) => {
    const fixture = await callFixture(sessions, { recoveryTimeout: 1500 });
    const { conversation } = await connectedCall(fixture);
    let attempts = 0;
    fixture.server.on('INVITE', (request, connection) => {
      attempts++;
      connection.respond(request, status, 'Not yet');
    });
    fixture.connection.socket.close();
    await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
    expect(attempts).toBe(2);
    expect(conversation.snapshot.endReason).toBe('recovery-failed');
  });

  it('lets the other side take it back, and gives way to its own caller only', async () => {
    const fixture = await callFixture(sessions);
    const { answer, call, conversation } = await answeredCall(fixture);
    fixture.server.on('INVITE', () => undefined);
    const next = fixture.server.nextConnection();
    fixture.connection.socket.close();
    const connection = await next;
    const ours = await connection.request('INVITE');
    const headers = [
      `Replaces: from-bob;to-tag=${answer.tag('to')};from-tag=caller-from-bob`,
      'Ms-Resume: true',
    ];
    connection.invite({
      from: BOB,
      to: 'sip:alice@contoso.com',
      callId: 'theirs',
      headers,
      contentType: 'application/sdp',
      body: sdpOf(),
    });
    connection.ack(await connection.response('INVITE', 200, 'theirs'));
    await untilCall(conversation, ({ state }) => state === 'connected');
    answerCall(connection, ours);
    expect((await connection.request('BYE')).get('call-id')).toBe(ours.get('call-id'));
    expect(call.snapshot.state).toBe('connected');
  });

  it('makes the called side wait when both come back at once', async () => {
    const fixture = await callFixture(sessions);
    const { conversation, invite } = await connectedCall(fixture);
    fixture.server.on('INVITE', () => undefined);
    const next = fixture.server.nextConnection();
    fixture.connection.socket.close();
    const connection = await next;
    const ours = await connection.request('INVITE');
    const headers = [
      `Replaces: ${invite.get('call-id')};to-tag=${invite.tag('from')};from-tag=server-${invite.get('call-id')}`,
    ];
    connection.invite({
      from: BOB,
      to: 'sip:alice@contoso.com',
      callId: 'theirs',
      headers,
      contentType: 'application/sdp',
      body: sdpOf(),
    });
    await connection.response('INVITE', 491, 'theirs');
    answerCall(connection, ours);
    await untilCall(conversation, ({ state }) => state === 'connected');
  });

  it('waits for a connection to be made at all', async () => {
    const fixture = await callFixture(sessions);
    const next = fixture.server.nextConnection();
    fixture.connection.socket.close();
    await once<SessionStateChangedEvent>(fixture.session, 'state-changed', ({ state }) => state === 'lost');
    const conversation = fixture.session.startConversation(BOB, { modality: 'audio' });
    await (await next).request('INVITE');
    await untilCall(conversation, ({ state }) => state === 'connected');
  });

  it('that rang is over', async () => {
    const fixture = await callFixture(sessions);
    callFromBob(fixture, { headers: ['Ms-Conversation-ID: call'] });
    await fixture.connection.response('INVITE', 180);
    const conversation = fixture.session.getConversation('call')!;
    fixture.connection.socket.close();
    await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
    expect(conversation.snapshot.endReason).toBe('cancelled');
  });
});

describe('a call that nobody has answered when the connection goes', () => {
  it('is made again, the same call, as soon as there is a connection', async () => {
    const fixture = await callFixture(sessions);
    fixture.server.on('INVITE', (request, connection) =>
      connection.respond(request, 180, 'Ringing', { headers: [CONTACT] }),
    );
    const conversation = fixture.session.startConversation(BOB, { modality: 'audio' });
    const first = await fixture.connection.request('INVITE');
    await untilCall(conversation, ({ state }) => state === 'ringing');
    fixture.server.on('INVITE', (request, connection) => void answerCall(connection, request));
    const next = fixture.server.nextConnection();
    fixture.connection.socket.close();
    const again = await (await next).request('INVITE');
    await untilCall(conversation, ({ state }) => state === 'connected');
    expect(again.get('call-id')).not.toBe(first.get('call-id'));
    expect(again.get('ms-conversation-id')).toBe(conversation.id);
    expect(again.body).toContain('m=audio');
    expect(conversation.snapshot.state).toBe('established');
  });

  it('rings on where it rang, and nobody is told twice', async () => {
    const fixture = await callFixture(sessions);
    const invitations: Event[] = [];
    fixture.session.addEventListener('invitation-received', (event) => invitations.push(event));
    const headers = ['Ms-Conversation-ID: call'];
    callFromBob(fixture, { headers });
    await fixture.connection.response('INVITE', 180);
    callFromBob(fixture, { callId: 'again', headers });
    await fixture.connection.response('INVITE', 603, 'from-bob');
    await fixture.connection.response('INVITE', 180, 'again');
    const [conversation] = fixture.session.conversations;
    expect(conversation!.audioVideo.snapshot.state).toBe('incoming');
    expect(invitations).toHaveLength(1);
    const accepting = conversation!.accept();
    fixture.connection.ack(await fixture.connection.response('INVITE', 200, 'again'));
    await accepting;
    expect(conversation!.audioVideo.snapshot.state).toBe('connected');
  });
});

describe('a call whose media has lost its path', () => {
  it('restarts ICE at once when it failed, and says recovering until it is back', async () => {
    const fixture = await callFixture(sessions);
    const { call, conversation } = await connectedCall(fixture);
    const seen = statesOf(call);
    fixture.engine.connection.onPathState('failed');
    expect(call.snapshot.state).toBe('recovering');
    await untilCall(conversation, ({ state }) => state === 'connected');
    expect(fixture.engine.connection.iceRestarts).toBe(1);
    expect(fixture.connection.requests('INVITE')).toHaveLength(2);
    expect(seen).toEqual(['recovering', 'connected']);
  });

  it('leaves what heals by itself alone', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const fixture = await callFixture(sessions);
    const { call } = await connectedCall(fixture);
    fixture.engine.connection.onPathState('disconnected');
    vi.advanceTimersByTime(2000);
    fixture.engine.connection.onPathState('connected');
    vi.advanceTimersByTime(10_000);
    expect(call.snapshot.state).toBe('connected');
    expect(fixture.engine.connection.iceRestarts).toBe(0);
    fixture.engine.connection.onPathState('disconnected');
    vi.advanceTimersByTime(2500);
    expect(call.snapshot.state).toBe('recovering');
    vi.useRealTimers();
  });

  it('ends when it does not come back in time', async () => {
    const fixture = await callFixture(sessions, { recoveryTimeout: 100 });
    const { conversation } = await connectedCall(fixture);
    fixture.server.on('INVITE', (request, connection) => connection.respond(request, 500, 'No'));
    fixture.engine.connection.onPathState('failed');
    await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
    expect(conversation.snapshot.endReason).toBe('recovery-failed');
    await fixture.connection.request('BYE');
  });
});
