import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startUcwaWorld, type UcwaWorld } from '../../server/composition/testing/ucwa-world';
import type { ConversationContract, InvitationReceivedEvent, SessionCredentials } from '../contract';
import { FlakyFetch } from '../testing/flaky-fetch';
import { once, until } from '../testing/session-fixture';
import { bodies, inState, ring, untilState } from '../testing/suite/world';
import { UcwaSession } from './ucwa-session';
import type { UcwaSessionOptions } from './ucwa-session';

let world: UcwaWorld;
const open: UcwaSession[] = [];

beforeEach(async () => {
  world = await startUcwaWorld();
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((session) => session.disconnect()));
  await world.close();
});

function create(options: Partial<UcwaSessionOptions>): { session: UcwaSession; network: FlakyFetch } {
  const network = new FlakyFetch();
  const session = new UcwaSession({
    server: `${world.origin}/ucwa`,
    reconnectPolicy: { nextDelay: () => 20 },
    fetch: network.fetch,
    ...options,
  });
  open.push(session);
  return { session, network };
}

async function user(name: string): Promise<{ session: UcwaSession; network: FlakyFetch }> {
  const made = create({ uri: `sip:${name}@contoso.com`, credentials: { password: `demo-${name}` } });
  await made.session.connect();
  return made;
}

async function guestCredentials(): Promise<SessionCredentials> {
  const response = await fetch(`${world.origin}/api/guest-credentials`, {
    method: 'POST',
    headers: { Origin: world.origin },
  });
  return (await response.json()) as SessionCredentials;
}

/** Both over UCWA. */
async function talking() {
  const [caller, callee] = await Promise.all([user('dave'), user('bob')]);
  const { asked, call } = await ring(caller.session, callee.session, 'sip:bob@contoso.com', {
    firstMessage: 'zero',
  });
  await asked.accept();
  await until(call, ({ snapshot }) => snapshot.messages[0]?.delivery === 'delivered');
  return { asked, call, callee, caller };
}

/** Loses the first so many requests that fit, in one way or the other. */
function lose(network: FlakyFetch, pattern: RegExp, fate: 'lose-request' | 'lose-answer', times = 1): void {
  let left = times;
  network.fate = (request) => (pattern.test(request) && left-- > 0 ? fate : 'pass');
}

const posts = ({ seen }: FlakyFetch, pattern: RegExp) => seen.filter((request) => pattern.test(request));

describe.each(['lose-request', 'lose-answer'] as const)('when the network does "%s"', (fate) => {
  it('invites once', async () => {
    const [caller, callee] = await Promise.all([user('dave'), user('bob')]);
    lose(caller.network, /^POST .*messagingInvitations/, fate, 2);
    const { asked, call } = await ring(caller.session, callee.session, 'sip:bob@contoso.com', {
      firstMessage: 'Hi',
    });
    await asked.accept();
    await until(call, ({ snapshot }) => snapshot.messages[0]?.delivery === 'delivered');
    await until(asked, (each) => bodies(each, 'incoming').length > 0);
    expect(posts(caller.network, /^POST .*messagingInvitations$/)).toHaveLength(3);
    expect(callee.session.conversations).toHaveLength(1);
    expect(bodies(asked, 'incoming')).toEqual(['Hi']);
  });

  it('accepts once', async () => {
    const [caller, callee] = await Promise.all([user('dave'), user('bob')]);
    lose(callee.network, /^POST .*\/accept$/, fate, 2);
    const { asked, call } = await ring(caller.session, callee.session, 'sip:bob@contoso.com');
    await asked.accept();
    await until(call, inState('established'));
    expect(asked.snapshot.state).toBe('established');
  });

  it('delivers once, and in order', async () => {
    const { asked, call, caller } = await talking();
    let count = 0;
    caller.network.fate = (request) => (/\/messages/.test(request) && count++ % 2 === 0 ? fate : 'pass');
    const texts = Array.from({ length: 6 }, (_, index) => `text ${index}`);
    await Promise.all(texts.map((text) => call.messaging.send(text)));
    expect(bodies(asked, 'incoming')).toEqual(['zero', ...texts]);
  });

  it('receives once, and in order, whatever becomes of the answers with events', async () => {
    const { asked, call, caller } = await talking();
    let count = 0;
    caller.network.fate = (request) => (/\/events/.test(request) && count++ % 3 > 0 ? fate : 'pass');
    const texts = Array.from({ length: 6 }, (_, index) => `text ${index}`);
    const sent = Promise.all(texts.map((text) => asked.messaging.send(text)));
    await until(call, (each) => bodies(each, 'incoming').length >= texts.length);
    await sent;
    expect(bodies(call, 'incoming')).toEqual(texts);
  });

  it('ends what was ended here', async () => {
    const { asked, call, caller } = await talking();
    lose(caller.network, /^POST .*\/terminate$/, fate);
    await call.terminate();
    await until(asked, inState('terminated'));
    expect(asked.snapshot.endReason).toBe('terminated-remotely');
  });
});

describe('an application that is gone', () => {
  it('is made anew; its conversations end and say why, and a message is sent again in the same thread', async () => {
    const { asked, call, callee, caller } = await talking();
    const self = caller.network.seen.find((request) => /\/events/.test(request))!.split(/[ ?]/)[1]!;
    const restore = caller.network.cut();
    await untilState(caller.session, 'lost');
    const failing = call.messaging.send('too late').catch((error: unknown) => error);
    const token = await tokenOf('dave');
    const gone = await fetch(`${world.origin}${self.replace(/\/events$/, '')}`, {
      method: 'DELETE',
      headers: { Authorization: `Bearer ${token}` },
    });
    expect(gone.status).toBe(204);
    restore();
    await untilState(caller.session, 'connected');
    expect(call.snapshot).toMatchObject({ state: 'terminated', endReason: 'recovery-failed' });
    expect(await failing).toMatchObject({ code: 'recovery-failed' });
    await until(asked, inState('terminated'));
    const invited = once<InvitationReceivedEvent>(callee.session, 'invitation-received');
    const failed = call.snapshot.messages.find(({ delivery }) => delivery === 'failed')!;
    const retried = call.messaging.retry(failed.id);
    const { conversation } = await invited;
    expect(conversation.snapshot.id).toBe(call.snapshot.id);
    await conversation.accept();
    expect(await retried).toMatchObject({ delivery: 'delivered' });
    await until(conversation, (each) => bodies(each, 'incoming').length > 0);
    expect(bodies(conversation, 'incoming')).toEqual(['too late']);
  });

  async function tokenOf(name: string): Promise<string> {
    const form = { grant_type: 'password', username: name, password: `demo-${name}` };
    const body = new URLSearchParams(form);
    const response = await fetch(`${world.origin}/WebTicket/oauthtoken`, { method: 'POST', body });
    return ((await response.json()) as { access_token: string }).access_token;
  }
});

describe('a page that is reloaded', () => {
  it('goes on with the conversation, what was written meanwhile, and what was on its way', async () => {
    const agent = await user('alice');
    const credentials = await guestCredentials();
    const before = create({ credentials });
    await before.session.connect();
    const { asked, call } = await ring(before.session, agent.session, 'sip:sales@contoso.com', {
      firstMessage: 'zero',
    });
    await asked.accept();
    await until(asked, (each) => bodies(each, 'incoming').length > 0);
    await until(call, ({ snapshot }) => snapshot.queue?.agentName === 'Alice');
    lose(before.network, /^POST .*\/messages/, 'lose-answer', 99);
    void call.messaging.send('one').catch(() => undefined);
    await until(asked, (each) => bodies(each, 'incoming').length > 1);
    const token = before.session.resumeToken;
    before.network.cut();
    const meanwhile = asked.messaging.send('meanwhile');

    const after = create({ resume: token, credentials: undefined });
    const [kept] = after.session.resumableConversations;
    const resumed = after.session.resumeConversation(kept!.id);
    expect(resumed.snapshot).toMatchObject({ id: call.snapshot.id, state: 'recovering' });
    await after.session.connect();
    await until(resumed, (each) => bodies(each, 'incoming').length > 0);
    await meanwhile;
    await until(resumed, ({ snapshot }) =>
      snapshot.messages.every(({ delivery }) => delivery === 'delivered'),
    );
    await resumed.messaging.send('two');
    expect(bodies(asked, 'incoming')).toEqual(['zero', 'one', 'two']);
    expect(bodies(resumed, 'incoming')).toEqual(['meanwhile']);
    expect(bodies(resumed, 'outgoing')).toEqual(['zero', 'one', 'two']);
    expect(resumed.snapshot.queue).toMatchObject({ state: 'connected', agentName: 'Alice' });
  });

  it('is told that the conversation has ended', async () => {
    const { asked, call, caller } = await talking();
    const token = caller.session.resumeToken;
    caller.network.cut();
    await asked.terminate();
    const after = create({
      ...{ resume: token, uri: 'sip:dave@contoso.com', credentials: { password: 'demo-dave' } },
    });
    const resumed: ConversationContract = after.session.resumeConversation(call.snapshot.id);
    await after.session.connect();
    await until(resumed, inState('terminated'));
    expect(resumed.snapshot.endReason).toMatch(/^(recovery-failed|terminated-remotely)$/);
    expect(() => after.session.resumeConversation()).toThrow(expect.objectContaining({ code: 'not-found' }));
  });
});

it('reads HTML as a guest', async () => {
  const agent = await user('alice');
  const { session } = create({ credentials: await guestCredentials() });
  await session.connect();
  const { asked, call } = await ring(session, agent.session, 'sip:sales@contoso.com');
  await asked.accept();
  await asked.messaging.send('<b>Hello</b>', { format: 'text/html' });
  await until(call, (each) => bodies(each, 'incoming').length > 0);
  expect(call.snapshot.messages.at(-1)).toMatchObject({ body: '<b>Hello</b>', format: 'text/html' });
});

it('gets another token when its own is refused, once, and stays who it is', async () => {
  const network = new FlakyFetch();
  let isRefused = false;
  // As a server with another secret, or after the time of the token, does.
  const refusing: typeof fetch = (input, init) => {
    const headers = new Headers(init?.headers);
    if (isRefused && headers.has('Authorization')) headers.set('Authorization', 'Bearer expired');
    isRefused = false;
    return network.fetch(input, { ...init, headers });
  };
  const callee = await user('bob');
  const { session } = create({
    ...{ uri: 'sip:dave@contoso.com', credentials: { password: 'demo-dave' }, fetch: refusing },
  });
  await session.connect();
  const { asked, call } = await ring(session, callee.session, 'sip:bob@contoso.com');
  await asked.accept();
  await until(call, inState('established'));
  expect(posts(network, /oauthtoken/)).toHaveLength(1);
  isRefused = true;
  await call.messaging.send('still me');
  expect(posts(network, /oauthtoken/)).toHaveLength(2);
  expect(bodies(asked, 'incoming')).toEqual(['still me']);
  expect(session.snapshot.state).toBe('connected');
});
