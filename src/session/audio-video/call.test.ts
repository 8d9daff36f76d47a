import { afterEach, describe, expect, it, vi } from 'vitest';
import type { CallStateChangedEvent } from './call-events';
import { OpenSessions } from '../testing/open-sessions';
import { CONTACT } from '../testing/raw-sip';
import { once, until } from '../testing/session-fixture';
import { answerCall, BOB, callFixture, connectedCall, untilCall } from './testing/call-fixture';
import { answerTo, sdpOf } from './testing/fake-media-engine';

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

describe('an outgoing call', () => {
  it('rings, is answered, and ends, as a conversation of its own', async () => {
    const { connection, engine, server, session } = await callFixture(sessions);
    server.on('INVITE', () => undefined);
    const conversation = session.startConversation(BOB, { modality: 'audio' });
    const seen = statesOf(conversation);
    expect(conversation.snapshot).toMatchObject({
      state: 'establishing',
      actions: ['send-message', 'terminate'],
    });
    const invite = await connection.request('INVITE');
    expect(invite.get('ms-conversation-id')).toBe(conversation.id);
    expect(invite.body).toContain('m=audio');
    connection.respond(invite, 180, 'Ringing', { headers: ['Contact: <sip:b@x.invalid>'] });
    await untilCall(conversation, ({ state }) => state === 'ringing');
    answerCall(connection, invite);
    await until(conversation, ({ snapshot }) => snapshot.state === 'established');
    expect(conversation.audioVideo.snapshot).toMatchObject({
      state: 'connected',
      audio: 'sendrecv',
      video: 'none',
      direction: 'outgoing',
    });
    expect(conversation.audioVideo.streams.remote).toBe(engine.connection.remote);
    expect(conversation.snapshot.actions).toEqual(expect.arrayContaining(['hold', 'transfer', 'video']));
    await conversation.audioVideo.end();
    await connection.request('BYE');
    expect(seen).toEqual(['connecting', 'ringing', 'connected', 'ended']);
    expect(conversation.snapshot).toMatchObject({ state: 'terminated', endReason: 'terminated-locally' });
    expect(engine.connection.state).toBe('closed');
    expect(engine.captured.every(({ readyState }) => readyState === 'ended')).toBe(true);
    expect(engine.isWatched).toBe(false);
  });

  it.each([
    [486, 'busy'],
    [603, 'declined'],
    [480, 'no-answer'],
    [404, 'not-found'],
    [488, 'type-not-supported'],
  ])('that is refused with %i says %s and lets go of the devices', async (status, code) => {
    const { engine, server, session } = await callFixture(sessions);
    server.on('INVITE', (request, connection) => connection.respond(request, status, 'No'));
    const conversation = session.startConversation(BOB, { modality: 'audio' });
    await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
    expect(conversation.snapshot).toMatchObject({ endReason: code, failure: { code, status } });
    expect(conversation.audioVideo.snapshot).toMatchObject({ state: 'ended', endReason: code });
    expect(engine.track('audio')).toBeUndefined();
  });

  it('knows by name who has answered, as the edge vouches for them', async () => {
    const { connection, server, session } = await callFixture(sessions);
    server.on('INVITE', (request, current) =>
      current.respond(request, 200, 'OK', {
        headers: [CONTACT, `P-Asserted-Identity: "Bob \\"B\\" Baker" <${BOB}>`],
        contentType: 'application/sdp',
        body: answerTo(request.body),
      }),
    );
    const conversation = session.startConversation(BOB, { modality: 'audio' });
    await connection.request('INVITE');
    await untilCall(conversation, ({ state }) => state === 'connected');
    expect(conversation.audioVideo.snapshot.remote).toMatchObject({ uri: BOB, displayName: 'Bob "B" Baker' });
    expect(conversation.snapshot.participants[0]!.displayName).toBe('Bob "B" Baker');
  });

  it('joins a chat and leaves it: one conversation, one id', async () => {
    const { connection, session } = await callFixture(sessions);
    const conversation = session.startConversation(BOB);
    await until(conversation, ({ snapshot }) => snapshot.state === 'established');
    await until(conversation, ({ snapshot }) => snapshot.actions.includes('audio'));
    await conversation.audioVideo.connect();
    const [chat, call] = connection.requests('INVITE');
    expect(call!.get('ms-conversation-id')).toBe(chat!.get('ms-conversation-id'));
    expect(call!.get('call-id')).not.toBe(chat!.get('call-id'));
    await conversation.audioVideo.end();
    expect(conversation.snapshot.state).toBe('established');
    expect(conversation.canInvoke('audio')).toBe(true);
    await conversation.audioVideo.connect();
    await conversation.terminate();
    expect(conversation.audioVideo.snapshot.state).toBe('ended');
    expect(connection.requests('BYE')).toHaveLength(3);
  });

  it('goes on when the chat of its conversation ends, and gets another with the next message', async () => {
    const { connection, session } = await callFixture(sessions);
    const { conversation, invite } = await connectedCall({ connection, session } as Parameters<
      typeof connectedCall
    >[0]);
    const sent = await conversation.messaging.send('Hello');
    expect(sent.delivery).toBe('delivered');
    const chat = connection.requests('INVITE')[1]!;
    expect(chat.get('ms-conversation-id')).toBe(invite.get('ms-conversation-id'));
    const dialog = {
      callId: chat.get('call-id'),
      local: `${chat.get('to')};tag=server-${chat.get('call-id')}`,
      remote: chat.get('from'),
      target: /<([^>]+)>/.exec(chat.get('contact'))![1]!,
      cseq: 100,
    };
    connection.send(dialog, 'BYE');
    await connection.response('BYE', 200);
    expect(conversation.snapshot.state).toBe('established');
    expect(conversation.audioVideo.snapshot.state).toBe('connected');
  });

  it('is cancelled before it is answered, and ends an answer that crosses', async () => {
    const { connection, server, session } = await callFixture(sessions);
    server.on('INVITE', () => undefined);
    const conversation = session.startConversation(BOB, { modality: 'audio' });
    const invite = await connection.request('INVITE');
    connection.respond(invite, 180, 'Ringing', { headers: ['Contact: <sip:b@x.invalid>'] });
    await untilCall(conversation, ({ state }) => state === 'ringing');
    await conversation.terminate();
    await connection.request('CANCEL');
    answerCall(connection, invite);
    await connection.request('BYE');
    expect(conversation.snapshot).toMatchObject({ state: 'terminated', endReason: 'terminated-locally' });
  });

  it('gives up after two minutes of ringing', async () => {
    const { connection, server, session } = await callFixture(sessions);
    server.on('INVITE', (request, current) =>
      current.respond(request, 180, 'Ringing', { headers: ['Contact: <sip:b@x.invalid>'] }),
    );
    server.on('CANCEL', (request, current) => {
      current.respond(request, 200, 'OK');
      current.respond(connection.requests('INVITE')[0]!, 487, 'Request Terminated');
    });
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const conversation = session.startConversation(BOB, { modality: 'audio' });
    await untilCall(conversation, ({ state }) => state === 'ringing');
    vi.advanceTimersByTime(120_000);
    await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
    expect(conversation.snapshot.endReason).toBe('no-answer');
  });

  it.each(['permission-refused', 'device-not-found', 'device-in-use'] as const)(
    'sends nothing when %s',
    async (refusal) => {
      const { connection, engine, session } = await callFixture(sessions);
      engine.refusal = refusal;
      const conversation = session.startConversation(BOB, { modality: 'audio' });
      await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
      expect(conversation.snapshot.failure).toMatchObject({ code: refusal });
      expect(connection.requests('INVITE')).toHaveLength(0);
    },
  );

  it('begins without video where there is no camera, and says so', async () => {
    const { connection, engine, session } = await callFixture(sessions);
    engine.hasCamera = false;
    const conversation = session.startConversation(BOB, { modality: 'video' });
    const snapshot = await untilCall(conversation, ({ state }) => state === 'connected');
    expect(snapshot).toMatchObject({ video: 'none', failure: { code: 'device-not-found' } });
    expect(connection.requests('INVITE')[0]!.body).not.toContain('m=video');
  });

  it('does not live on an answer that cannot be used', async () => {
    const { connection, server, session } = await callFixture(sessions);
    server.on(
      'INVITE',
      (request, current) => void answerCall(current, request, sdpOf({ extra: ['a=unusable'] })),
    );
    const conversation = session.startConversation(BOB, { modality: 'audio' });
    await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
    expect(conversation.snapshot.endReason).toBe('type-not-supported');
    await connection.request('BYE');
  });
});

describe('a call in progress', () => {
  it('is held and resumed only when the other side has confirmed', async () => {
    const fixture = await callFixture(sessions);
    const { call, conversation } = await connectedCall(fixture);
    fixture.server.on('INVITE', () => undefined);
    const holding = call.hold();
    const offer = await fixture.connection.waitFor(
      ({ body, isRequest }) => isRequest && body.includes('a=sendonly'),
    );
    expect(call.snapshot.state).toBe('connected');
    expect(fixture.engine.track('audio')!.enabled).toBe(true);
    answerCall(fixture.connection, offer);
    await holding;
    expect(call.snapshot).toMatchObject({ state: 'held', heldBy: 'local', audio: 'sendonly' });
    expect(fixture.engine.track('audio')!.enabled).toBe(false);
    expect(conversation.canInvoke('park')).toBe(false);
    fixture.server.on('INVITE', (request, current) => void answerCall(current, request));
    await call.resume();
    expect(call.snapshot).toMatchObject({ state: 'connected', audio: 'sendrecv' });
    expect(call.snapshot.heldBy).toBeUndefined();
    expect(fixture.engine.track('audio')!.enabled).toBe(true);
  });

  it('is held by the other side, by both, and by neither again', async () => {
    const fixture = await callFixture(sessions);
    const { call, conversation, dialog } = await connectedCall(fixture);
    const offer = async (audio: 'sendonly' | 'inactive' | 'sendrecv') => {
      const from = fixture.connection.received.length;
      fixture.connection.send(dialog, 'INVITE', { contentType: 'application/sdp', body: sdpOf({ audio }) });
      const answer = await fixture.connection.waitFor(
        ({ isRequest, method, status }) => !isRequest && method === 'INVITE' && status === 200,
        from,
      );
      fixture.connection.ack(answer);
      return answer;
    };
    const answer = await offer('sendonly');
    expect(answer.body).toContain('a=recvonly');
    expect(answer.get('contact')).toContain('sip:');
    await untilCall(conversation, ({ heldBy }) => heldBy === 'remote');
    await call.hold();
    expect(call.snapshot.heldBy).toBe('both');
    expect(fixture.connection.requests('INVITE').at(-1)!.body).toContain('a=inactive');
    await offer('sendrecv');
    await untilCall(conversation, ({ heldBy }) => heldBy === 'local');
    await call.resume();
    expect(call.snapshot).toMatchObject({ state: 'connected', audio: 'sendrecv' });
  });

  it('stays as it was when hold is refused', async () => {
    const fixture = await callFixture(sessions);
    const { call } = await connectedCall(fixture);
    fixture.server.on('INVITE', (request, current) => current.respond(request, 488, 'Not Acceptable Here'));
    await expect(call.hold()).rejects.toMatchObject({ code: 'type-not-supported' });
    expect(call.snapshot).toMatchObject({ state: 'connected', audio: 'sendrecv' });
    expect(fixture.engine.connection.state).toBe('stable');
    fixture.server.on('INVITE', (request, current) => void answerCall(current, request));
    await call.hold();
    expect(call.snapshot.state).toBe('held');
  });

  it('mutes without asking anybody', async () => {
    const fixture = await callFixture(sessions);
    const { call } = await connectedCall(fixture);
    await call.mute();
    expect(call.snapshot.isMuted).toBe(true);
    expect(fixture.engine.track('audio')!.enabled).toBe(false);
    await call.unmute();
    expect(fixture.engine.track('audio')!.enabled).toBe(true);
    expect(fixture.connection.requests('INVITE')).toHaveLength(1);
  });

  it('sends digits in the audio, or by INFO where there are no telephone events', async () => {
    const fixture = await callFixture(sessions);
    const { call, dialog } = await connectedCall(fixture);
    await call.sendDtmf('12#');
    expect(fixture.engine.connection.tones).toBe('12#');
    fixture.engine.connection.hasTelephoneEvents = false;
    await call.sendDtmf('4*');
    const infos = fixture.connection.requests('INFO');
    expect(infos.map(({ body }) => body)).toEqual([
      'Signal=4\r\nDuration=160\r\n',
      'Signal=*\r\nDuration=160\r\n',
    ]);
    expect(call.snapshot.dtmfSent).toBe('12#4*');
    await expect(call.sendDtmf('x')).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(call.sendDtmf('1', { method: 'rtp' })).rejects.toMatchObject({ code: 'type-not-supported' });
    const heard = once<Event & { tones: string }>(call, 'dtmf-received');
    fixture.connection.send(dialog, 'INFO', {
      contentType: 'application/dtmf-relay',
      body: 'Signal= 7\r\nDuration= 100',
    });
    expect((await heard).tones).toBe('7');
    fixture.connection.send(dialog, 'INFO', { contentType: 'application/dtmf-relay', body: 'nothing' });
    await fixture.connection.response('INFO', 400);
  });

  it('gets video and loses it again', async () => {
    const fixture = await callFixture(sessions);
    const { call } = await connectedCall(fixture);
    await call.addVideo();
    expect(call.snapshot.video).toBe('sendrecv');
    await call.removeVideo();
    expect(call.snapshot.video).toBe('recvonly');
    expect(fixture.engine.track('video')).toBeUndefined();
    fixture.server.on('INVITE', (request, current) => current.respond(request, 488, 'No'));
    await expect(call.addVideo()).rejects.toMatchObject({ code: 'type-not-supported' });
    expect(fixture.engine.track('video')).toBeUndefined();
  });

  it('uses another microphone, and goes on with the next when it is unplugged', async () => {
    const fixture = await callFixture(sessions);
    const { call, conversation } = await connectedCall(fixture);
    await call.setDevices({ microphone: 'microphone-2' });
    expect(fixture.engine.connection.tracks.get('audio')!.deviceId).toBe('microphone-2');
    expect(call.snapshot.devices.microphone).toBe('microphone-2');
    fixture.engine.track('audio')!.unplug();
    await untilCall(conversation, ({ failure }) => failure?.code === 'device-unplugged');
    expect(fixture.engine.connection.tracks.get('audio')!.deviceId).toBe('microphone-1');
    fixture.engine.refusal = 'device-not-found';
    fixture.engine.track('audio')!.unplug();
    await vi.waitFor(() => expect(fixture.engine.connection.tracks.get('audio')).toBeNull());
    expect(call.snapshot.state).toBe('connected');
    await expect(call.setDevices({ microphone: 'none' })).resolves.toBeUndefined();
    fixture.engine.changeDevices([]);
    await untilCall(conversation, ({ devices }) => devices.available.length === 0);
  });

  it('says how good it is, and when nothing comes', async () => {
    const fixture = await callFixture(sessions);
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const { call } = await connectedCall(fixture);
    await vi.advanceTimersByTimeAsync(4000);
    expect(call.snapshot.quality).toMatchObject({ loss: 0, level: 'good', roundTrip: 40 });
    fixture.engine.connection.flow = { in: 70, lost: 30, out: 100 };
    await vi.advanceTimersByTimeAsync(2000);
    expect(call.snapshot.quality).toMatchObject({ loss: 0.3, level: 'bad' });
    fixture.engine.connection.flow = { in: 0, lost: 0, out: 100 };
    await vi.advanceTimersByTimeAsync(4000);
    expect(call.snapshot.oneWay).toBeUndefined();
    await vi.advanceTimersByTimeAsync(2000);
    expect(call.snapshot.oneWay).toBe('not-receiving');
    await call.hold();
    await vi.advanceTimersByTimeAsync(2000);
    expect(call.snapshot.oneWay).toBeUndefined();
  });

  it('does not outlive its page, but what was written in it does', async () => {
    const fixture = await callFixture(sessions);
    const { conversation } = await connectedCall(fixture);
    const idsIn = (token: string) =>
      (JSON.parse(token) as { conversations: { id: string }[] }).conversations.map(({ id }) => id);
    expect(idsIn(fixture.session.resumeToken)).toEqual([]);
    await conversation.messaging.send('Hello');
    expect(idsIn(fixture.session.resumeToken)).toEqual([conversation.id]);
  });

  it('ends when the other side does', async () => {
    const fixture = await callFixture(sessions);
    const { conversation, dialog } = await connectedCall(fixture);
    fixture.connection.send(dialog, 'BYE');
    await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
    expect(conversation.snapshot.endReason).toBe('terminated-remotely');
    expect(fixture.engine.connection.state).toBe('closed');
  });
});
