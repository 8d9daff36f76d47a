import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  buildParkRequest,
  buildRetrieveUri,
  callParkContentType,
  parseParkResponse,
  parseUnparkNotification,
  type ParkResponse,
} from '../../protocol/call-park';
import { parseDiagnostics } from '../../protocol/diagnostics';
import {
  buildProvisioningRequest,
  parseProvisioning,
  provisionedSettings,
  provisioningContentType,
  provisioningEvent,
  type ProvisionedSettings,
} from '../../protocol/provisioning';
import { sdpContentType } from '../../protocol/sdp-message';
import { TestClient, user, type TestUser } from '../edge/testing/client';
import { establish } from '../edge/testing/harness';
import { loadConfiguration, startServer, type LyncConfiguration, type RunningServer } from '../main';
import { TestPeer } from '../media/testing/peer';
import { type SipRequest, type SipResponse } from '../sip';
import { createMemoryStore, type Store } from '../store';

const demo = path.resolve(import.meta.dirname, '../../../demo/lync.config.json');
let directory: string;
let config: LyncConfiguration;
let server: RunningServer;
let store: Store;
const open: (() => Promise<void> | void)[] = [];

// What the first call waits for is no part of these tests.
beforeAll(async () => void (await import('../media/embedded/service')));

beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'lync-park-'));
  const loaded = loadConfiguration(demo, { PORT: '0', SIP_TCP_PORT: '0', LYNC_DATA: directory });
  config = {
    ...loaded,
    contactCenter: { ...loaded.contactCenter, drainSeconds: 0 },
    callPark: { ...loaded.callPark!, drainSeconds: 0 },
    media: { ...loaded.media, address: '127.0.0.1' },
  };
  await start(config);
});

afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
  rmSync(directory, { recursive: true });
});

async function start(configuration: LyncConfiguration): Promise<void> {
  store = createMemoryStore();
  server = await startServer(configuration, { store });
  const { close } = server;
  open.push(() => close());
}

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

function peer(): TestPeer {
  const made = new TestPeer();
  open.push(() => made.vanish());
  return made;
}

async function provisioned(client: TestClient): Promise<ProvisionedSettings> {
  const ok = await client.ask(
    client.request(
      'SUBSCRIBE',
      client.user.uri,
      {
        Event: provisioningEvent,
        Accept: provisioningContentType,
        Expires: '0',
        Contact: `<${client.contact}>`,
        'Content-Type': provisioningContentType,
      },
      buildProvisioningRequest(['ServerConfiguration', 'ucPolicy', 'persistentChatConfiguration']),
    ),
  );
  expect(ok.status).toBe(200);
  return provisionedSettings(parseProvisioning(ok.body.toString('utf8')));
}

const idOf = (response: SipResponse): number | undefined =>
  parseDiagnostics(response.headers.get('ms-diagnostics'))?.errorId;
const targetIn = (message: SipRequest | SipResponse, name = 'Contact'): string =>
  /<([^>]*)>/.exec(message.headers.get(name) ?? '')?.[1] ?? '';
const tagIn = (value: string): string => /;tag=([^;]+)/.exec(value)?.[1] ?? '';

/** What requests within the dialog of an answered INVITE carry. */
const dialogOf = (ok: SipResponse): Record<string, string> => ({
  Route: ok.headers.get('Record-Route') ?? '',
  From: ok.headers.get('From') ?? '',
  To: ok.headers.get('To') ?? '',
  'Call-ID': ok.callId() ?? '',
});

/** The INVITE of a parker for its call with somebody. */
function parkInvite(parker: TestClient, parkee: TestClient, call: Record<string, string>): string {
  return parker.request(
    'INVITE',
    'sip:park@contoso.com',
    { Contact: `<${parker.contact}>`, 'Content-Type': callParkContentType },
    buildParkRequest({
      requestId: '1',
      target: parkee.user.uri,
      callId: call['Call-ID']!,
      fromTag: tagIn(call.From!),
      toTag: tagIn(call.To!),
    }),
  );
}

interface Parked {
  readonly response: ParkResponse;
  readonly ok: SipResponse;
  /** The parkee's view: the INVITE that brought it to the service, and what its device hears. */
  readonly replaces: SipRequest;
  readonly hears: TestPeer;
}

/** Parker and parkee have a call; then it is parked. */
async function park(parker: TestClient, parkee: TestClient): Promise<Parked> {
  const call = (await establish(parker, parkee)).caller;
  const invite = parkInvite(parker, parkee, call);
  parker.send(invite);
  const replaces = await parkee.incoming('INVITE');
  expect(replaces.headers.get('Replaces')).toBe(
    `${call['Call-ID']};to-tag=${tagIn(call.To!)};from-tag=${tagIn(call.From!)}`,
  );
  expect(targetIn(replaces, 'Referred-By')).toBe(parker.user.uri);
  const hears = peer();
  parkee.answer(
    replaces,
    200,
    { Contact: `<${parkee.contact}>`, 'Content-Type': sdpContentType },
    await hears.answer(replaces.body.toString('utf8')),
  );
  await parkee.incoming('ACK');
  const ok = await parker.answerTo(invite);
  expect([ok.status, ok.headers.get('Content-Type')]).toEqual([200, callParkContentType]);
  parker.send(parker.request('ACK', targetIn(ok), { ...dialogOf(ok), CSeq: `${ok.cseq()!.number} ACK` }));
  return { response: parseParkResponse(ok.body.toString('utf8')), ok, replaces, hears };
}

async function retrieve(who: TestClient, uri: string): Promise<SipResponse> {
  const headers = { Contact: `<${who.contact}>`, 'Content-Type': sdpContentType };
  return who.ask(who.request('INVITE', uri, headers, await peer().offer()));
}

describe('a server with call park', () => {
  it('says where calls are parked, and to whom: agents may, other users may not, guests are told nothing', async () => {
    const callParkServerUri = 'sip:park@contoso.com';
    expect(await provisioned(await connect(user('alice')))).toMatchObject({
      callParkServerUri,
      callParkEnabled: true,
      isInResiliencyMode: false,
    });
    expect(await provisioned(await connect(user('dave')))).toMatchObject({
      callParkServerUri,
      callParkEnabled: false,
    });
    expect(await provisioned(await guest())).toEqual({
      callParkEnabled: false,
      isInResiliencyMode: false,
      persistentChat: { enabled: false, uris: [] },
    });
  });

  it('parks a call: music for who is parked, an orbit for the parker, and a colleague takes it', async () => {
    const [alice, bob, carol] = [
      await connect(user('alice')),
      await connect(user('bob')),
      await connect(user('carol')),
    ];
    expect(server.health()).toMatchObject({ media: { rooms: 0, legs: 0 } });
    const parked = await park(alice, bob);
    expect(parked.ok.headers.get('Contact')).toBe('<sip:park@contoso.com>;isCps');
    expect(parked.response).toMatchObject({ requestId: '1', orbit: '100' });
    expect(server.health()).toMatchObject({
      callPark: { orbits: 10, free: 9, parked: 1 },
      media: { rooms: 1, legs: 1 },
    });
    const heard = await parked.hears.hear(50, 25);
    expect(heard.some((sample) => Math.abs(sample) > 200)).toBe(true);

    const ok = await retrieve(carol, 'sip:100@contoso.com');
    expect(ok.status).toBe(200);
    carol.send(carol.request('ACK', targetIn(ok), { ...dialogOf(ok), CSeq: `${ok.cseq()!.number} ACK` }));
    const refer = await carol.incoming('REFER');
    carol.answer(refer, 202, { Contact: `<${carol.contact}>` });
    const [, parkeeUri = '', replaces = ''] =
      /^<([^?>]*)\?Replaces=([^&>]*)/.exec(refer.headers.get('Refer-To') ?? '') ?? [];
    const taking = carol.request('INVITE', parkeeUri, {
      Contact: `<${carol.contact}>`,
      Replaces: decodeURIComponent(replaces),
    });
    carol.send(taking);
    const taken = await bob.incoming('INVITE');
    expect(taken.headers.get('Replaces')?.split(';')[0]).toBe(parked.replaces.callId());
    bob.answer(taken, 200, { Contact: `<${bob.contact}>` });
    expect((await carol.answerTo(taking)).status).toBe(200);
    const notify = carol.request(
      'NOTIFY',
      targetIn(refer),
      {
        ...dialogOf(ok),
        Event: 'refer',
        'Subscription-State': 'terminated;reason=noresource',
        'Content-Type': 'message/sipfrag',
      },
      'SIP/2.0 200 OK\r\n',
    );
    expect((await carol.ask(notify)).status).toBe(200);

    const told = await alice.incoming('INFO');
    expect(parseUnparkNotification(told.body.toString('utf8'))).toEqual({
      requestId: '1',
      reason: 'retrieval',
      target: 'sip:carol@contoso.com',
    });
    alice.answer(told, 200);
    const bye = await alice.incoming('BYE');
    expect(parseDiagnostics(bye.headers.get('ms-diagnostics'))?.errorId).toBe(35_014);
    alice.answer(bye, 200);
    await expect
      .poll(() => server.health())
      .toMatchObject({
        callPark: { free: 10, parked: 0 },
        media: { legs: 0 },
      });
  });

  it('gives the parker the own call and no other', async () => {
    const [alice, bob] = [await connect(user('alice')), await connect(user('bob'))];
    const { msParkedCall } = (await park(alice, bob)).response;
    const uri = (capability: string): string =>
      buildRetrieveUri('sip:park@contoso.com', { orbit: '100', msParkedCall: capability });
    const guessed = await retrieve(
      alice,
      uri(msParkedCall.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))),
    );
    expect([guessed.status, idOf(guessed)]).toEqual([404, 35_010]);
    expect((await retrieve(alice, uri(msParkedCall))).status).toBe(200);
  });

  it('keeps to who may: agents park, guests do neither', async () => {
    const [alice, bob, dave] = [
      await connect(user('alice')),
      await connect(user('bob')),
      await connect(user('dave')),
    ];
    const call = (await establish(dave, bob)).caller;
    expect((await dave.ask(parkInvite(dave, bob, call))).status).toBe(403);
    await park(alice, bob);
    const visitor = await guest();
    for (const uri of ['sip:100@contoso.com', 'sip:park@contoso.com'])
      expect((await retrieve(visitor, uri)).status).toBe(403);
    // Dave may not park, but take a call back he may.
    expect((await retrieve(dave, 'sip:100@contoso.com')).status).toBe(200);
  });

  it('says where nothing is parked', async () => {
    const alice = await connect(user('alice'));
    const nothing = await retrieve(alice, 'sip:101@contoso.com');
    expect([nothing.status, idOf(nothing)]).toEqual([404, 35_000]);
    expect((await retrieve(alice, 'sip:110@contoso.com')).status).toBe(404);
  });

  it('lets parked calls ring back when it stops', async () => {
    await start({ ...config, callPark: { ...config.callPark!, drainSeconds: 5 } });
    const [alice, bob] = [await connect(user('alice')), await connect(user('bob'))];
    const { replaces } = await park(alice, bob);
    const closing = server.close();
    const refer = await bob.incoming('REFER');
    expect(targetIn(refer, 'Refer-To')).toContain(alice.user.uri);
    bob.answer(refer, 202, { Contact: `<${bob.contact}>` });
    const back = bob.request('INVITE', alice.user.uri, { Contact: `<${bob.contact}>` });
    bob.send(back);
    alice.answer(await alice.incoming('INVITE'), 200, { Contact: `<${alice.contact}>` });
    expect((await bob.answerTo(back)).status).toBe(200);
    const within = (name: string): string => refer.headers.get(name) ?? '';
    const dialog = { From: within('To'), To: within('From'), 'Call-ID': within('Call-ID') };
    const notify = bob.request(
      'NOTIFY',
      targetIn(refer),
      {
        ...dialog,
        Route: replaces.headers.get('Record-Route') ?? '',
        Event: 'refer',
        'Subscription-State': 'terminated;reason=noresource',
        'Content-Type': 'message/sipfrag',
      },
      'SIP/2.0 200 OK\r\n',
    );
    bob.send(notify);
    const told = await alice.incoming('INFO');
    expect(parseUnparkNotification(told.body.toString('utf8')).reason).toBe('ringback');
    alice.answer(told, 200);
    alice.answer(await alice.incoming('BYE'), 200);
    bob.answer(await bob.incoming('BYE'), 200);
    await closing;
  });

  it('ends those that nobody took back in time, and says so', async () => {
    const [alice, bob] = [await connect(user('alice')), await connect(user('bob'))];
    await park(alice, bob);
    expect((await store.orbits.find('100'))?.call).toMatchObject({ parkerUri: 'sip:alice@contoso.com' });
    const closing = server.close();
    bob.answer(await bob.incoming('REFER'), 202, { Contact: `<${bob.contact}>` });
    const told = await alice.incoming('INFO');
    expect(parseUnparkNotification(told.body.toString('utf8')).reason).toBe('drop');
    alice.answer(told, 200);
    alice.answer(await alice.incoming('BYE'), 200);
    bob.answer(await bob.incoming('BYE'), 200);
    await closing;
  });
});

describe('a server without call park', () => {
  it('tells of none, and takes no calls for it', async () => {
    const { callPark: _, ...chatOnly } = config;
    await start(chatOnly);
    const alice = await connect(user('alice'));
    const settings = await provisioned(alice);
    expect(settings).toMatchObject({ callParkEnabled: false, isInResiliencyMode: false });
    expect(settings).not.toHaveProperty('callParkServerUri');
    expect((await retrieve(alice, 'sip:100@contoso.com')).status).toBe(404);
    expect(server.health()).not.toHaveProperty('callPark');
  });
});
