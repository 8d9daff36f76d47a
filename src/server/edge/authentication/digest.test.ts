import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { digestHa1, digestResponse, parseDigest } from './digest';

describe('digest', () => {
  it('gives the response of RFC 2617, 3.5', () => {
    const ha1 = digestHa1('MD5', 'Mufasa', 'testrealm@host.com', 'Circle Of Life');
    const credentials = {
      nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
      uri: '/dir/index.html',
      qop: 'auth',
      nc: '00000001',
      cnonce: '0a4f113b',
    };
    expect(digestResponse('MD5', ha1, 'GET', credentials)).toBe('6629fae49393a05397450978507c4ef1');
  });

  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
  ] as const)('gives the response of RFC 7616, 3.9.1 with %s', (algorithm, expected) => {
    const ha1 = digestHa1(algorithm, 'Mufasa', 'http-auth@example.org', 'Circle of Life');
    const credentials = {
      nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
      uri: '/dir/index.html',
      qop: 'auth',
      nc: '00000001',
      cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
    };
    expect(digestResponse(algorithm, ha1, 'GET', credentials)).toBe(expected);
  });

  it('gives what SIPE sent for its URI (null)', () => {
    const ha1 = digestHa1('MD5', 'alice@lync.test', 'lync.test', 'pw');
    const credentials = { nonce: 'abc123', uri: '(null)', qop: 'auth', nc: '00000001', cnonce: '52ee0529' };
    expect(digestResponse('MD5', ha1, 'REGISTER', credentials)).toBe('ca6f62a64d4018f8f72ba47d7cdd4f87');
  });
});

describe('parseDigest', () => {
  it('reads quoted and plain values, escapes and white space', () => {
    const value =
      'Digest username="a\\"b", realm = "r, x",nonce="n",uri="sip:x", response="0" ,qop=auth, nc=00000001, cnonce="c"';
    expect(parseDigest(value)).toEqual({
      username: 'a"b',
      realm: 'r, x',
      nonce: 'n',
      uri: 'sip:x',
      response: '0',
      qop: 'auth',
      nc: '00000001',
      cnonce: 'c',
    });
  });

  it.each([
    'Bearer abc',
    'Digest',
    'Digest username="a"',
    'Digest username="a", username="b", realm="r", nonce="n", uri="u", response="0"',
    'Digest username="a, realm="r", nonce="n", uri="u", response="0"',
    'NoOneKnowsThisScheme opaque-data=here',
  ])('refuses %s', (value) => {
    expect(parseDigest(value)).toBeUndefined();
  });

  it('never throws and is quick on anything', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (text) => {
        parseDigest(`Digest ${text}`);
      }),
    );
    const started = performance.now();
    parseDigest(`Digest ${'a="'.repeat(20_000)}`);
    parseDigest(`Digest username="${'\\"'.repeat(20_000)}`);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
