import { Core, URI } from 'sip.js';
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ConnectionDigest, type DigestChallenge, type DigestRequest } from './digest';

const identity = {
  uri: 'sip:mufasa@contoso.com',
  displayName: '',
  username: 'Mufasa',
  password: 'Circle Of Life',
};
const request: DigestRequest = {
  method: 'REGISTER',
  ruri: new URI('sip', '', 'contoso.com'),
  body: { body: 'Hello', contentType: 'text/plain' },
};
const challenge = { realm: 'contoso.com', nonce: 'dcd98b', algorithm: 'MD5', qop: ['auth'] };
const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const ha1 = md5('Mufasa:contoso.com:Circle Of Life');

function sign(digest: ConnectionDigest, given: DigestChallenge): Map<string, string> {
  expect(digest.authenticate(request, given)).toBe(true);
  const header = digest.toString();
  expect(header).toMatch(/^Digest /);
  return new Map([...header.matchAll(/(\w+)=(?:"([^"]*)"|([^,]*))/g)].map((m) => [m[1]!, m[2] ?? m[3]!]));
}

describe('ConnectionDigest', () => {
  it('signs with qop auth (RFC 2617, 3.2.2)', () => {
    const sent = sign(new ConnectionDigest(identity), { ...challenge, opaque: '5ccc' });
    const cnonce = sent.get('cnonce')!;
    expect(cnonce.length).toBeGreaterThan(16);
    expect(Object.fromEntries(sent)).toEqual({
      algorithm: 'MD5',
      username: 'Mufasa',
      realm: 'contoso.com',
      nonce: 'dcd98b',
      uri: 'sip:contoso.com',
      opaque: '5ccc',
      qop: 'auth',
      cnonce,
      nc: '00000001',
      response: md5(`${ha1}:dcd98b:00000001:${cnonce}:auth:${md5('REGISTER:sip:contoso.com')}`),
    });
  });

  it('signs the body where a server insists on it', () => {
    const sent = sign(new ConnectionDigest(identity), { ...challenge, qop: 'auth-int' });
    const ha2 = md5(`REGISTER:sip:contoso.com:${md5('Hello')}`);
    expect(sent.get('response')).toBe(md5(`${ha1}:dcd98b:00000001:${sent.get('cnonce')}:auth-int:${ha2}`));
  });

  it('signs as the library does for a server that knows no qop', () => {
    const library = new Core.DigestAuthentication(
      new Core.LoggerFactory(),
      undefined,
      'Mufasa',
      'Circle Of Life',
    );
    const old = { realm: 'contoso.com', nonce: 'dcd98b' };
    expect(library.authenticate(request as Core.OutgoingRequestMessage, old)).toBe(true);
    const digest = new ConnectionDigest(identity);
    expect(digest.authenticate(request, old)).toBe(true);
    expect(digest.toString()).toBe(library.toString());
  });

  it('counts on over requests, and anew with a new nonce', () => {
    const digest = new ConnectionDigest(identity);
    const counts = ['a', 'a', 'b', 'b', 'b'].map((nonce) => sign(digest, { ...challenge, nonce }).get('nc'));
    expect(counts).toEqual(['00000001', '00000002', '00000001', '00000002', '00000003']);
  });

  it.each([
    ['another algorithm', { algorithm: 'SHA-256' }],
    ['another qop', { qop: ['other'] }],
    ['no realm', { realm: '' }],
    ['no nonce', { nonce: '' }],
  ])('does not sign for %s', (_, wrong) => {
    expect(new ConnectionDigest(identity).authenticate(request, { ...challenge, ...wrong })).toBe(false);
  });

  it('keeps quotes of a user name inside of its own', () => {
    const digest = new ConnectionDigest({ ...identity, username: 'a"b\\' });
    digest.authenticate(request, challenge);
    expect(digest.toString()).toContain('username="a\\"b\\\\"');
  });
});
