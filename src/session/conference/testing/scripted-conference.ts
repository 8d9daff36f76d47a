import { buildCccpResponse, parseCccpRequest } from '../../../protocol/conferencing/cccp';
import type {
  CccpCommand,
  CccpRequest,
  CccpResponse,
  UnknownCommand,
} from '../../../protocol/conferencing/cccp';
import { buildConferenceInfo } from '../../../protocol/conferencing/conference-info';
import type { ConferenceInfo } from '../../../protocol/conferencing/conference-info';
import type { ConferenceEndpoint, ConferenceUser } from '../../../protocol/conferencing/conference-info-user';
import { answerCall } from '../../audio-video/testing/call-fixture';
import type { CallFixture } from '../../audio-video/testing/call-fixture';
import { FakeMediaEngine } from '../../audio-video/testing/fake-media-engine';
import type { ConversationContract } from '../../contract';
import type { LyncSessionOptions } from '../../session-options';
import type { OpenSessions } from '../../testing/open-sessions';
import { CONTACT } from '../../testing/raw-sip';
import type { RawMessage } from '../../testing/raw-sip';
import type { ScriptedConnection, ScriptedServer, ServerDialog } from '../../testing/scripted-server';
import { ALICE, once } from '../../testing/session-fixture';

export const FOCUS = 'sip:bob@contoso.com;gruu;opaque=app:conf:focus:id:JL3GPNYP';
export const CHAT = FOCUS.replace(':focus:', ':chat:');
export const AUDIO = FOCUS.replace(':focus:', ':audio-video:');

export const endpoint = (
  sessionType: string,
  more: Partial<ConferenceEndpoint> = {},
): ConferenceEndpoint => ({
  entity: `{${sessionType}}`,
  sessionType,
  status: 'connected',
  ...more,
});

export const alice: ConferenceUser = {
  entity: ALICE.uri,
  displayName: 'Alice',
  roles: ['presenter'],
  endpoints: [endpoint('focus')],
};
export const bob: ConferenceUser = {
  entity: 'sip:bob@contoso.com',
  displayName: 'Bob',
  roles: ['presenter'],
  endpoints: [endpoint('focus'), endpoint('chat')],
};

type Answer = (
  request: CccpRequest<CccpCommand | UnknownCommand>,
  message: RawMessage,
) => Partial<CccpResponse> | 'silent';

/** The conference servers as a test wants them: a focus with its roster, the MCUs, the factory. */
export class ScriptedConference {
  users: ConferenceUser[] = [alice, bob];
  version = 1;
  admissionPolicy = 'openAuthenticated';
  focus: ServerDialog | undefined;
  chat: ServerDialog | undefined;
  audio: ServerDialog | undefined;
  roster: ServerDialog | undefined;
  /** Commands in the order in which they came. */
  readonly commands: CccpCommand[] = [];
  answerJoin: (request: RawMessage, connection: ScriptedConnection) => boolean = () => false;
  answerCommand: Answer = () => ({});
  /** Of an INVITE that is neither to the focus nor to an MCU. */
  answerInvitation: (request: RawMessage, connection: ScriptedConnection) => void = (request, connection) =>
    connection.respond(request, 200, 'OK', { headers: [CONTACT] });

  constructor(private readonly server: ScriptedServer) {
    server.on('INVITE', (request, connection) => this.#invite(request, connection));
    server.on('SUBSCRIBE', (request, connection) => this.#subscribe(request, connection));
    server.on('INFO', (request, connection) => this.#info(request, connection));
    server.on('SERVICE', (request, connection) => this.#service(request, connection));
  }

  get connection(): ScriptedConnection {
    return this.server.connection;
  }

  /** The next document. Without a version of its own, the one that follows. */
  notify(info: Partial<ConferenceInfo>): void {
    if (!this.roster) throw new Error('Nobody has subscribed');
    const document: ConferenceInfo = {
      entity: FOCUS,
      state: 'partial',
      version: ++this.version,
      ...(info.users && { usersState: 'partial' as const }),
      ...info,
    };
    this.connection.send(this.roster, 'NOTIFY', {
      headers: ['Event: conference', 'Subscription-State: active;expires=3600'],
      contentType: 'application/conference-info+xml',
      body: buildConferenceInfo(document),
    });
  }

  change(...users: ConferenceUser[]): void {
    for (const user of users) {
      const index = this.users.findIndex(({ entity }) => entity === user.entity);
      if (user.state === 'deleted') this.users.splice(index, 1);
      else if (index < 0) this.users.push(user);
      else this.users[index] = user;
    }
    this.notify({ users: users.map((user) => ({ state: 'full', ...user })) });
  }

  full(): Partial<ConferenceInfo> {
    return {
      state: 'full',
      users: this.users,
      usersState: 'full',
      description: {
        subject: 'Review',
        admissionPolicy: this.admissionPolicy,
        confUris: [
          { uri: CHAT, purpose: 'chat' },
          { uri: AUDIO, purpose: 'audio-video' },
        ],
      },
    };
  }

  #invite(request: RawMessage, connection: ScriptedConnection): void {
    if (request.tag('to')) return connection.respond(request, 200, 'OK', { headers: [CONTACT] });
    if (request.uri.includes(':audio-video:')) this.audio = answerCall(connection, request);
    else if (request.uri.includes(':chat:')) this.chat = connection.answer(request);
    else if (request.uri.includes(':focus:')) this.#join(request, connection);
    else if (/^m=/m.test(request.body)) answerCall(connection, request);
    else this.answerInvitation(request, connection);
  }

  #join(request: RawMessage, connection: ScriptedConnection): void {
    if (this.answerJoin(request, connection)) return;
    const { command, from, requestId, to } = parseCccpRequest(request.body);
    if (command.name !== 'addUser') throw new Error('Not a join');
    connection.respond(request, 200, 'OK', {
      headers: [CONTACT, 'Content-Disposition: session'],
      contentType: 'application/cccp+xml',
      body: buildCccpResponse({
        requestId,
        from: to,
        to: from,
        code: 'success',
        command: 'addUser',
        confEntity: to,
        user: { entity: command.user.entity, roles: ['presenter'] },
      }),
    });
    this.focus = dialogOf(request);
  }

  #subscribe(request: RawMessage, connection: ScriptedConnection): void {
    if (!/^conference$/i.test(request.get('event'))) return connection.respond(request, 403, 'Forbidden');
    connection.respond(request, 200, 'OK', {
      headers: [CONTACT, `Expires: ${request.get('expires')}`, 'Event: conference'],
    });
    if (request.get('expires') === '0') return;
    this.roster = dialogOf(request);
    this.version = 0;
    this.notify(this.full());
  }

  #info(request: RawMessage, connection: ScriptedConnection): void {
    if (!request.get('content-type').includes('cccp')) return connection.respond(request, 200, 'OK');
    const parsed = parseCccpRequest(request.body);
    if (parsed.command.name !== 'unknown') this.commands.push(parsed.command);
    const answer = this.answerCommand(parsed, request);
    connection.respond(request, 202, 'Accepted');
    if (answer === 'silent' || !this.focus) return;
    const body = buildCccpResponse({
      requestId: parsed.requestId,
      from: parsed.to,
      to: parsed.from,
      code: 'success',
      command: parsed.command.name,
      ...answer,
    });
    connection.send(this.focus, 'INFO', { contentType: 'application/cccp+xml', body });
  }

  #service(request: RawMessage, connection: ScriptedConnection): void {
    const { from, requestId, to } = parseCccpRequest(request.body);
    connection.respond(request, 200, 'OK', {
      contentType: 'application/cccp+xml',
      body: buildCccpResponse({
        requestId,
        from: to,
        to: from,
        code: 'success',
        command: 'addConference',
        conference: { entity: FOCUS, state: 'partial', version: 1 },
      }),
    });
  }
}

export interface ConferenceFixture extends CallFixture {
  readonly conference: ScriptedConference;
}

export async function conferenceFixture(
  sessions: OpenSessions,
  options: LyncSessionOptions = {},
): Promise<ConferenceFixture> {
  const engine = new FakeMediaEngine();
  const { server, session } = sessions.create({
    credentials: ALICE,
    agent: false,
    calls: true,
    conferences: true,
    mediaEngine: engine,
    ...options,
  });
  // Whoever resumes joins as soon as the connection is there.
  const conference = new ScriptedConference(server);
  await session.connect();
  return { server, session, engine, conference, connection: server.connection };
}

/** Resolves when the conference is as wanted. */
export async function untilConference(
  { conference }: ConversationContract,
  matches: (snapshot: NonNullable<ConversationContract['conference']>['snapshot']) => boolean,
): Promise<void> {
  if (!conference) throw new Error('No conference');
  while (!matches(conference.snapshot)) await once(conference, 'changed');
}

function dialogOf(request: RawMessage): ServerDialog {
  return {
    callId: request.get('call-id'),
    local: `${request.get('to')};tag=server-${request.get('call-id')}`,
    remote: request.get('from'),
    target: /<([^>]+)>/.exec(request.get('contact'))?.[1] ?? '',
    cseq: 100,
  };
}
