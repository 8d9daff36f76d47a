import { describe, it, expect } from 'vitest';
import fc from 'fast-check';
import { redactSip } from './redact';

describe('redactSip', () => {
  it('hides what proves an identity and keeps what explains a trace', () => {
    const message = [
      'REGISTER sip:contoso.com SIP/2.0',
      'Via: SIP/2.0/WS x.invalid;branch=z9hG4bK1',
      'Authorization: Digest username="alice", realm="contoso.com", nonce="abc,d=1",',
      ' uri="sip:contoso.com", response="0123456789abcdef", algorithm=MD5, cnonce="c", qop=auth, nc=00000001',
      'proxy-authorization : Bearer abc.def',
      'Cookie: a=b',
      'X-Auth-Token: t0k3n',
      'Subject: Authorization: of my order',
      'Content-Length: 0',
      '',
      '',
    ].join('\r\n');
    expect(redactSip(message).split('\r\n')).toEqual([
      'REGISTER sip:contoso.com SIP/2.0',
      'Via: SIP/2.0/WS x.invalid;branch=z9hG4bK1',
      'Authorization: Digest username=***, realm="contoso.com", nonce=***, uri="sip:contoso.com", response=***, algorithm=MD5, cnonce=***, qop=auth, nc=00000001',
      'proxy-authorization : Bearer ***',
      'Cookie: ***',
      'X-Auth-Token: ***',
      'Subject: Authorization: of my order',
      'Content-Length: 0',
      '',
      '',
    ]);
  });

  it('hides secrets in JSON, URLs and signed tokens', () => {
    const jws = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl';
    expect(
      redactSip(
        `{"username":"g","password":"a\\"b","accessToken" : "t","signed":"${jws}","data":{"x":"${jws}"}}`,
      ),
    ).toBe('{"username":"g","password":"***","accessToken" : "***","signed":"***","data":{"x":"***"}}');
    expect(redactSip('GET wss://edge/sip?user=a&access_token=xyz&v=1')).toBe(
      'GET wss://edge/sip?user=a&access_token=***&v=1',
    );
    expect(redactSip('{"password":"cut off')).toBe('{"password":"***"');
  });

  it('never lets a digest response through, wherever the header stands and however it is folded', () => {
    const secret = 'deadbeefdeadbeef';
    fc.assert(
      fc.property(
        fc.constantFrom('Authorization', 'PROXY-AUTHORIZATION'),
        fc.constantFrom(' ', '\r\n ', '\n\t', ''),
        fc.constantFrom('Digest', 'NTLM', 'Basic', 'x'),
        (name, fold, scheme) => {
          const text = redactSip(
            `A: b\r\n${name}:${fold}${scheme} realm="r",${fold}response="${secret}"\r\nC: d\r\n\r\n`,
          );
          expect(text).not.toContain(secret);
          expect(text).toMatch(/^A: b\r\n[^]*C: d\r\n\r\n$/);
        },
      ),
    );
    expect(redactSip(`Authorization: Basic ${secret}`)).toBe('Authorization: Basic ***');
    expect(redactSip(`Authorization: ${secret}`)).toBe('Authorization: ***');
  });

  it.each(['token', 'a-', 'eyJ-', 'eyJ.', '"password', 'Authorization: Digest a ', ' '])(
    'takes linear time on %j repeated',
    (piece) => {
      const text = piece.repeat(60_000 / piece.length);
      const start = performance.now();
      for (const message of [text, `Authorization: Digest ${text}`, `Authorization: Digest a=${text}`])
        expect(redactSip(message).length).toBeGreaterThan(0);
      expect(performance.now() - start).toBeLessThan(500);
    },
  );

  it('leaves an ordinary message as it is', () => {
    fc.assert(
      fc.property(
        fc
          .string({ unit: 'grapheme' })
          .filter((text) => !/eyJ|token|password|secret|pwd|signed|credential/i.test(text)),
        (text) => {
          const message = `MESSAGE sip:a@b SIP/2.0\r\nSubject: x\r\n\r\n${text}`;
          expect(redactSip(message)).toBe(message);
        },
      ),
    );
  });
});
