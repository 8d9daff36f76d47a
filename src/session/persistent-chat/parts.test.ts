import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { associationKeys } from '../../protocol/xccos';
import { ManualClock, MockSession } from '../../mock';
import type { ChatRoomMessageSnapshot } from '../contract';
import type { Dialog, RequestOptions, SipResponse } from '../signaling/signaling';
import { conversationStory } from './conversation-story';
import { mentions } from './mentions';
import { MessageWindow } from './message-window';
import { readMessage } from './read-message';
import { Roster } from './roster';
import { sessionExpires, SessionTimer } from './session-timer';
import { endpointTransitions, nextEndpointState, nextRoomState, roomTransitions } from './states';
import { UnreadCounter } from './unread';

const ALICE = { uri: 'sip:alice@contoso.com', displayName: 'Alice Müller' };

const message = (id: number, text = `message ${id}`, author = 'sip:bob@contoso.com') =>
  readMessage(
    { roomUri: 'ma-chan://contoso.com/1', author, at: new Date(id).toISOString(), id: String(id), text },
    ALICE,
  );

describe('mentions', () => {
  it.each(['Ask @alice.', '@ALICE', '(@alice@contoso.com)', 'hi @Alice Müller!', '日本@x @alice,'])(
    'finds %j',
    (text) => expect(mentions(text, ALICE)).toBe(true),
  );
  it.each(['alice', '@alicent', 'joe@alice', '@alice@fabrikam.com', '@alice-b', '@ alice', ''])(
    'passes over %j',
    (text) => expect(mentions(text, ALICE)).toBe(false),
  );
  it('is linear for hostile text', () => {
    expect(mentions('@alice'.repeat(2000), ALICE)).toBe(false);
  });
});

describe('MessageWindow', () => {
  it('forgets at the other end, and says so', () => {
    const window = new MessageWindow<ChatRoomMessageSnapshot>(10);
    const page = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, i) => message(from + i));
    window.reset(page(21, 26), { hasOlder: true, hasNewer: false });
    window.prepend(page(13, 20), true);
    expect(window.items.map(({ id }) => Number(id))).toEqual([13, 14, 15, 16, 17, 18, 19, 20, 21, 22]);
    expect(window.hasNewer).toBe(true);
    expect(window.add(message(27))).toBe(true);
    expect(window.add(message(27))).toBe(false);
    expect(window.items).toHaveLength(10);
    window.append(page(23, 27), false);
    expect(window.items.map(({ id }) => Number(id))).toEqual([18, 19, 20, 21, 22, 23, 24, 25, 26, 27]);
    expect(window.hasOlder).toBe(true);
    expect(window.hasNewer).toBe(false);
    for (let id = 28; id < 100; id++) window.add(message(id));
    expect(window.items[0]?.id).toBe('90');
  });

  it('orders ids of 64 bits, which numbers cannot hold', () => {
    const window = new MessageWindow<ChatRoomMessageSnapshot>();
    const [one, two] = ['7962449779256945056', '7962449779256945057'].map((id) => ({
      ...message(1),
      messageId: id,
    }));
    window.add(two!);
    window.reset([two!, one!], { hasOlder: false, hasNewer: false });
    expect(window.items.map(({ messageId }) => messageId)).toEqual([one!.messageId, two!.messageId]);
  });

  it('without ids keeps the order of arrival, and takes a repetition once', () => {
    const window = new MessageWindow<ChatRoomMessageSnapshot>();
    const bare = (at: number, text: string) =>
      readMessage(
        { roomUri: '', author: 'sip:bob@contoso.com', at: new Date(at).toISOString(), text },
        ALICE,
      );
    expect([bare(5, 'b'), bare(5, 'a'), bare(5, 'b'), bare(6, 'c')].map((each) => window.add(each))).toEqual([
      true,
      true,
      false,
      true,
    ]);
    expect(window.items.map(({ body }) => body)).toEqual(['b', 'a', 'c']);
  });
});

describe('UnreadCounter', () => {
  it('adds what came to what the server counted, and neither twice', () => {
    const unread = new UnreadCounter();
    unread.onNews(message(5));
    unread.onNews(message(6, '@alice'));
    unread.onNews(message(7, 'mine', ALICE.uri));
    expect([unread.count, unread.mentions]).toEqual([2, 1]);
    unread.onCounted({ uri: '', lastRead: '2', lastMessage: '5', unread: 3 });
    expect([unread.count, unread.mentions, unread.lastRead]).toEqual([4, 1, '2']);
    expect(unread.read('7')).toBe(true);
    expect(unread.read('7')).toBe(false);
    unread.onCounted({ uri: '', lastRead: '2', lastMessage: '7', unread: 4 });
    expect([unread.count, unread.mentions, unread.lastRead]).toEqual([0, 0, '7']);
    unread.onNews(message(8, 'Hi @Alice Müller'));
    unread.onCounted({ uri: '', lastRead: '8', lastMessage: '8', unread: 0 });
    expect([unread.count, unread.mentions, unread.lastRead]).toEqual([0, 0, '8']);
  });

  it('remembers no more than it must', () => {
    const unread = new UnreadCounter();
    for (let id = 1; id <= 1200; id++) unread.onNews(message(id));
    expect(unread.count).toBe(1200);
  });
});

describe('Roster', () => {
  it('keeps who is there over joins, and tells who came and went meanwhile', () => {
    const told: string[] = [];
    const roster = new Roster(() => ALICE.uri, {
      onAdded: ({ displayName }) => told.push(`+${displayName}`),
      onRemoved: ({ displayName }) => told.push(`-${displayName}`),
    });
    const users = ['sip:alice@contoso.com', 'sip:bob@contoso.com', 'sip:carol@contoso.com'].map(
      (uri, id) => ({ uri, id: String(id) }),
    );
    const { manager, participant, presenter } = associationKeys;
    roster.reset(
      users,
      { uri: '', participants: 2, associations: [{ key: participant, users: ['0', '1'] }] },
      true,
    );
    const associations = [
      { key: participant, users: ['0', '9'] },
      { key: manager, users: ['2'] },
      { key: presenter, users: ['2'] },
    ];
    roster.reset(users, { uri: '', participants: 5, associations }, false);
    expect(told).toEqual(['-bob', '+carol']);
    expect(roster.find('sip:Carol@contoso.com')).toMatchObject({ isManager: true, isPresenter: true });
    expect([roster.participants.length, roster.count]).toEqual([2, 5]);
    roster.exit('sip:somebody@contoso.com');
    expect(roster.count).toBe(4);
    roster.setRoles(new Set([ALICE.uri]), undefined);
    expect(roster.find(ALICE.uri)?.isManager).toBe(true);
    expect(roster.find('sip:carol@contoso.com')).toMatchObject({ isManager: false, isPresenter: true });
  });
});

describe('conversationStory', () => {
  const talk = () => {
    const session = new MockSession({ uri: ALICE.uri, displayName: 'Alice', clock: new ManualClock() });
    const conversation = session.receiveInvitation({ fromName: 'Jane', subject: 'Order 1234' });
    conversation.receiveMessage('Where is <it>?\nPlease');
    conversation.receiveMessage('<p>Now<br>&amp; here</p>', { format: 'text/html' });
    conversation.receiveMessage('Welcome', { kind: 'notice' });
    return conversation;
  };

  it('tells who said what, as plain text', () => {
    expect(conversationStory(talk(), { includeContext: false, maxBytes: 1000 })).toEqual({
      title: 'Order 1234 – Jane',
      body: '[09:30Z] Jane: Where is <it>? / Please\n[09:30Z] Jane: Now / & here',
    });
  });

  it('leaves the oldest out when it must, and never exceeds the limit', () => {
    const conversation = talk();
    for (let i = 0; i < 30; i++) conversation.receiveMessage(`ü${i}`);
    const { body, title } = conversationStory(conversation, { includeContext: false, maxBytes: 200 });
    expect(body).toMatch(/^…\n.*ü29$/s);
    expect(Buffer.byteLength(title + body)).toBeLessThanOrEqual(200);
    expect(() => conversationStory(conversation, { includeContext: false, maxBytes: 10 })).toThrow(
      expect.objectContaining({ code: 'too-large' }) as Error,
    );
  });

  it('tells the context on purpose only, and passes over channels of others', () => {
    const conversation = talk();
    conversation.openContextChannel({
      applicationId: '00000000-0000-4000-8000-000000000000',
      registered: true,
      initialContext: 'x',
    });
    conversation.openContextChannel({
      applicationId: '7a3f9a51-66a5-4c3c-9d53-0c5d1f2f8a11',
      registered: true,
      initialContext: JSON.stringify({
        contactId: 'c1',
        queue: { uri: 'sip:sales@contoso.com', name: 'Sales' },
        waitedSeconds: 1,
        browser: { contact: { phone: '+1' }, page: { url: 'https://shop.example/' }, data: { cart: 3 } },
      }),
    });
    const told = (includeContext: boolean) =>
      conversationStory(conversation, { includeContext, maxBytes: 1000 }).body;
    expect(told(false)).not.toContain('+1');
    expect(told(true).split('\n').slice(0, 5)).toEqual([
      'Sales <sip:sales@contoso.com>',
      'phone: +1',
      'https://shop.example/',
      'cart: 3',
      '',
    ]);
  });
});

describe('SessionTimer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const answer = (status: number, expires?: string): SipResponse => ({
    status,
    reason: '',
    local: false,
    body: '',
    contentType: '',
    header: (name) => (name === 'session-expires' ? expires : undefined),
    headers: () => [],
  });

  it.each([
    ['1800;refresher=uac', 1800],
    ['1800', 1800],
    ['1800;refresher=uas', undefined],
    ['soon', undefined],
    [undefined, undefined],
  ])('reads %j', (header, seconds) => expect(sessionExpires(answer(200, header))).toBe(seconds));

  it('sends UPDATE ten seconds before the end, again and again, whatever is answered', async () => {
    const sent: RequestOptions[] = [];
    const answers = [answer(200, '90;refresher=uac'), answer(500), answer(200)];
    const request = vi.fn(async (_: string, options: RequestOptions = {}) => {
      sent.push(options);
      return answers.shift()!;
    });
    const timer = new SessionTimer({ request } as unknown as Dialog, () => undefined);
    timer.start(1800);
    await vi.advanceTimersByTimeAsync(1_789_999);
    expect(request).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(request.mock.calls[0]![0]).toBe('UPDATE');
    expect(sent[0]).toEqual({
      headers: [
        ['Supported', 'timer'],
        ['Session-Expires', '1800;refresher=uac'],
      ],
    });
    await vi.advanceTimersByTimeAsync(80_000);
    await vi.advanceTimersByTimeAsync(80_000);
    expect(request).toHaveBeenCalledTimes(3);
    timer.stop();
    await vi.advanceTimersByTimeAsync(10_000_000);
    expect(request).toHaveBeenCalledTimes(3);
  });
});

describe('State tables', () => {
  it('lead from every state to the end, and nowhere from terminated but to a new beginning', () => {
    const tables = [
      {
        rows: endpointTransitions as readonly { from: string; on: string; to: string }[],
        again: ['establishing'],
      },
      { rows: roomTransitions as readonly { from: string; on: string; to: string }[], again: [] },
    ];
    for (const { again, rows } of tables) {
      expect(new Set(rows.map(({ from, on }) => `${from} ${on}`)).size).toBe(rows.length);
      expect(rows.filter(({ from }) => from === 'terminated').map(({ to }) => to)).toEqual(again);
      for (const start of new Set(rows.map(({ from }) => from))) {
        const reached = new Set([start]);
        for (const state of reached) for (const { from, to } of rows) if (from === state) reached.add(to);
        expect(reached).toContain('terminated');
      }
    }
  });

  it('refuse what makes no sense', () => {
    expect(nextRoomState('terminated', 'join')).toBeUndefined();
    expect(nextRoomState('terminating', 'joined')).toBeUndefined();
    expect(nextRoomState('recovering', 'joined')).toBe('established');
    expect(nextEndpointState('terminating', 'established')).toBeUndefined();
    expect(nextEndpointState('terminated', 'lose')).toBeUndefined();
    expect(nextEndpointState('established', 'lose')).toBe('establishing');
  });
});
