import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ALICE } from '../testing/session-fixture';
import { ScriptedUcwa } from '../testing/scripted-ucwa';
import { UcwaSession } from './ucwa-session';
import type { UcwaSessionOptions } from './ucwa-session';

let server: ScriptedUcwa;
let session: UcwaSession;

function create(options: Partial<UcwaSessionOptions> = {}): UcwaSession {
  session = new UcwaSession({
    server: 'https://lync.contoso.com/ucwa',
    credentials: ALICE,
    fetch: server.fetch,
    reconnectPolicy: { nextDelay: ({ attempt }) => (attempt > 3 ? undefined : attempt * 1000) },
    ...options,
  });
  return session;
}

const states = (): string[] => {
  const seen: string[] = [];
  session.addEventListener('state-changed', ({ state }) => seen.push(state));
  return seen;
};

const polls = () => server.seen.filter((request) => request.includes('/events'));
const invitations = () => server.seen.filter((request) => request.startsWith('POST /ucwa/1/invitations'));
const settle = () => vi.advanceTimersByTimeAsync(1);
const refusal = (status: number, subcode: string) => Response.json({ code: 'X', subcode }, { status });

beforeEach(() => {
  vi.useFakeTimers();
  server = new ScriptedUcwa();
});
afterEach(async () => {
  await Promise.all([session.disconnect(), vi.advanceTimersByTimeAsync(5000)]);
  vi.useRealTimers();
});

describe('the event channel', () => {
  it('asks for what comes next, and for no longer than proxies wait', async () => {
    await create().connect();
    await settle();
    server.tell();
    await settle();
    expect(polls()).toEqual(['GET /ucwa/1/events?ack=1&timeout=45', 'GET /ucwa/1/events?ack=2&timeout=45']);
  });

  it('asks for the same again when an answer cannot be read, and follows a resync', async () => {
    await create().connect();
    const seen = states();
    await settle();
    let bad = 1;
    server.override = ({ path }) =>
      path.endsWith('/events') && bad-- > 0 ? new Response('<html>') : undefined;
    server.tell();
    await settle();
    expect(seen).toEqual(['lost', 'recovering', 'connected']);
    const resync = { self: { href: '/ucwa/1/events' }, resync: { href: '/ucwa/1/events?ack=7' } };
    bad = 1;
    server.override = ({ path }) =>
      path.endsWith('/events') && bad-- > 0 ? Response.json({ _links: resync, sender: [] }) : undefined;
    server.tell();
    await settle();
    expect(
      polls()
        .slice(1)
        .map((request) => /ack=(\d)/.exec(request)![1]),
    ).toEqual(['2', '2', '3', '7']);
  });

  it('goes on where the server has kept the place and nothing else', async () => {
    await create().connect();
    let operationId = '';
    server.override = ({ body, path }) => {
      if (path.endsWith('/invitations'))
        operationId = (JSON.parse(body) as { operationId: string }).operationId;
      return undefined;
    };
    const call = session.startConversation('sip:bob@contoso.com');
    await settle();
    server.tell([started(call.id, operationId)]);
    await settle();
    const before = server.seen.length;
    let isReset = true;
    const resume = { self: { href: '/ucwa/1/events' }, resume: { href: '/ucwa/1/events?ack=1&again=1' } };
    server.override = ({ path }) => {
      if (!path.endsWith('/events') || !isReset) return undefined;
      isReset = false;
      return Response.json({ _links: resume, sender: [] });
    };
    server.tell();
    await settle();
    expect(server.seen.slice(before)).toEqual([
      expect.stringContaining('GET /ucwa/1/events') as string,
      'GET /ucwa/1',
      'GET /ucwa/1/events?ack=1&again=1&timeout=45',
    ]);
    expect(session.snapshot.state).toBe('connected');
    expect(call.snapshot).toMatchObject({ state: 'terminated', endReason: 'recovery-failed' });
  });

  it.each([
    ['cannot be read', '<html>'],
    ['does not say where to go on', '{"_links":{"self":{"href":"/"}},"sender":[]}'],
  ])('does not ask ever faster for an answer that %s, and gives up in the end', async (_, body) => {
    await create().connect();
    await settle();
    const before = polls().length;
    server.override = ({ path }) => (path.endsWith('/events') ? new Response(body) : undefined);
    server.tell();
    await vi.advanceTimersByTimeAsync(900);
    expect(polls().length - before).toBe(2);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(polls().length - before).toBe(5);
    expect(session.snapshot.state).toBe('failed');
  });

  it('does not quarrel with another request of the same client', async () => {
    await create().connect();
    await settle();
    server.override = ({ path }) => (path.endsWith('/events') ? refusal(409, 'PGetReplaced') : undefined);
    server.tell();
    await settle();
    const before = polls().length;
    await vi.advanceTimersByTimeAsync(900);
    expect(session.snapshot).toMatchObject({ state: 'lost' });
    expect(session.snapshot.nextAttemptAt).toBeGreaterThan(Date.now());
    expect(polls()).toHaveLength(before);
    server.override = () => undefined;
    await vi.advanceTimersByTimeAsync(200);
    expect(session.snapshot.state).toBe('connected');
  });
});

describe('a lost connection', () => {
  it('is given up in time; what waited has failed, and connect() begins anew', async () => {
    await create().connect();
    const call = session.startConversation('sip:bob@contoso.com', { firstMessage: 'Hello' });
    await settle();
    server.override = () => 'network-error';
    server.tell();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(session.snapshot).toMatchObject({ state: 'failed', failure: { code: 'connection-failed' } });
    expect(call.snapshot).toMatchObject({ state: 'terminated', endReason: 'unreachable' });
    expect(call.snapshot.messages).toMatchObject([{ delivery: 'failed' }]);
    server.override = () => undefined;
    await session.connect();
    expect(session.snapshot.state).toBe('connected');
  });

  it('is noticed by a request that is not answered; that is repeated under the same name', async () => {
    await create().connect();
    await settle();
    const seen = states();
    const names: string[] = [];
    server.override = ({ body, path }) => {
      if (!path.endsWith('/invitations')) return undefined;
      names.push((JSON.parse(body) as { operationId: string }).operationId);
      return names.length === 1 ? 'network-error' : undefined;
    };
    session.startConversation('sip:bob@contoso.com');
    await settle();
    expect(seen).toEqual(['lost', 'recovering', 'connected']);
    expect(invitations()).toHaveLength(2);
    expect(new Set(names).size).toBe(1);
  });

  it('is looked for when the machine has slept', async () => {
    await create().connect();
    await settle();
    const seen = states();
    vi.setSystemTime(Date.now() + 30_000);
    await vi.advanceTimersByTimeAsync(5000);
    expect(seen).toEqual([]);
    vi.setSystemTime(Date.now() + 120_000);
    await vi.advanceTimersByTimeAsync(5000);
    await settle();
    expect(seen).toEqual(['lost', 'recovering', 'connected']);
    expect(server.isPolled).toBe(true);
  });

  it('asks what became of operations before it repeats any, when the server may have forgotten them', async () => {
    await create().connect();
    await settle();
    const seen = states();
    vi.setSystemTime(Date.now() + 9 * 60_000);
    await vi.advanceTimersByTimeAsync(5000);
    await settle();
    expect(polls().at(-1)).toBe('GET /ucwa/1/events?ack=1&timeout=10');
    expect(seen).toEqual(['lost', 'recovering']);
    server.tell();
    await settle();
    expect(seen).toEqual(['lost', 'recovering', 'connected']);
  });
});

describe('an application that is gone', () => {
  it.each([
    [404, 'ApplicationNotFound'],
    [410, 'InactiveApplicationExpired'],
  ])('is made anew after %d %s', async (status, subcode) => {
    await create().connect();
    await settle();
    const made = () => server.seen.filter((request) => request === 'POST /applications').length;
    expect(made()).toBe(1);
    server.override = ({ path }) =>
      made() === 1 && path.startsWith('/ucwa/1') ? refusal(status, subcode) : undefined;
    server.tell();
    await settle();
    expect(made()).toBe(2);
    expect(session.snapshot.state).toBe('connected');
  });

  it('because there are too many is left to people: eleven tabs would push each other out for ever', async () => {
    await create().connect();
    await settle();
    const made = () => server.seen.filter((request) => request === 'POST /applications').length;
    server.override = ({ path }) =>
      path.startsWith('/ucwa/1') ? refusal(410, 'TooManyApplications') : undefined;
    server.tell();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(made()).toBe(1);
    expect(session.snapshot).toMatchObject({ state: 'failed', failure: { code: 'forbidden' } });
    server.override = () => undefined;
    await session.connect();
    expect(made()).toBe(2);
  });
});

it('begins what was asked for before there is a connection, and ends what was ended before it was told how', async () => {
  create();
  const call = session.startConversation('sip:bob@contoso.com');
  expect(invitations()).toEqual([]);
  let operationId = '';
  server.override = ({ body, path }) => {
    if (path.endsWith('/invitations'))
      operationId = (JSON.parse(body) as { operationId: string }).operationId;
    return undefined;
  };
  await session.connect();
  await settle();
  expect(invitations()).toHaveLength(1);
  await call.terminate();
  expect(call.snapshot).toMatchObject({ state: 'terminated', endReason: 'terminated-locally' });
  const cancelled = () => server.seen.filter((request) => request === 'POST /ucwa/1/cancel').length;
  // Of another conversation in the same thread.
  server.tell([started(call.id, 'another')]);
  await settle();
  expect(cancelled()).toBe(0);
  for (let time = 0; time < 2; time++) {
    server.tell([started(call.id, operationId)]);
    await settle();
    expect(cancelled()).toBe(1);
  }
});

it('rings once, however often it is told', async () => {
  await create().connect();
  await settle();
  let rang = 0;
  session.addEventListener('invitation-received', () => rang++);
  for (const act of ['decline', 'nothing'] as const) {
    server.tell([started('thread', undefined)]);
    await settle();
    expect(rang).toBe(1);
    if (act === 'decline') await session.conversations[0]!.decline();
  }
  expect(session.conversations).toEqual([]);
});

/** The invitation's event; without `operationId` it is somebody else's. */
function started(threadId: string, operationId: string | undefined): object {
  const href = '/ucwa/1/invitations/1';
  const direction = operationId === undefined ? 'Incoming' : 'Outgoing';
  const messagingInvitation = {
    ...{ rel: 'messagingInvitation', direction, threadId, operationId },
    _links: {
      self: { href },
      ...(operationId === undefined
        ? { accept: { href: `${href}/accept` }, decline: { href: `${href}/decline` } }
        : { cancel: { href: '/ucwa/1/cancel' } }),
    },
  };
  const link = { rel: 'messagingInvitation', href };
  return {
    ...{ rel: 'communication', href: '/ucwa/1/communication' },
    events: [{ link, type: 'started', _embedded: { messagingInvitation } }],
  };
}
