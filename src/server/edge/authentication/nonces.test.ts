import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../sip';
import { createGuestCredentials, guestOf, guestPassword } from './guests';
import { Nonces } from './nonces';

describe('Nonces', () => {
  it('are good for their time, and each count once', () => {
    const clock = new ManualClock(1_000_000);
    const nonces = new Nonces('secret', 60, clock);
    const nonce = nonces.create();
    expect(nonces.use(nonce, 1)).toBe('good');
    expect(nonces.use(nonce, 1)).toBe('stale');
    expect(nonces.use(nonce, 2)).toBe('good');
    clock.advance(60_000);
    expect(nonces.use(nonce, 3)).toBe('stale');
  });

  it('are unknown when another made them, or when anything is changed', () => {
    const clock = new ManualClock(1_000_000);
    const nonces = new Nonces('secret', 60, clock);
    expect(nonces.use(new Nonces('other', 60, clock).create(), 1)).toBe('unknown');
    const nonce = nonces.create();
    for (let i = 0; i < nonce.length; i++) {
      const changed = nonce.slice(0, i) + (nonce[i] === '0' ? '1' : '0') + nonce.slice(i + 1);
      expect(nonces.use(changed, 1)).toBe('unknown');
    }
    expect(nonces.use('', 1)).toBe('unknown');
  });

  it('are not kept without bound', () => {
    const clock = new ManualClock(1_000_000);
    const nonces = new Nonces('secret', 60, clock, 3);
    const all = Array.from({ length: 10 }, () => nonces.create());
    expect(all.map((nonce) => nonces.use(nonce, 1))).toEqual(all.map(() => 'good'));
  });
});

describe('very many nonces', () => {
  it('cost each new one little, and the newest still cannot be replayed', () => {
    const nonces = new Nonces('secret', 600, new ManualClock(1_000_000), 20_000);
    const all = Array.from({ length: 30_000 }, () => nonces.create());
    const started = process.cpuUsage();
    for (const nonce of all) nonces.use(nonce, 1);
    const { user } = process.cpuUsage(started);
    // One HMAC each: a few microseconds. To look through 20,000 for each took milliseconds.
    expect(user / all.length).toBeLessThan(500);
    expect(all.slice(-15_000).map((nonce) => nonces.use(nonce, 1))).not.toContain('good');
  });
});

describe('guest credentials', () => {
  it('are those of auth_ephemeral: base64(HMAC-SHA1(secret, user name))', () => {
    expect(guestPassword('1234567890:guest-00', 'key')).toMatch(/^[A-Za-z0-9+/]{27}=$/);
    expect(guestPassword('The quick brown fox jumps over the lazy dog', 'key')).toBe(
      '3nybhbi3iqa8ino29wqQcBydtNk=',
    );
  });

  it('name a guest until they expire', () => {
    const { username, uri, expiresAt } = createGuestCredentials({
      domain: 'contoso.com',
      secret: 's',
      lifetimeSeconds: 60,
      now: 5_000_000,
    });
    expect(username).toMatch(/^5060:guest-[0-9a-f]{32}$/);
    expect(uri).toBe(`sip:${username.slice(5)}@contoso.com`);
    expect(guestOf(username, expiresAt - 1)).toBe(username.slice(5));
    expect(guestOf(username, expiresAt)).toBeUndefined();
    for (const other of ['', ':', 'alice', '99999999999:alice', `x${username}`, `${username}0`]) {
      expect(guestOf(other, 0)).toBeUndefined();
    }
  });
});
