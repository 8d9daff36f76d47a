import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildRetrieveUri, parseUnparkNotification } from '../../protocol/call-park';
import { generateConversationId } from '../../protocol/conversation-id';
import { parseCustomerCard } from '../../protocol/customer-card';
import { parseDiagnostics } from '../../protocol/diagnostics';
import { buildPidf } from '../../protocol/presence';
import { sdpContentType } from '../../protocol/sdp-message';
import { parseSessionInvite, sessionInviteContentType } from '../../protocol/session-invite';
import { TestClient, user, type TestUser } from '../edge/testing/client';
import { loadConfiguration, startServer, type LyncConfiguration, type RunningServer } from '../main';
import { TestPeer } from '../media/testing/peer';
import { toneIn } from '../media/testing/tones';
import { createMemoryStore, type Store } from '../store';
import { TestLine } from './testing/line';

const demo = path.resolve(import.meta.dirname, '../../../demo/lync.config.json');
let directory: string;
let server: RunningServer;
let store: Store;
const open: (() => Promise<void> | void)[] = [];

// What the first call waits for is no part of these tests.
beforeAll(async () => void (await import('../media/embedded/service')));

beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'lync-customer-park-'));
  const loaded = loadConfiguration(demo, { PORT: '0', SIP_TCP_PORT: '0', LYNC_DATA: directory });
  const config: LyncConfiguration = {
    ...loaded,
    queues: loaded.queues.map((queue) => ({ ...queue, wrapUpSeconds: 0 })),
    contactCenter: { ...loaded.contactCenter, drainSeconds: 0 },
    callPark: { ...loaded.callPark!, drainSeconds: 5 },
    media: { ...loaded.media, address: '127.0.0.1' },
  };
  store = createMemoryStore();
  server = await startServer(config, { store });
  open.push(() => server.close());
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

function peer(tone?: number): TestPeer {
  const made = new TestPeer();
  made.say(tone);
  open.push(() => made.vanish());
  return made;
}

async function agent(name: string): Promise<TestClient> {
  const client = await connect(user(name));
  const { uri } = client.user;
  const headers = { Event: 'presence', Expires: '600', 'Content-Type': 'application/pidf+xml' };
  const pidf = buildPidf({ entity: uri, availability: 'online', tupleId: 't1' });
  expect((await client.ask(client.request('PUBLISH', uri, headers, pidf))).status).toBe(200);
  return client;
}

async function guest(): Promise<TestClient> {
  const headers = { Origin: server.url.slice(0, -1) };
  const answer = await fetch(`${server.url}api/guest-credentials`, { method: 'POST', headers });
  return connect((await answer.json()) as TestUser);
}

const tones = { customer: 450, alice: 1000, bob: 1900 } as const;
const loud = 2000;

/** A customer talks to alice, who has the card. */
async function called() {
  const alice = await agent('alice');
  const customer = await guest();
  const calling = TestLine.call(customer, 'sip:sales@contoso.com', peer(tones.customer), {
    From: `"Jane Doe" <${customer.user.uri}>;tag=customer`,
  });
  const aliceLine = await TestLine.answer(alice, peer(tones.alice));
  const customerLine = await calling;
  await refuseChannel(alice);
  expect(toneIn(tones.alice, await customerLine.peer.hear())).toBeGreaterThan(loud);
  return { alice, customer, aliceLine, customerLine };
}

/** This client has no applications. */
async function refuseChannel(client: TestClient): Promise<void> {
  const invite = await client.incoming('INVITE');
  expect(invite.headers.get('Content-Type')).toBe(sessionInviteContentType);
  client.answer(invite, 488);
}

const loudness = (samples: Int16Array): number => Math.max(...samples.map(Math.abs));
const contact = async () => (await store.contacts.find({}))[0]!;

describe('a customer’s call through the real edge, with real media', () => {
  it('is parked, hears music, and goes on with whoever takes it back, whom the context follows', async () => {
    const { alice, customer, aliceLine, customerLine } = await called();
    const { orbit } = await aliceLine.park();
    alice.answer(await alice.incoming('BYE'), 200);
    expect(server.health()).toMatchObject({ callPark: { parked: 1 } });
    const music = await customerLine.peer.hear(75, 25);
    expect(toneIn(tones.alice, music)).toBeLessThan(500);
    expect(loudness(music)).toBeGreaterThan(200);

    const bob = await agent('bob');
    const conversationId = generateConversationId(Date.now(), new Uint8Array(16).fill(5));
    const conversation = { 'Ms-Conversation-ID': conversationId };
    const retrieving = await TestLine.call(bob, `sip:${orbit}@contoso.com`, peer(), conversation);
    const bobLine = await retrieving.follow(peer(tones.bob), conversation);
    expect(bobLine.opening.headers.get('P-Asserted-Identity')).toContain('"Jane Doe" <sip:contact-');
    expect(toneIn(tones.bob, await customerLine.peer.hear(25, 25))).toBeGreaterThan(loud);
    expect(toneIn(tones.customer, await bobLine.peer.hear())).toBeGreaterThan(loud);
    const channel = await bob.incoming('INVITE');
    expect(channel.headers.get('Ms-Conversation-ID')).toBe(conversationId);
    const { data } = parseSessionInvite(channel.body.toString('utf8'));
    expect(parseCustomerCard(data!)).toMatchObject({ queue: { name: 'Sales' } });
    bob.answer(channel, 488);
    const told = await alice.incoming('INFO');
    expect(parseUnparkNotification(told.body.toString('utf8'))).toMatchObject({
      reason: 'retrieval',
      target: 'sip:bob@contoso.com',
    });
    alice.answer(told, 200);
    alice.answer(await alice.incoming('BYE'), 200);
    await expect.poll(() => server.health()).toMatchObject({ callPark: { parked: 0 }, media: { legs: 2 } });

    expect((await customerLine.ask('BYE')).status).toBe(200);
    await expect.poll(contact).toMatchObject({
      agentUri: 'sip:bob@contoso.com',
      outcome: 'answered-completed',
      attempts: [{ result: 'accepted' }, { agentUri: 'sip:bob@contoso.com', result: 'retrieved' }],
    });
    await expect.poll(() => server.health()).toMatchObject({ media: { legs: 0 } });
    expect(customer.closed).toBe(false);
  });

  it('is taken back safely by who parked it', async () => {
    const { alice, aliceLine, customerLine } = await called();
    const { orbit, msParkedCall } = await aliceLine.park();
    const uri = buildRetrieveUri('sip:park@contoso.com', { orbit, msParkedCall });
    const retrieving = await TestLine.call(alice, uri, peer());
    const again = await retrieving.follow(peer(tones.alice));
    expect(toneIn(tones.alice, await customerLine.peer.hear(25, 25))).toBeGreaterThan(loud);
    expect(again.remoteUri).toMatch(/^sip:contact-/);
  });

  it('rings back at who parked it when the server stops', async () => {
    const { alice, aliceLine, customerLine } = await called();
    await aliceLine.park();
    const closing = server.close();
    const back = await TestLine.answer(alice, peer(tones.alice));
    expect(back.remoteUri).toMatch(/^sip:contact-/);
    expect(toneIn(tones.alice, await customerLine.peer.hear(25, 10))).toBeGreaterThan(loud);
    const told = await alice.incoming('INFO');
    expect(parseUnparkNotification(told.body.toString('utf8')).reason).toBe('ringback');
    alice.answer(told, 200);
    await closing;
  });

  it('tells who parked it that the customer has hung up', async () => {
    const { alice, aliceLine, customerLine } = await called();
    await aliceLine.park();
    expect((await customerLine.ask('BYE')).status).toBe(200);
    const told = await alice.incoming('INFO');
    expect(parseUnparkNotification(told.body.toString('utf8')).reason).toBe('hang-up');
    alice.answer(told, 200);
    await expect.poll(contact).toMatchObject({ outcome: 'abandoned', endReason: 'visitor-ended' });
    await expect.poll(() => server.health()).toMatchObject({ callPark: { parked: 0 }, media: { legs: 0 } });
  });

  it('is nobody else’s to park or to take over, whatever they know of it', async () => {
    const { alice, aliceLine, customerLine } = await called();
    const carol = await agent('carol');
    const stolen = await carol.ask(aliceLine.parkInvite(carol));
    expect([stolen.status, parseDiagnostics(stolen.headers.get('ms-diagnostics'))?.errorId]).toEqual([
      481, 35_016,
    ]);
    const invite = carol.request(
      'INVITE',
      aliceLine.remoteUri,
      {
        Contact: `<${carol.contact}>`,
        'Content-Type': sdpContentType,
        Replaces: aliceLine.replaces,
        Require: 'replaces',
      },
      await peer().offer(),
    );
    expect((await carol.ask(invite)).status).toBe(481);
    expect(server.health()).toMatchObject({ callPark: { parked: 0 } });
    expect(toneIn(tones.alice, await customerLine.peer.hear())).toBeGreaterThan(loud);
    expect((await aliceLine.ask('OPTIONS')).status).toBe(200);
    expect(alice.closed).toBe(false);
  });

  it('is transferred to a colleague who was asked first', async () => {
    const { alice, aliceLine, customerLine } = await called();
    const bob = await agent('bob');
    const consulting = TestLine.call(alice, bob.user.uri, peer());
    const bobSide = await TestLine.answer(bob, peer());
    const consult = await consulting;
    // The edge says who has answered.
    expect(consult.opening.headers.get('P-Asserted-Identity')).toBe('"Bob Baker" <sip:bob@contoso.com>');
    const referTo = `<${bob.user.uri}?Replaces=${encodeURIComponent(consult.replaces)}>`;
    expect((await aliceLine.ask('REFER', { 'Refer-To': referTo })).status).toBe(202);
    const trying = await alice.incoming('NOTIFY');
    alice.answer(trying, 200);
    const bobLine = await TestLine.answer(bob, peer(tones.bob));
    expect(bobLine.opening.headers.get('Replaces')?.split(';')[0]).toBe(bobSide.headers['Call-ID']);
    const done = await alice.incoming('NOTIFY');
    expect(done.body.toString()).toContain('200 OK');
    alice.answer(done, 200);
    alice.answer(await alice.incoming('BYE'), 200);
    await refuseChannel(bob);
    expect(toneIn(tones.bob, await customerLine.peer.hear(25, 25))).toBeGreaterThan(loud);
    expect(await contact()).toMatchObject({ agentUri: 'sip:bob@contoso.com' });
  });
});
