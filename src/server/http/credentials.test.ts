import { describe, expect, it } from 'vitest';
import { verifySignedContext } from '../services/contact-center/signed-context';
import { GuestCredentialsIssuer } from './credentials';
import { HttpFailure } from './json';

const now = Date.parse('2026-11-20T12:00:00Z');
const siteSecret = 'a-site-secret-of-some-length';

function createIssuer(burst = 10): GuestCredentialsIssuer {
  return new GuestCredentialsIssuer({
    domain: 'contoso.com',
    guestSecret: 'a-guest-secret-of-some-length',
    siteSecret,
    lifetimeSeconds: 600,
    renewalSeconds: 3600,
    limit: { perSecond: 1, burst },
    findCustomer: (id) =>
      id === 'jane' ? { name: 'Jane Doe', email: 'jane@fabrikam.com', tier: 'Gold' } : undefined,
    signIn: () => ({
      challenge: { realm: 'contoso.com', nonce: 'n', algorithm: 'MD5', qop: 'auth' },
    }),
    now: () => now,
  });
}

describe('GuestCredentialsIssuer', () => {
  it('vouches for nothing when nobody is signed in', () => {
    const issued = createIssuer().issue('127.0.0.1');
    expect(issued).toMatchObject({
      uri: expect.stringMatching(/^sip:guest-[0-9a-f]{32}@contoso\.com$/) as string,
    });
    expect(issued).not.toHaveProperty('signedContext');
    expect(issued).not.toHaveProperty('displayName');
  });

  it('signs what the site knows of the customer for this guest and nobody else', () => {
    const { uri, signedContext, displayName } = createIssuer().issue('127.0.0.1', 'jane') as Record<
      string,
      string
    >;
    expect(displayName).toBe('Jane Doe');
    const options = { secret: siteSecret, now };
    expect(verifySignedContext(signedContext!, { ...options, subject: uri! })).toEqual({
      claims: { contact: { name: 'Jane Doe', email: 'jane@fabrikam.com' }, data: { tier: 'Gold' } },
    });
    expect(verifySignedContext(signedContext!, { ...options, subject: 'sip:guest-0@contoso.com' })).toEqual({
      refused: 'subject',
    });
  });

  it('refuses a customer that the site does not know', () => {
    expect(() => createIssuer().issue('127.0.0.1', 'mallory')).toThrow(
      new HttpFailure(404, 'no such customer'),
    );
  });

  it('limits how often one address may ask', () => {
    const issuer = createIssuer(2);
    issuer.issue('192.0.2.1');
    issuer.issue('192.0.2.1');
    expect(() => issuer.issue('192.0.2.1')).toThrow('too many requests');
    expect(() => issuer.issue('192.0.2.2')).not.toThrow();
  });
});
