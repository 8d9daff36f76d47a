import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { parseConfiguration, startServer } from '../../server/main';
import type { RunningServer } from '../../server/main';
import { createMemoryStore } from '../../server/store';
import type { ConversationContract, InvitationReceivedEvent } from '../contract';
import { LyncSession } from '../lync-session';
import { DefaultReconnectPolicy } from '../reconnect-policy';
import type { WebSocketConstructor } from '../signaling/open-socket';
import { once, until } from '../testing/session-fixture';
import { untilConference } from './testing/scripted-conference';

const data = mkdtempSync(path.join(tmpdir(), 'lync-conference-'));
let server: RunningServer;
const open: LyncSession[] = [];
const policy = new DefaultReconnectPolicy();

beforeAll(async () => {
  const file = 'demo/lync.config.json';
  const config = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, unknown>>;
  Object.assign(config, { data, conferencing: {} });
  Object.assign(config.http!, { port: 0, static: [] });
  Object.assign(config.sip!.tcp!, { port: 0 });
  server = await startServer(parseConfiguration(config, file), { store: createMemoryStore() });
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((session) => session.disconnect()));
});
afterAll(async () => {
  await server.close();
  rmSync(data, { recursive: true, force: true });
});

interface User {
  readonly session: LyncSession;
  readonly uri: string;
  /** Cuts the connection. */
  lose(): void;
  /** A connection that is cut is not made again, as of a page that is gone. */
  stay(): void;
}

async function user(name: string, resume?: string): Promise<User> {
  const sockets: WebSocket[] = [];
  class RecordedWebSocket extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      sockets.push(this);
    }
  }
  const uri = `sip:${name}@contoso.com`;
  let isGone = false;
  const session = new LyncSession({
    server: `${server.url.replace(/^http/, 'ws')}sip`,
    webSocket: RecordedWebSocket as unknown as WebSocketConstructor,
    uri,
    credentials: { password: `demo-${name}` },
    agent: false,
    conferences: true,
    // Longer than any test.
    reconnectPolicy: { nextDelay: (context) => (isGone ? 600_000 : policy.nextDelay(context)) },
    ...(resume !== undefined && { resume }),
  });
  open.push(session);
  await session.connect();
  return {
    ...{ session, uri, lose: () => sockets.at(-1)!.terminate() },
    stay: () => (isGone = true),
  };
}

async function accepts({ session }: User): Promise<ConversationContract> {
  const { conversation } = await once<InvitationReceivedEvent>(session, 'invitation-received');
  await conversation.accept();
  return conversation;
}

/** Alice's conference, with Bob and Dave invited. */
async function meeting() {
  const [alice, bob, dave] = await Promise.all([user('alice'), user('bob'), user('dave')]);
  const joining = Promise.all([accepts(bob), accepts(dave)]);
  const hers = await alice.session.createConference({ subject: 'Review', invite: [bob.uri, dave.uri] });
  const [his, theirs] = await joining;
  const all = [hers, his, theirs] as const;
  await Promise.all(all.map((each) => everybodyChats(each, 3)));
  return { alice, bob, dave, hers, his, theirs, all };
}

function everybodyChats(conversation: ConversationContract, count: number): Promise<void> {
  return untilConference(
    conversation,
    ({ participants }) =>
      participants.length === count && participants.every(({ chat }) => chat === 'connected'),
  );
}

const bodies = ({ snapshot }: ConversationContract) => snapshot.messages.map(({ body }) => body);

describe('conferences on the embedded server', () => {
  it('three join by invitation, chat, and see the same roster', async () => {
    const { alice, bob, dave, hers, his, theirs, all } = await meeting();
    expect(hers.conference!.snapshot).toMatchObject({ subject: 'Review', role: 'presenter', invitees: [] });
    expect(his.conference!.snapshot).toMatchObject({ role: 'attendee', actions: ['leave'] });
    for (const each of all) {
      expect(each.snapshot.state).toBe('conferenced');
      expect(each.conference!.snapshot.participants.map(({ uri }) => uri).sort()).toEqual(
        [alice.uri, bob.uri, dave.uri].sort(),
      );
    }
    await hers.messaging.send('Grüezi');
    await his.messaging.send('<b>Hallo</b>', { format: 'text/html' });
    await until(theirs, ({ snapshot }) => snapshot.messages.length === 2);
    expect(theirs.snapshot.messages.map(({ body, from }) => [from.displayName, body])).toEqual([
      ['Alice Archer', 'Grüezi'],
      ['Bob Baker', '<b>Hallo</b>'],
    ]);
    // No echo: what one wrote is there once.
    expect(bodies(hers)).toEqual(['Grüezi', '<b>Hallo</b>']);
    const typing = once(his, 'typing-changed');
    theirs.messaging.notifyTyping();
    await typing;
    expect(his.snapshot.participants.filter(({ isTyping }) => isTyping).map(({ uri }) => uri)).toEqual([
      dave.uri,
    ]);
  });

  it('a presenter promotes, locks, ejects and ends', async () => {
    const { alice, bob, dave, hers, his, theirs } = await meeting();
    await hers.conference!.setRole(bob.uri, 'presenter');
    await untilConference(his, ({ role }) => role === 'presenter');
    await his.conference!.lock();
    await untilConference(hers, ({ isLocked }) => isLocked);
    await expect(theirs.conference!.unlock()).rejects.toMatchObject({ code: 'forbidden' });
    await his.conference!.eject(dave.uri);
    await until(theirs, ({ snapshot }) => snapshot.state === 'terminated');
    expect(theirs.conference!.snapshot.endReason).toBe('ejected');
    await untilConference(hers, ({ participants }) => participants.length === 2);
    const { uri } = hers.conference!.snapshot;
    await expect(dave.session.joinConference(uri)).rejects.toMatchObject({ code: 'conference-locked' });
    await hers.conference!.end();
    await Promise.all(
      [hers, his].map((each) => until(each, ({ snapshot }) => snapshot.state === 'terminated')),
    );
    expect([hers, his].map((each) => each.conference!.snapshot.endReason)).toEqual(['ended', 'ended']);
    await expect(alice.session.joinConference(uri)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('a closed one lets in who is invited, and nobody else', async () => {
    const [alice, bob, dave] = await Promise.all([user('alice'), user('bob'), user('dave')]);
    const joining = accepts(bob);
    const hers = await alice.session.createConference({
      admission: 'closedAuthenticated',
      invite: [bob.uri],
    });
    const his = await joining;
    await everybodyChats(his, 2);
    const { uri } = hers.conference!.snapshot;
    await expect(dave.session.joinConference(uri)).rejects.toMatchObject({ code: 'forbidden' });
    await hers.conference!.setRole(bob.uri, 'presenter');
    await hers.conference!.eject(bob.uri);
    await until(his, ({ snapshot }) => snapshot.state === 'terminated');
    await expect(bob.session.joinConference(uri)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('one whose connection was lost comes back, and what they wrote meanwhile arrives once, in order', async () => {
    const { bob, hers, his, theirs } = await meeting();
    const lost = once(bob.session, 'state-changed', () => bob.session.snapshot.state === 'lost');
    bob.lose();
    await lost;
    expect(his.snapshot.state).toBe('recovering');
    expect(his.conference!.snapshot.state).toBe('connecting');
    const written = ['one', 'two', 'three'].map((body) => his.messaging.send(body));
    await hers.conference!.setRole(bob.uri, 'presenter');
    await Promise.all(written);
    await until(his, ({ snapshot }) => snapshot.state === 'conferenced');
    await untilConference(his, ({ role }) => role === 'presenter');
    for (const each of [hers, theirs]) {
      await until(each, ({ snapshot }) => snapshot.messages.length === 3);
      expect(bodies(each)).toEqual(['one', 'two', 'three']);
    }
    await hers.messaging.send('four');
    await until(his, () => bodies(his).includes('four'));
    expect(bodies(his)).toEqual(['one', 'two', 'three', 'four']);
    expect(his.conference!.snapshot.participants).toHaveLength(3);
  });

  it('one whose page is loaded again is back where they were, and nobody else notices', async () => {
    const { bob, hers, his, theirs } = await meeting();
    await his.messaging.send('before');
    await until(hers, () => bodies(hers).includes('before'));
    const gone: string[] = [];
    hers.conference!.addEventListener('participant-removed', ({ participant }) => gone.push(participant.uri));
    const token = bob.session.resumeToken;
    const lost = once(bob.session, 'state-changed', () => bob.session.snapshot.state === 'lost');
    bob.stay();
    bob.lose();
    await lost;
    await hers.messaging.send('meanwhile');
    const back = await user('bob', token);
    const again = back.session.conversations[0]!;
    await until(again, ({ snapshot }) => snapshot.state === 'conferenced');
    await until(again, () => bodies(again).includes('meanwhile'));
    await again.messaging.send('back');
    await until(theirs, () => bodies(theirs).includes('back'));
    await hers.messaging.send('welcome');
    await until(again, () => bodies(again).includes('welcome'));
    const told = again.snapshot.messages.map(({ body, notice }) => notice ?? body);
    expect(told.filter((each) => each !== 'rejoined')).toEqual(['before', 'meanwhile', 'back', 'welcome']);
    expect(told.indexOf('rejoined')).toBe(1);
    expect(bodies(hers)).toEqual(['before', 'meanwhile', 'back', 'welcome']);
    expect(gone).toEqual([]);
    expect(hers.conference!.snapshot.participants).toHaveLength(3);
  });

  it('a chat of two becomes a conference, with its transcript and without a lost message', async () => {
    const [alice, bob, dave] = await Promise.all([user('alice'), user('bob'), user('dave')]);
    const accepted = accepts(bob);
    const hers = alice.session.startConversation(bob.uri, { firstMessage: 'Do you have a minute?' });
    const his = await accepted;
    await hers.messaging.send('It is about the order');
    const joining = accepts(dave);
    const third = hers.escalate({ subject: 'Order', invite: [dave.uri] });
    const written = [hers.messaging.send('while it changes'), his.messaging.send('and I write, too')];
    const conference = await third;
    const theirs = await joining;
    await Promise.all(written);
    await Promise.all([hers, his, theirs].map((each) => everybodyChats(each, 3)));
    expect(alice.session.conversations).toHaveLength(1);
    expect(bob.session.conversations).toHaveLength(1);
    expect(hers.conference).toBe(conference);
    await until(his, ({ snapshot }) => snapshot.state === 'conferenced');
    await hers.messaging.send('All here');
    await Promise.all([his, theirs].map((each) => until(each, () => bodies(each).includes('All here'))));
    for (const each of [hers, his]) {
      expect([...bodies(each)].sort()).toEqual(
        [
          'Do you have a minute?',
          'It is about the order',
          'while it changes',
          'and I write, too',
          'All here',
        ].sort(),
      );
    }
    expect(bodies(theirs)).toEqual(['All here']);
    await hers.conference!.leave();
    await untilConference(his, ({ participants }) => participants.length === 2);
    expect(his.snapshot.state).toBe('conferenced');
  });

  it('goes on as a chat of two when the other side does not come', async () => {
    const [alice, bob] = await Promise.all([user('alice'), user('bob')]);
    const accepted = accepts(bob);
    const hers = alice.session.startConversation(bob.uri, { firstMessage: 'Hello' });
    const his = await accepted;
    await until(hers, ({ snapshot }) => snapshot.state === 'established');
    // Both at once: neither comes to the other's.
    const both = await Promise.allSettled([hers.escalate(), his.escalate!()]);
    expect(both.map(({ status }) => status)).toContain('rejected');
    const failed = both[0].status === 'rejected';
    if (failed) expect(hers.conference).toBeUndefined();
    await hers.messaging.send('Still here');
    await until(his, () => bodies(his).includes('Still here'));
  });
});
