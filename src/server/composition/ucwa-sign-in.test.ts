import { describe, expect, it } from 'vitest';
import { digestHa1 } from '../edge/authentication/digest';
import { createGuestCredentials } from '../edge/authentication/guests';
import { ManualClock } from '../sip';
import { ucwaSignIn } from './ucwa-sign-in';

const domain = 'contoso.com';
const octets = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const accounts = new Map([
  ['alice', { uri: 'sip:alice@contoso.com', password: 'pässword', displayName: 'Alice' }],
  [
    'bob',
    { uri: 'sip:bob@contoso.com', ha1: { 'SHA-256': digestHa1('SHA-256', 'bob', domain, octets('geheim')) } },
  ],
]);

function desk(clock = new ManualClock(1_000_000_000_000)) {
  const bucket = { perSecond: 1, burst: 3 };
  const signIn = ucwaSignIn({
    ...{ domain, clock, algorithm: 'SHA-256', guestSecret: 'guest secret' },
    accounts: { find: (user) => accounts.get(user) },
    limits: { identity: bucket, address: { perSecond: 1, burst: 4 } },
  });
  const attempt = (username: string, password: string, address = '192.0.2.1') =>
    signIn({ username, password, address });
  return { clock, attempt };
}

describe('signing in over HTTP', () => {
  it('knows users by any form of their name, by password or by its digest', () => {
    const { attempt } = desk();
    for (const name of ['alice', 'Alice', 'alice@contoso.com', 'sip:alice@contoso.com', 'CONTOSO\\alice'])
      expect(attempt(name, 'pässword'), name).toEqual({
        kind: 'user',
        user: { uri: 'sip:alice@contoso.com', kind: 'user', name: 'Alice' },
      });
    expect(attempt('bob', 'geheim')).toMatchObject({ kind: 'user', user: { name: 'bob' } });
    expect(attempt('bob', accounts.get('bob')!.ha1!['SHA-256'])).toEqual({ kind: 'refused' });
    expect(attempt('alice@elsewhere.example', 'pässword')).toEqual({ kind: 'refused' });
  });

  it('knows guests by their credentials, until these expire', () => {
    const { attempt, clock } = desk();
    const guest = createGuestCredentials({
      domain,
      secret: 'guest secret',
      lifetimeSeconds: 60,
      now: clock.now(),
    });
    expect(attempt(guest.username, guest.password)).toEqual({
      kind: 'user',
      user: { uri: guest.uri, kind: 'guest', name: '' },
    });
    expect(attempt(guest.username, 'other')).toEqual({ kind: 'refused' });
    clock.advance(60_000);
    expect(attempt(guest.username, guest.password)).toEqual({ kind: 'refused' });
  });

  it('slows down who guesses, and nobody else', () => {
    const { attempt, clock } = desk();
    for (let count = 0; count < 3; count++) expect(attempt('alice', 'x')).toEqual({ kind: 'refused' });
    expect(attempt('alice', 'pässword')).toEqual({ kind: 'limited', retryAfter: 1 });
    expect(attempt('alice', 'pässword', '192.0.2.9')).toMatchObject({ kind: 'user' });
    expect(attempt('nobody', 'x')).toEqual({ kind: 'refused' });
    expect(attempt('bob', 'geheim')).toEqual({ kind: 'limited', retryAfter: 1 });
    clock.advance(10_000);
    expect(attempt('alice', 'pässword')).toMatchObject({ kind: 'user' });
  });
});
