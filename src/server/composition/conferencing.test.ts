import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildCccpRequest, cccpContentType, parseCccpResponse } from '../../protocol/conferencing/cccp';
import { parseConferenceInfo } from '../../protocol/conferencing/conference-info';
import {
  buildProvisioningRequest,
  parseProvisioning,
  provisionedSettings,
  provisioningContentType,
  provisioningEvent,
} from '../../protocol/provisioning';
import { TestClient, user, type TestUser } from '../edge/testing/client';
import { loadConfiguration, startServer, type LyncConfiguration, type RunningServer } from '../main';
import type { SipMessage, SipRequest, SipResponse } from '../sip';
import { createMemoryStore } from '../store';
import { focusFactoryOf } from './conferencing';

const demo = path.resolve(import.meta.dirname, '../../../demo/lync.config.json');
let directory: string;
let config: LyncConfiguration;
let server: RunningServer;
const open: (() => Promise<void> | void)[] = [];

beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'lync-conferencing-'));
  config = loadConfiguration(demo, { PORT: '0', SIP_TCP_PORT: '0', LYNC_DATA: directory });
  server = await startServer(config, { store: createMemoryStore() });
  const { close } = server;
  open.push(() => close());
});

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
  rmSync(directory, { recursive: true });
});

async function connect(who: TestUser): Promise<TestClient> {
  const client = await TestClient.webSocket(`${server.url.replace('http', 'ws')}sip`, who);
  open.push(() => client.close());
  expect((await client.register()).status).toBe(200);
  return client;
}

async function guest(): Promise<TestClient> {
  const headers = { Origin: server.url.slice(0, -1) };
  const answer = await fetch(`${server.url}api/guest-credentials`, { method: 'POST', headers });
  return connect((await answer.json()) as TestUser);
}

async function factoryOf(client: TestClient): Promise<string | undefined> {
  const { uri } = client.user;
  const ok = await client.ask(
    client.request(
      'SUBSCRIBE',
      uri,
      {
        ...{ Event: provisioningEvent, Accept: provisioningContentType, Expires: '0' },
        ...{ Contact: `<${client.contact}>`, 'Content-Type': provisioningContentType },
      },
      buildProvisioningRequest(['ServerConfiguration']),
    ),
  );
  return provisionedSettings(parseProvisioning(ok.body.toString('utf8'))).focusFactoryUri;
}

async function create(client: TestClient, conferenceId = 'JL3GPNYP'): Promise<string> {
  const to = (await factoryOf(client))!;
  const ok = await client.ask(
    client.request(
      'SERVICE',
      to,
      { 'Content-Type': cccpContentType },
      buildCccpRequest({
        ...{ requestId: '1', from: client.user.uri, to },
        command: {
          name: 'addConference',
          conference: { entity: '', state: 'full', description: { conferenceId } },
        },
      }),
    ),
  );
  expect(ok.status).toBe(200);
  return parseCccpResponse(ok.body.toString('utf8')).conference!.entity;
}

async function join(client: TestClient, focus: string, entity = '{1}'): Promise<SipResponse> {
  const invite = client.request(
    'INVITE',
    focus,
    { Contact: `<${client.contact}>`, 'Content-Type': cccpContentType },
    buildCccpRequest({
      ...{ requestId: '1', from: client.user.uri, to: focus },
      command: {
        name: 'addUser',
        confEntity: focus,
        user: { entity: client.user.uri, endpoints: [{ entity }] },
      },
    }),
  );
  const answer = await client.ask(invite);
  if (answer.status === 200) {
    client.send(client.request('ACK', focus, { ...within(answer), CSeq: `${answer.cseq()?.number} ACK` }));
    await client.settled();
  }
  return answer;
}

/** What requests within the dialog of an answer carry. */
const within = (ok: SipResponse): Record<string, string> => ({
  Route: ok.headers.get('Record-Route') ?? '',
  From: ok.headers.get('From') ?? '',
  To: ok.headers.get('To') ?? '',
  'Call-ID': ok.callId() ?? '',
});

/** As SIPE subscribes. */
const subscribe = (client: TestClient, focus: string, more: Record<string, string> = {}): string =>
  client.request('SUBSCRIBE', focus, {
    ...{ Event: 'conference', Accept: 'application/conference-info+xml', Contact: `<${client.contact}>` },
    Supported: ['com.microsoft.autoextend', 'ms-benotify', 'ms-piggyback-first-notify'],
    'Proxy-Require': 'ms-benotify',
    ...more,
  });

const usersIn = (message: SipRequest | SipResponse): { version: number | undefined; users: string[] } => {
  const { users = [], version } = parseConferenceInfo(message.body.toString('utf8'));
  return { version, users: users.map(({ entity, state }) => `${entity} ${state}`) };
};

const endpointsIn = ({ body }: SipMessage): number | undefined =>
  parseConferenceInfo(body.toString('utf8')).users?.[0]?.endpoints?.length;

describe('conferencing in the server', () => {
  it('is provisioned to users, each with a factory of their own, and not to guests', async () => {
    const alice = await connect(user('alice'));
    expect(await factoryOf(alice)).toBe('sip:alice@contoso.com;gruu;opaque=app:conf:focusfactory');
    expect(await factoryOf(await guest())).toBeUndefined();
    const agents = focusFactoryOf({
      ...config,
      conferencing: { ...config.conferencing!, roles: ['supervisor'] },
    });
    expect([agents('sip:alice@contoso.com'), agents('sip:stranger@contoso.com')]).toEqual([
      undefined,
      undefined,
    ]);
    const { conferencing: _, ...without } = config;
    expect(focusFactoryOf(without)('sip:alice@contoso.com')).toBeUndefined();
  });

  it('puts the roster into the 200, and then sends BENOTIFY, which nobody answers', async () => {
    const alice = await connect(user('alice'));
    const bob = await connect(user('bob'));
    const focus = await create(alice);
    await join(alice, focus);
    const ok = await alice.ask(subscribe(alice, focus));
    expect(ok.headers.get('Event')).toBe('conference');
    expect(ok.headers.get('ms-piggyback-cseq')).toBe('1');
    expect(usersIn(ok)).toEqual({ version: 1, users: ['sip:alice@contoso.com full'] });
    expect((await join(bob, focus)).status).toBe(200);
    const first = await alice.incoming('BENOTIFY');
    expect([first.headers.get('Event'), first.headers.get('Subscription-State')]).toEqual([
      'conference',
      expect.stringMatching(/^active;expires=/),
    ]);
    expect(usersIn(first)).toEqual({ version: 2, users: ['sip:bob@contoso.com full'] });
    expect(server.health()).toMatchObject({
      conferencing: { conferences: 1, active: 1, participants: 2, subscribers: 1 },
    });
    // SIPE unsubscribes outside of the dialog.
    const over = await alice.ask(subscribe(alice, focus, { Expires: '0' }));
    expect([over.status, over.headers.get('subscription-state')]).toEqual([200, 'terminated;expires=0']);
    expect(server.health()).toMatchObject({ conferencing: { subscribers: 0 } });
    expect((await alice.incoming('BENOTIFY')).headers.get('Subscription-State')).toBe(
      'terminated;reason=timeout',
    );
  });

  it('sends NOTIFY to who knows no better, and one who is slow gets one whole document instead of many', async () => {
    const alice = await connect(user('alice'));
    const focus = await create(alice);
    await join(alice, focus);
    const slow = await connect(user('bob'));
    await slow.ask(subscribe(slow, focus, { Supported: 'x' }));
    const first = await slow.incoming('NOTIFY');
    expect(usersIn(first)).toEqual({ version: 1, users: ['sip:alice@contoso.com full'] });
    slow.answer(first, 200);
    await alice.ask(subscribe(alice, focus));
    const waiting: SipRequest[] = [];
    for (let index = 0; index < 12; index++) {
      await join(alice, focus, `{${index}}`);
      if (index < 8) waiting.push(await slow.incoming('NOTIFY'));
    }
    // Told to who is not slow.
    const isLast = (message: SipMessage): message is SipRequest =>
      message.kind === 'request' && message.method === 'BENOTIFY' && endpointsIn(message) === 12;
    await alice.next(isLast);
    for (const notify of waiting) slow.answer(notify, 200);
    const whole = await slow.incoming('NOTIFY');
    expect(parseConferenceInfo(whole.body.toString('utf8'))).toMatchObject({ state: 'full', version: 10 });
    expect(endpointsIn(whole)).toBe(12);
  });

  it('keeps guests out, whatever they send', async () => {
    const alice = await connect(user('alice'));
    const focus = await create(alice);
    await join(alice, focus);
    const visitor = await guest();
    expect((await join(visitor, focus)).status).toBe(403);
    expect((await visitor.ask(subscribe(visitor, focus))).status).toBe(403);
    const portal = 'sip:sales@contoso.com;gruu;opaque=app:conf:focus:id:JL3GPNYP';
    expect((await join(visitor, portal)).status).toBe(403);
    const service = visitor.request('SERVICE', 'sip:alice@contoso.com;gruu;opaque=app:conf:focusfactory');
    expect((await visitor.ask(service)).status).toBe(403);
  });

  it('says goodbye when the server stops', async () => {
    const alice = await connect(user('alice'));
    const focus = await create(alice);
    await join(alice, focus);
    const closing = open.shift()!;
    const stopped = closing();
    const bye = await alice.incoming('BYE');
    expect(bye.headers.get('Reason')).toContain('shutting down');
    alice.answer(bye, 200);
    await stopped;
  });
});
