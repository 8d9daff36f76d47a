import { afterEach, describe, expect, it } from 'vitest';
import { buildUnparkNotification, callParkContentType, parseParkRequest } from '../../protocol/call-park';
import { buildCallParkDiagnostics } from '../../protocol/call-park/diagnostics';
import { OpenSessions } from '../testing/open-sessions';
import { CONTACT } from '../testing/raw-sip';
import type { RawMessage } from '../testing/raw-sip';
import { until } from '../testing/session-fixture';
import { untilCall } from './testing/call-fixture';
import { parkableCall, parked } from './testing/park-fixture';
import { PARK_SERVICE } from './testing/provision';

const sessions = new OpenSessions();
afterEach(() => sessions.close());

const isResume = (message: RawMessage) =>
  message.isRequest && message.method === 'INVITE' && message.get('ms-resume') === 'true';

type Answer = Parameters<Awaited<ReturnType<typeof parkableCall>>['onPark']>[0];

/** The call is parked; then the connection goes, and over the next one the service answers so. */
async function lost(answer: Answer, recoveryTimeout = 30_000) {
  const made = await parkableCall(sessions, { session: { recoveryTimeout } });
  const { connection, conversation, onPark, server } = made;
  await until(conversation, ({ snapshot }) => snapshot.actions.includes('park'));
  const orbit = await conversation.park();
  const request = connection.requests('INVITE').at(-1)!;
  onPark(answer);
  const next = server.nextConnection();
  connection.socket.close();
  await until(conversation, ({ snapshot }) => snapshot.state === 'recovering');
  expect(made.call.snapshot).toMatchObject({ state: 'parked', orbit });
  return { ...made, orbit, request, next: await next };
}

describe('a parked call whose parker has lost the connection', () => {
  it('is asked for once more, and what becomes of it is heard again', async () => {
    const { call, control, conversation, next, orbit, request } = await lost((connection, again) =>
      parked(connection, again, 40),
    );
    const again = await next.waitFor(isResume);
    expect(again.uri).toBe(PARK_SERVICE);
    expect(again.body).toBe(request.body);
    expect(again.get('ms-conversation-id')).toBe(conversation.id);
    await until(conversation, ({ snapshot }) => snapshot.state === 'established');
    expect(call.snapshot).toMatchObject({ state: 'parked', orbit });
    expect(Math.abs(call.snapshot.ringBackAt! - Date.now() - 40_000)).toBeLessThan(5_000);
    const { requestId } = parseParkRequest(request.body);
    next.send(control(), 'INFO', {
      contentType: callParkContentType,
      body: buildUnparkNotification({ requestId, reason: 'retrieval', target: 'sip:carol@contoso.com' }),
    });
    await next.response('INFO', 200);
    expect(call.snapshot).toMatchObject({
      state: 'ended',
      unparked: { reason: 'retrieval', target: 'sip:carol@contoso.com' },
      orbit: { safeRetrieveUri: null },
    });
  });

  it('is gone when the service does not know it', async () => {
    const { call, conversation } = await lost((connection, again) =>
      connection.respond(again, 481, 'Gone', {
        headers: [`ms-diagnostics: ${buildCallParkDiagnostics('no-conversation', 'contoso.com')}`],
      }),
    );
    await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
    expect(call.snapshot).toMatchObject({
      state: 'ended',
      unparked: { reason: 'unknown' },
      orbit: { friendlyOrbit: '100', safeRetrieveUri: null },
    });
  });

  it.each<[string, Answer, number?]>([
    ['refuses', (connection, again) => connection.respond(again, 400, 'Double park')],
    [
      'says what cannot be read',
      (connection, again) =>
        connection.respond(again, 200, 'OK', {
          headers: [CONTACT],
          contentType: callParkContentType,
          body: '<park-response/>',
        }),
    ],
    ['has trouble for too long', (connection, again) => connection.respond(again, 503, 'Not now'), 0],
  ])(
    'may be there when the service %s: its orbit stays good for picking up',
    async (_what, answer, timeout) => {
      const { call, conversation, orbit } = await lost(answer, timeout);
      await until(conversation, ({ snapshot }) => snapshot.state === 'terminated');
      expect(call.snapshot).toMatchObject({ state: 'ended', endReason: 'recovery-failed', orbit });
      expect(call.snapshot.unparked).toBeUndefined();
    },
  );

  it('is asked for until the service has no trouble, and over one more connection', async () => {
    let attempts = 0;
    const { call, conversation, next, server } = await lost((connection, again) => {
      if (++attempts > 2) return parked(connection, again);
      if (attempts === 1) connection.socket.close();
      else connection.respond(again, 503, 'Not now');
    });
    await next.waitFor(isResume);
    await until(conversation, ({ snapshot }) => snapshot.state === 'established');
    expect([attempts, server.connections.length]).toEqual([3, 3]);
    expect(call.snapshot.state).toBe('parked');
    await conversation.terminate();
    await untilCall(conversation, ({ state }) => state === 'ended');
  });
});
