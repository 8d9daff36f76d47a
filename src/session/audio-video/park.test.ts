import { afterEach, describe, expect, it } from 'vitest';
import { buildUnparkNotification, callParkContentType, parseParkRequest } from '../../protocol/call-park';
import { buildCallParkDiagnostics } from '../../protocol/call-park/diagnostics';
import type { CallParkFailureCode } from '../../protocol/call-park/diagnostics';
import type { ActionAvailabilityChangedEvent, SipMessageEvent } from '../contract';
import { OpenSessions } from '../testing/open-sessions';
import { CONTACT } from '../testing/raw-sip';
import type { RawMessage } from '../testing/raw-sip';
import { until } from '../testing/session-fixture';
import { untilCall } from './testing/call-fixture';
import type { FakeMediaEngine } from './testing/fake-media-engine';
import { parkableCall, parked } from './testing/park-fixture';
import { PARK_SERVICE as SERVICE } from './testing/provision';
import type { provision } from './testing/provision';

const sessions = new OpenSessions();
afterEach(() => sessions.close());

const parkable = (policy?: Parameters<typeof provision>[2]) => parkableCall(sessions, { policy });

/** The session has read a REFER, and whatever it does at once is done. */
const referred = (session: EventTarget) =>
  new Promise<void>((resolve) =>
    session.addEventListener('sip-message', (event) => {
      if ((event as SipMessageEvent).text.startsWith('REFER ')) setTimeout(resolve);
    }),
  );

/** From now on answers are taken when `gate` has opened. */
function slowDown(engine: FakeMediaEngine, gate: Promise<void>): void {
  const open = engine.open.bind(engine);
  engine.open = () => {
    const connection = open();
    const apply = connection.applyAnswer.bind(connection);
    connection.applyAnswer = (answer) => gate.then(() => apply(answer));
    return connection;
  };
}

const canPark = ({ canInvoke }: { canInvoke: boolean }) => canInvoke;

describe('canInvoke("park")', () => {
  it('needs a call that is connected and not on hold, and says when that changes', async () => {
    const { call, conversation } = await parkable();
    const seen: boolean[] = [];
    await until(conversation, ({ snapshot }) => snapshot.actions.includes('park'));
    conversation.addEventListener(
      'action-availability-changed',
      ({ action, isAvailable }: ActionAvailabilityChangedEvent) => {
        if (action === 'park') seen.push(isAvailable);
      },
    );
    await call.hold();
    expect(canPark({ canInvoke: conversation.canInvoke('park') })).toBe(false);
    await expect(conversation.park()).rejects.toMatchObject({ code: 'invalid-state' });
    await call.resume();
    expect(conversation.canInvoke('park')).toBe(true);
    await call.end();
    expect(seen).toEqual([false, true, false]);
  });

  it.each([
    ['policy', { enabled: false }],
    ['resiliency mode', { resiliency: true }],
  ])('is false by %s', async (_, policy) => {
    const { conversation, connection } = await parkable(policy);
    await connection.request('SUBSCRIBE');
    await until(conversation, ({ snapshot }) => snapshot.actions.includes('hold'));
    expect(conversation.canInvoke('park')).toBe(false);
    await expect(conversation.park()).rejects.toMatchObject({ code: 'park-not-available' });
  });
});

describe('parking a call', () => {
  it('names the dialog from our side, ends it, and gives the orbit', async () => {
    const { call, connection, conversation, engine, invite } = await parkable();
    await until(conversation, ({ snapshot }) => snapshot.actions.includes('park'));
    const orbit = await conversation.park();
    const request = connection.requests('INVITE').at(-1)!;
    expect(request.uri).toBe(SERVICE);
    expect(parseParkRequest(request.body)).toMatchObject({
      target: 'sip:bob@contoso.com',
      callId: invite.get('call-id'),
      fromTag: invite.tag('from'),
      toTag: `server-${invite.get('call-id')}`,
    });
    expect(orbit).toEqual({
      friendlyOrbit: '100',
      msParkedCall: 'unguessable',
      safeRetrieveUri: `${SERVICE};orbit=100;ms-parked-call=unguessable`,
    });
    expect(call.snapshot).toMatchObject({ state: 'parked', orbit, audio: 'none', video: 'none' });
    expect(Math.abs(call.snapshot.ringBackAt! - Date.now() - 90_000)).toBeLessThan(5_000);
    expect(conversation.snapshot.state).toBe('established');
    expect(engine.track('audio')).toBeUndefined();
    expect((await connection.request('BYE')).get('call-id')).toBe(invite.get('call-id'));
  });

  it('does not mind that the parkee leaves before the service has answered', async () => {
    const { call, connection, conversation, dialog, onPark } = await parkable();
    await until(conversation, ({ snapshot }) => snapshot.actions.includes('park'));
    onPark(() => undefined);
    const parking = conversation.park();
    const request = await connection.waitFor(
      (message) => message.get('content-type') === callParkContentType,
    );
    connection.send(dialog, 'BYE');
    await connection.response('BYE', 200);
    expect(call.snapshot.state).toBe('parking');
    parked(connection, request);
    await parking;
    expect(call.snapshot.state).toBe('parked');
  });

  it.each<[CallParkFailureCode, number]>([
    ['no-orbit-available', 480],
    ['double-park', 400],
    ['draining', 503],
    ['replaces-error', 480],
  ])('keeps the call and says %s', async (code, status) => {
    const { call, conversation, engine, onPark } = await parkable();
    await until(conversation, ({ snapshot }) => snapshot.actions.includes('park'));
    onPark((connection, request) =>
      connection.respond(request, status, 'No', {
        headers: [`ms-diagnostics: ${buildCallParkDiagnostics(code, 'contoso.com')}`],
      }),
    );
    await expect(conversation.park()).rejects.toMatchObject({ code, details: { status } });
    expect(call.snapshot).toMatchObject({ state: 'connected', failure: { code } });
    expect(conversation.canInvoke('park')).toBe(true);
    expect(engine.track('audio')).toBeDefined();
  });

  it('keeps the call when the answer cannot be read, and leaves the service', async () => {
    const { call, connection, conversation, onPark } = await parkable();
    await until(conversation, ({ snapshot }) => snapshot.actions.includes('park'));
    onPark((current, request) =>
      current.respond(request, 200, 'OK', {
        headers: [CONTACT],
        contentType: callParkContentType,
        body: '<park-response version="1.0" request-id="other"/>',
      }),
    );
    await expect(conversation.park()).rejects.toMatchObject({ code: 'server-error' });
    await connection.request('BYE');
    expect(call.snapshot.state).toBe('connected');
  });

  it('leaves the service when the call was ended meanwhile', async () => {
    const { call, connection, conversation, onPark } = await parkable();
    await until(conversation, ({ snapshot }) => snapshot.actions.includes('park'));
    onPark(() => undefined);
    const parking = conversation.park();
    const request = await connection.waitFor(
      (message) => message.get('content-type') === callParkContentType,
    );
    const ended = expect(parking).rejects.toMatchObject({ code: 'cancelled' });
    await call.end();
    parked(connection, request);
    await ended;
    await connection.waitFor(
      (message) => message.method === 'BYE' && message.get('call-id') === request.get('call-id'),
    );
    expect(conversation.snapshot.state).toBe('terminated');
  });

  it('is over with the call when both fail', async () => {
    const { connection, conversation, dialog, onPark } = await parkable();
    await until(conversation, ({ snapshot }) => snapshot.actions.includes('park'));
    onPark((current, request) => {
      current.send(dialog, 'BYE');
      current.respond(request, 480, 'No');
    });
    await expect(conversation.park()).rejects.toMatchObject({ code: 'no-answer' });
    await connection.response('BYE', 200);
    await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
  });

  it('is given up with CANCEL', async () => {
    const { call, connection, conversation, onPark } = await parkable();
    await until(conversation, ({ snapshot }) => snapshot.actions.includes('park'));
    onPark((current, request) => void current.respond(request, 180, 'Ringing', { headers: [CONTACT] }));
    const abort = new AbortController();
    const parking = conversation.park({ signal: abort.signal });
    const request = await connection.waitFor(
      (message) => message.get('content-type') === callParkContentType,
    );
    abort.abort();
    // CANCEL waits for the provisional answer (RFC 3261 section 9.1).
    await connection.request('CANCEL');
    connection.respond(request, 487, 'Request Terminated');
    await expect(parking).rejects.toMatchObject({ code: 'aborted' });
    expect(call.snapshot.state).toBe('connected');
  });

  it.each([
    ['retrieval', 'sip:carol@contoso.com'],
    ['hang-up', undefined],
    ['drop', undefined],
    ['fallback', 'sip:reception@contoso.com'],
  ] as const)('ends when the service says %s', async (reason, target) => {
    const { call, connection, control, conversation } = await parkable();
    await until(conversation, ({ snapshot }) => snapshot.actions.includes('park'));
    await conversation.park();
    const { requestId } = parseParkRequest(connection.requests('INVITE').at(-1)!.body);
    connection.send(control(), 'INFO', {
      contentType: callParkContentType,
      body: buildUnparkNotification({ requestId, reason, ...(target && { target }) }),
    });
    await connection.response('INFO', 200);
    connection.send(control(), 'BYE', {
      headers: ['ms-diagnostics: 35014;source="contoso.com";reason="Terminating dialog with parker."'],
    });
    await connection.response('BYE', 200);
    expect(call.snapshot).toMatchObject({
      state: 'ended',
      endReason: 'unparked',
      unparked: { reason, ...(target && { target }) },
      orbit: { friendlyOrbit: '100', safeRetrieveUri: null },
    });
    expect(conversation.snapshot).toMatchObject({ state: 'terminated', endReason: 'unparked' });
  });

  it('takes a goodbye without a notification for what it is, and nonsense for nothing', async () => {
    const { call, connection, control, conversation } = await parkable();
    await until(conversation, ({ snapshot }) => snapshot.actions.includes('park'));
    await conversation.park();
    connection.send(control(), 'INFO', { contentType: callParkContentType, body: '<unpark-notification/>' });
    await connection.response('INFO', 400);
    expect(call.snapshot.state).toBe('parked');
    connection.send(control(), 'BYE');
    await untilCall(conversation, ({ state }) => state === 'ended');
    expect(call.snapshot.unparked).toEqual({ reason: 'disconnected' });
  });

  it('rings back in the same conversation, and stays parked when nobody takes it', async () => {
    const { call, connection, control, conversation, server } = await parkable();
    await until(conversation, ({ snapshot }) => snapshot.actions.includes('park'));
    await conversation.park();
    const headers = [`Ms-Conversation-ID: ${conversation.id}`];
    const ringBack = (callId: string) => {
      connection.invite({
        from: 'sip:bob@contoso.com',
        to: 'sip:alice@contoso.com',
        callId,
        headers,
        contentType: 'application/sdp',
        body: 'v=0\r\nm=audio 9 RTP/AVP 0\r\n',
      });
      return untilCall(conversation, ({ state }) => state === 'incoming');
    };
    await ringBack('one');
    await call.decline();
    expect(call.snapshot).toMatchObject({ state: 'parked', orbit: { friendlyOrbit: '100' } });
    await ringBack('two');
    const accepting = call.accept();
    connection.ack(await connection.response('INVITE', 200, 'two'));
    await accepting;
    const { requestId } = parseParkRequest(connection.requests('INVITE').at(-1)!.body);
    connection.send(control(), 'INFO', {
      contentType: callParkContentType,
      body: buildUnparkNotification({ requestId, reason: 'ringback', target: 'sip:alice@contoso.com' }),
    });
    await connection.response('INFO', 200);
    expect(call.snapshot).toMatchObject({
      state: 'connected',
      unparked: { reason: 'ringback' },
      orbit: { safeRetrieveUri: null },
    });
    // Parked once more, nothing of that is told of it.
    await conversation.park();
    expect(call.snapshot.state).toBe('parked');
    expect(call.snapshot.unparked).toBeUndefined();
    expect(server.connections).toHaveLength(1);
  });
});

describe('retrieving', () => {
  it.each([false, true])(
    'follows the service to who was parked; it was quicker than the media: %s',
    async (isSlow) => {
      const { connection, engine, server, session } = await parkable();
      if (isSlow) slowDown(engine, referred(session));
      server.on('INVITE', (request, current) => {
        const body = answerBody(request);
        const headers = [request.uri.startsWith(SERVICE) ? `${CONTACT};isCps` : CONTACT];
        current.respond(request, 200, 'OK', { headers, contentType: 'application/sdp', body });
        if (!request.uri.startsWith(SERVICE)) return;
        current.send(
          {
            callId: request.get('call-id'),
            local: `${request.get('to')};tag=server-${request.get('call-id')}`,
            remote: request.get('from'),
            target: /<([^>]+)>/.exec(request.get('contact'))![1]!,
            cseq: 1,
          },
          'REFER',
          { headers: ['Refer-To: <sip:jane@contoso.com?Replaces=x%3Bto-tag%3D1%3Bfrom-tag%3D2>'] },
        );
      });
      const conversation = await session.retrieve('100');
      expect(conversation.audioVideo.snapshot).toMatchObject({
        state: 'connected',
        remote: { uri: 'sip:jane@contoso.com', isParkService: false },
      });
      expect(conversation.snapshot.participants).toMatchObject([{ uri: 'sip:jane@contoso.com' }]);
      const invites = connection.requests('INVITE').slice(-2);
      expect(invites[0]!.uri).toBe(`${SERVICE};orbit=100`);
      expect(invites[1]!.get('replaces')).toBe('x;to-tag=1;from-tag=2');
    },
  );

  it.each<[CallParkFailureCode, number, string]>([
    ['orbit-not-found', 404, '100'],
    ['could-not-safe-retrieve', 404, `${SERVICE};orbit=100;ms-parked-call=old`],
    ['outside-enterprise', 403, '*7000'],
  ])('fails with %s', async (code, status, target) => {
    const { server, session } = await parkable();
    server.on('INVITE', (request, connection) =>
      connection.respond(request, status, 'No', {
        headers: [`ms-diagnostics: ${buildCallParkDiagnostics(code, 'contoso.com')}`],
      }),
    );
    await expect(session.retrieve(target)).rejects.toMatchObject({ code, details: { status } });
    await expect(session.retrieve('no orbit')).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  it('fails when the service ends the call instead of handing it over', async () => {
    const { server, session } = await parkable();
    server.on('INVITE', (request, current) => {
      current.respond(request, 200, 'OK', {
        headers: [`${CONTACT};isCps`],
        contentType: 'application/sdp',
        body: answerBody(request),
      });
      current.send(
        {
          callId: request.get('call-id'),
          local: `${request.get('to')};tag=server-${request.get('call-id')}`,
          remote: request.get('from'),
          target: /<([^>]+)>/.exec(request.get('contact'))![1]!,
          cseq: 1,
        },
        'BYE',
        { headers: [`ms-diagnostics: ${buildCallParkDiagnostics('retrieve-failed', 'contoso.com')}`] },
      );
    });
    await expect(session.retrieve('100')).rejects.toMatchObject({ code: 'retrieve-failed' });
  });
});

function answerBody({ body }: RawMessage): string {
  return body.replace(/a=sendonly/g, 'a=recvonly');
}
