import { describe, it, expect } from 'vitest';
import fc from 'fast-check';
import { contextChannelFailureOf, inviteFailureOf, isDanglingDialog, messageFailureOf } from './failure-map';

describe('failure map', () => {
  it.each([
    [606, '309 server "blocked by policy"', 'forbidden'],
    [606, undefined, 'unreachable'],
    [606, '3090 x', 'unreachable'],
    [500, undefined, 'server-error'],
    [503, undefined, 'server-error'],
    [504, undefined, 'server-error'],
    [603, undefined, 'server-error'],
    [486, undefined, 'busy'],
    [415, undefined, 'type-not-supported'],
    [413, undefined, 'too-large'],
    [408, undefined, 'timeout'],
    [480, undefined, 'unreachable'],
    [481, undefined, 'unreachable'],
    [407, undefined, 'credentials-refused'],
  ])('MESSAGE %d (Warning: %s) is %s', (status, warning, code) => {
    expect(messageFailureOf(status, warning)).toBe(code);
  });

  it.each([
    [603, 'declined'],
    [486, 'busy'],
    [600, 'busy'],
    [480, 'no-answer'],
    [408, 'no-answer'],
    [487, 'cancelled'],
    [404, 'not-found'],
    [403, 'forbidden'],
    [488, 'type-not-supported'],
    [513, 'too-large'],
    [429, 'rate-limited'],
    [503, 'server-error'],
    [504, 'timeout'],
    [400, 'unreachable'],
  ])('INVITE %d is %s', (status, code) => {
    expect(inviteFailureOf(status)).toBe(code);
  });

  it.each([
    [488, undefined, 'remote-not-supported'],
    [415, undefined, 'remote-not-supported'],
    [480, 'application not installed', 'application-not-installed'],
    [480, undefined, 'fatal-server-error'],
    [603, undefined, 'rejected-by-user'],
    [403, undefined, 'not-trusted'],
    [408, undefined, 'fatal-server-error'],
    [500, undefined, 'fatal-server-error'],
  ])('context channel %d (%s) is %s', (status, text, code) => {
    expect(contextChannelFailureOf(status, text)).toBe(code);
  });

  it('has an answer for every status', () => {
    fc.assert(
      fc.property(fc.integer({ min: 300, max: 699 }), fc.string(), (status, text) => {
        for (const map of [inviteFailureOf, messageFailureOf, contextChannelFailureOf])
          expect(map(status, text)).toMatch(/^[a-z-]+$/);
      }),
    );
    expect([408, 480, 481].every(isDanglingDialog)).toBe(true);
    expect(isDanglingDialog(486)).toBe(false);
  });
});
