import { buildParkResponse, callParkContentType, parseParkRequest } from '../../../protocol/call-park';
import type { LyncSessionOptions } from '../../session-options';
import type { OpenSessions } from '../../testing/open-sessions';
import { CONTACT } from '../../testing/raw-sip';
import type { RawMessage } from '../../testing/raw-sip';
import type { ScriptedConnection, ServerDialog } from '../../testing/scripted-server';
import { answerCall, callFixture, connectedCall } from './call-fixture';
import { provision } from './provision';

/** The call park service takes the request; the dialog is that of its notifications. */
export function parked(
  connection: ScriptedConnection,
  request: RawMessage,
  ringBackSeconds = 90,
): ServerDialog {
  const { requestId } = parseParkRequest(request.body);
  connection.respond(request, 200, 'OK', {
    headers: [`${CONTACT};isCps`, `Ms-Park-Ring-Back: ${ringBackSeconds}`],
    contentType: callParkContentType,
    body: buildParkResponse({ requestId, orbit: '100', msParkedCall: 'unguessable' }),
  });
  return {
    callId: request.get('call-id'),
    local: `${request.get('to')};tag=server-${request.get('call-id')}`,
    remote: request.get('from'),
    target: /<([^>]+)>/.exec(request.get('contact'))![1]!,
    cseq: 1,
  };
}

export interface ParkableOptions {
  readonly policy?: Parameters<typeof provision>[2];
  readonly session?: LyncSessionOptions;
}

/** A call with Bob, where calls can be parked: `onPark` says what the service does, which takes every request at first. */
export async function parkableCall(sessions: OpenSessions, { policy, session }: ParkableOptions = {}) {
  const fixture = await callFixture(sessions, { calls: false, ...session });
  fixture.server.on('SUBSCRIBE', (request, connection) => provision(connection, request, policy));
  const made = await connectedCall(fixture);
  let control: ServerDialog | undefined;
  const onPark = (act: (connection: ScriptedConnection, request: RawMessage) => ServerDialog | void) =>
    fixture.server.on('INVITE', (request, connection) => {
      if (request.get('content-type') !== callParkContentType) return void answerCall(connection, request);
      control = act(connection, request) ?? undefined;
    });
  onPark(parked);
  return { ...fixture, ...made, onPark, control: () => control! };
}
