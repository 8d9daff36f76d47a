import type { CallSnapshot, ConversationContract } from '../../contract';
import type { LyncSession } from '../../lync-session';
import type { LyncSessionOptions } from '../../session-options';
import type { OpenSessions } from '../../testing/open-sessions';
import { CONTACT } from '../../testing/raw-sip';
import type { RawMessage } from '../../testing/raw-sip';
import type { ScriptedConnection, ScriptedServer, ServerDialog } from '../../testing/scripted-server';
import { ALICE, once } from '../../testing/session-fixture';
import { answerTo, FakeMediaEngine, sdpOf } from './fake-media-engine';

export const BOB = 'sip:bob@contoso.com';

export interface CallFixture {
  readonly server: ScriptedServer;
  readonly session: LyncSession;
  readonly connection: ScriptedConnection;
  readonly engine: FakeMediaEngine;
}

export async function callFixture(
  sessions: OpenSessions,
  options: LyncSessionOptions = {},
): Promise<CallFixture> {
  const engine = new FakeMediaEngine();
  const made = await sessions.connect({
    credentials: ALICE,
    agent: false,
    calls: true,
    mediaEngine: engine,
    ...options,
  });
  made.server.on('INVITE', (request, connection) => void answerCall(connection, request));
  return { ...made, engine };
}

/** 200 to an INVITE of audio, or to one for messages. */
export function answerCall(connection: ScriptedConnection, request: RawMessage, body?: string): ServerDialog {
  const isCall = /^m=audio /m.test(request.body);
  if (!isCall) return connection.answer(request);
  connection.respond(request, 200, 'OK', {
    headers: [CONTACT],
    contentType: 'application/sdp',
    body: body ?? answerTo(request.body),
  });
  return {
    callId: request.get('call-id'),
    local: request.tag('to')
      ? request.get('to')
      : `${request.get('to')};tag=server-${request.get('call-id')}`,
    remote: request.get('from'),
    target: /<([^>]+)>/.exec(request.get('contact'))?.[1] ?? '',
    cseq: 100,
  };
}

/** Resolves when the call's snapshot is as wanted, at once if it is so already. */
export async function untilCall(
  { audioVideo }: ConversationContract,
  matches: (snapshot: CallSnapshot) => boolean,
): Promise<CallSnapshot> {
  if (!audioVideo) throw new Error('No calls');
  while (!matches(audioVideo.snapshot)) await once(audioVideo, 'changed');
  return audioVideo.snapshot;
}

/** A call to Bob that he has answered. */
export async function connectedCall(fixture: CallFixture) {
  const conversation = fixture.session.startConversation(BOB, { modality: 'audio' });
  const invite = await fixture.connection.request('INVITE');
  await untilCall(conversation, ({ state }) => state === 'connected');
  const dialog: ServerDialog = {
    callId: invite.get('call-id'),
    local: `${invite.get('to')};tag=server-${invite.get('call-id')}`,
    remote: invite.get('from'),
    target: /<([^>]+)>/.exec(invite.get('contact'))?.[1] ?? '',
    cseq: 100,
  };
  return { conversation, call: conversation.audioVideo, dialog, invite };
}

/** Bob calls. */
export function callFromBob(
  { connection }: CallFixture,
  {
    callId = 'from-bob',
    headers = [],
    ...sdp
  }: { callId?: string; headers?: string[] } & Parameters<typeof sdpOf>[0] = {},
): void {
  connection.invite({
    from: BOB,
    name: 'Bob',
    to: ALICE.uri,
    callId,
    headers,
    contentType: 'application/sdp',
    body: sdpOf(sdp),
  });
}
