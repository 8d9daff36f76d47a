import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../sip';
import { UcwaBody } from './body';
import { LocalTyping, RemoteTyping } from './conversation/typing';
import {
  conversationTransitions,
  IllegalTransitionError,
  nextConversationState,
} from './conversation/states';
import { MessageStore } from './conversation/message-store';
import { queueNotices } from './conversation/queue-notices';
import { UcwaFailure } from './failure';
import { RouteTable } from './http/route-table';
import { Operations } from './operations';
import { failedInvitation, reasonOfStatus } from './sip/outcome';
import { negotiate } from './sip/session-description';
import { Tokens } from './tokens';

describe('tokens', () => {
  const user = { uri: 'sip:alice@contoso.com', kind: 'user', name: 'Alice' } as const;
  let now = 1_000_000;
  const make = (secret: string) => new Tokens({ secret, lifetime: { user: 60, guest: 30 }, now: () => now });

  it('say who and until when, and expire', () => {
    const tokens = make('a');
    const { token, expiresIn } = tokens.issue(user);
    expect(expiresIn).toBe(60);
    expect(token).not.toBe(tokens.issue(user).token);
    expect(tokens.verify(token)).toEqual({ uri: user.uri, kind: 'user', expiresAt: now + 60_000 });
    now += 59_999;
    expect(tokens.verify(token)).toBeDefined();
    now += 1;
    expect(tokens.verify(token)).toBeUndefined();
  });

  it('of another secret, or changed anywhere, are none', () => {
    const { token } = make('a').issue(user);
    expect(make('b').verify(token)).toBeUndefined();
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom('A', 'b', '.', '='), (at, character) => {
        const changed = token.slice(0, at) + character + token.slice(at + 1);
        fc.pre(changed !== token);
        expect(make('a').verify(changed)).toBeUndefined();
      }),
    );
    fc.assert(fc.property(fc.string(), (any) => make('a').verify(any) === undefined));
  });
});

describe('operations', () => {
  it('are carried out once per id and request, for ten minutes', () => {
    const clock = new ManualClock(0);
    const operations = new Operations(clock);
    let count = 0;
    const once = (id: string | undefined, request: string): string =>
      operations.once(id, [request], () => String(++count));
    expect([once('a', 'x'), once('a', 'x'), once('a', 'y'), once('b', 'x')]).toEqual(['1', '1', '2', '3']);
    expect([once(undefined, 'x'), once(undefined, 'x')]).toEqual(['4', '5']);
    clock.advance(600_000);
    expect(once('a', 'x')).toBe('6');
    // One that failed has made nothing.
    expect(() =>
      operations.once('c', [], () => {
        throw new UcwaFailure('Gone', undefined, '');
      }),
    ).toThrow();
    expect(operations.once('c', [], () => 'made')).toBe('made');
    for (let index = 0; index < 3_000; index++) once(String(index), 'x');
    expect(once('2999', 'x')).toBe(String(count));
  });
});

describe('the states of a conversation', () => {
  it('are those of the table', () => {
    const states = ['Incoming', 'Connecting', 'Connected', 'Disconnected'] as const;
    for (const from of states)
      for (const step of ['connect', 'disconnect'] as const) {
        const found = conversationTransitions.find(([state, each]) => state === from && each === step);
        if (found) expect(nextConversationState(from, step)).toBe(found[2]);
        else expect(() => nextConversationState(from, step)).toThrow(IllegalTransitionError);
      }
    expect(conversationTransitions.some(([from]) => from === 'Disconnected')).toBe(false);
  });
});

describe('typing', () => {
  it('is told now and then, and its end once', () => {
    const clock = new ManualClock(0);
    const told: [number, boolean][] = [];
    const typing = new LocalTyping(clock, (isTyping) => told.push([clock.now(), isTyping]));
    for (let second = 0; second < 6; second++) {
      typing.touch();
      clock.advance(1_000);
    }
    clock.advance(20_000);
    typing.touch();
    typing.clear();
    clock.advance(20_000);
    expect(told).toEqual([
      [0, true],
      [4_000, true],
      [13_000, false],
      [26_000, true],
    ]);
  });

  it('of the peer ends by itself', () => {
    const clock = new ManualClock(0);
    const changes: boolean[] = [];
    const typing = new RemoteTyping(clock, (isTyping) => changes.push(isTyping));
    typing.set(true);
    clock.advance(5_000);
    typing.set(true);
    clock.advance(5_999);
    expect([typing.isTyping, changes]).toEqual([true, [true]]);
    clock.advance(1);
    typing.set(false);
    typing.set(true, 60);
    clock.advance(59_000);
    expect(changes).toEqual([true, false, true]);
    typing.set(false);
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('small parts', () => {
  it('keep messages and ids within bounds', () => {
    const store = new MessageStore();
    for (let index = 0; index < 300; index++)
      store.add({ direction: 'Incoming', at: 0, content: { format: 'Plain', text: String(index) } });
    expect([store.get(1), store.get(300)?.content.text]).toEqual([undefined, '299']);
    expect(['a', 'a', 'b'].map((id) => store.isNew(id))).toEqual([true, false, true]);
    expect([store.isNew(undefined), store.isNew(undefined)]).toEqual([true, true]);
    for (let index = 0; index < 300; index++) store.isNew(`n${index}`);
    expect(store.isNew('a')).toBe(true);
  });

  it('say what changed in a queue, once', () => {
    const texts = { queueText: 'Place {position}', agentText: 'Here is {agentName}' };
    expect(queueNotices(undefined, { state: 'queued', position: 2 }, texts)).toEqual(['Place 2']);
    const before = { state: 'queued', position: 2 } as const;
    expect(queueNotices(before, { ...before, estimatedWait: 3 }, texts)).toEqual([]);
    const connected = { state: 'connected', agentName: '$& $1' } as const;
    expect(queueNotices(before, connected, texts)).toEqual(['Here is $& $1']);
    expect(queueNotices(undefined, { state: 'queued', position: 1 }, { ...texts, queueText: '' })).toEqual(
      [],
    );
  });

  it('negotiate formats, plain text always', () => {
    expect(negotiate(['Plain', 'Html'], [])).toEqual(['Plain', 'Html']);
    expect(negotiate(['Plain', 'Html'], ['text/plain'])).toEqual(['Plain']);
    expect(negotiate(['Html'], ['*'])).toEqual(['Plain', 'Html']);
  });

  it('put SIP’s answers into the documented words, every one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 699 }), (status) => {
        const { code, subcode } = reasonOfStatus(status);
        expect([typeof code, typeof subcode]).toEqual(['string', 'string']);
      }),
    );
    expect(reasonOfStatus(603)).toEqual({ code: 'RemoteFailure', subcode: 'Declined' });
    expect(reasonOfStatus(500)).toEqual({ code: 'RemoteFailure', subcode: 'Unavailable' });
    expect(failedInvitation(new Error('x'))).toEqual({
      state: 'Failed',
      reason: { code: 'RemoteFailure', subcode: 'Unreachable' },
    });
  });

  it('find properties in any case, and refuse other types', () => {
    const body = new UcwaBody({ UserAgent: 'x', list: ['a'], number: 7, empty: '', none: null });
    expect(body.text('userAgent', 10)).toBe('x');
    expect(body.texts('LIST')).toEqual(['a']);
    expect([body.text('empty', 1), body.text('none', 1), body.number('none'), body.link('message')]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    for (const act of [
      () => body.text('list', 10),
      () => body.texts('userAgent'),
      () => body.number('list'),
      () => body.required('missing', 10),
      () => new UcwaBody('text'),
    ])
      expect(act).toThrow(UcwaFailure);
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, name) => {
        try {
          const any = new UcwaBody(value);
          any.link(name);
          any.text(name, 10);
        } catch (error) {
          expect(error).toBeInstanceOf(UcwaFailure);
        }
      }),
    );
  });

  it('match routes by method and path', () => {
    const table = new RouteTable([
      { method: 'GET', pattern: '', handler: 'root' },
      { method: 'GET', pattern: 'people/search', handler: 'search' },
      { method: 'GET', pattern: 'people/:person', handler: 'person' },
      { method: 'POST', pattern: 'people/:person', handler: 'post' },
    ]);
    expect(table.match('GET', [])).toMatchObject({ handler: 'root' });
    expect(table.match('GET', ['People', 'Search'])).toMatchObject({ handler: 'search' });
    expect(table.match('POST', ['people', 'a%40b'])).toMatchObject({
      handler: 'post',
      places: { person: 'a@b' },
    });
    expect(table.match('PUT', ['people', 'x'])).toEqual({ kind: 'other-method', allow: ['GET', 'POST'] });
    for (const path of [['people'], ['people', ''], ['people', '%zz'], ['x', 'y']])
      expect(table.match('GET', path)).toEqual({ kind: 'none' });
  });
});
