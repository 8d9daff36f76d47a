import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { Grammar } from 'sip.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { trimSipGrammar } from '../../scripts/lib/trim-sip-grammar.mjs';

const lib = join(dirname(createRequire(import.meta.url).resolve('sip.js')), 'grammar');
const source = readFileSync(join(lib, 'pegjs/dist/grammar.js'), 'utf8');

interface Parser {
  parse(input: string, options: { startRule: string; data?: unknown }): unknown;
}

/** Header values and start lines of RFC 3261, Lync and this kit, right and wrong, by the rule that the library reads them with. */
const samples: Readonly<Record<string, readonly string[]>> = {
  Request_Response: [
    'INVITE sip:bob@biloxi.com SIP/2.0',
    'BENOTIFY sip:[2001:db8::9:1]:5060;transport=tls SIP/2.0',
    'SIP/2.0 180 Ringing',
    'SIP/2.0 488 Nicht annehmbar: größer',
    'SIP/2.0 200 ',
    'INVITE  sip:bob@biloxi.com SIP/2.0',
    'HTTP/1.1 200 OK',
  ],
  SIP_URI: [
    'sip:alice@atlanta.com',
    'sips:alice:secret@atlanta.com:5061;transport=tcp;lr?subject=x&priority=urgent',
    'sip:+1-212-555-1212:1234@gateway.com;user=phone',
    'sip:alice@contoso.com;gruu;opaque=app:conf:focus:id:ABC',
    'sip:[::1]',
    'tel:+358-555-1234567',
    'sip:',
    'sip:a b@c',
  ],
  Name_Addr_Header: [
    '"Mr. \\"Watson\\"" <sip:watson@worcester.bell-telephone.com>;q=0.7',
    'Jörg <sip:j@b.de>',
    '<sip:a@b>',
  ],
  Contact: [
    '<sip:x@y.invalid;transport=ws>;expires=600;+sip.instance="<urn:uuid:00000000-0000-1000-8000-AABBCCDDEEFF>"',
    '"A" <sip:a@b.c>;q=0.1, <sip:d@e.f>;expires=12',
    '*',
    'sip:caller@u1.example.com',
    '<sip:a@b',
  ],
  From: [
    '"Bob" <sip:bob@biloxi.com>;tag=a48s',
    'sip:a@b;tag=1',
    'Anonymous <sip:c8oqz84zk7z@privacy.org>;tag=h',
    '"',
  ],
  To: ['Carol <sip:carol@chicago.com>', '<sip:a@b>;tag=1;epid=01', ''],
  Via: [
    'SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bK56sdasks',
    'SIP/2.0/TLS [2001:db8::1]:5061;branch=z9hG4bK;received=192.0.2.1;rport=5;ttl=16;maddr=224.2.0.1',
    'SIP / 2.0 / UDP first.example.com: 4000;ttl=16',
    'SIP/2.0',
  ],
  CSeq: ['1 INVITE', '4294967295 BENOTIFY', '-1 ACK', 'x'],
  Call_ID: ['f81d4fae-7dec-11d0-a765-00a0c91e6bf6@foo.bar.com', 'a84b4c76e66710', 'a b'],
  Content_Length: ['0', '349', 'abc'],
  Content_Type: ['application/sdp', 'text/html; charset=UTF-8', 'multipart/mixed;boundary="b x"', 'text'],
  Content_Disposition: ['session', 'render;handling=optional', ';'],
  Max_Forwards: ['70', '0', 'many'],
  Event: ['presence', 'dialog;sla', 'vnd-microsoft-roaming-self;id=7', ''],
  Subscription_State: ['active;expires=60', 'terminated;reason=timeout', 'pending', '='],
  Supported: ['100rel, outbound', '', 'x'],
  Require: ['timer', ','],
  Record_Route: ['<sip:server10.biloxi.com;lr>', '<sip:a;lr>,<sip:b;lr>', 'sip:a'],
  Refer_To: ['<sip:a@b?Replaces=1%40b%3Bto-tag%3D2>', 'sip:conf44@example.com;isfocus'],
  Proxy_Authenticate: [
    'Digest realm="atlanta.com", qop="auth,auth-int", nonce="f84f", opaque="", stale=TRUE, algorithm=MD5',
    'Digest',
  ],
  WWW_Authenticate: [
    'Digest realm="a", nonce="b"',
    'Digest realm="a", nonce="b", algorithm=SHA-256, stale=false',
    'Basic realm="a"',
  ],
};

describe('the trimmed SIP grammar', () => {
  let trimmed: Parser;

  beforeAll(async () => {
    const imports = ['../../name-addr-header.js', '../../uri.js'];
    const absolute = imports.reduce(
      (code, path) => code.replace(`"${path}"`, JSON.stringify(`file://${join(lib, path.slice(6))}`)),
      trimSipGrammar(source),
    );
    trimmed = (await import(`data:text/javascript,${encodeURIComponent(absolute)}`)) as Parser;
  });

  /** As `Grammar.parse` of the library does. */
  function parse(input: string, startRule: string): unknown {
    const options: { startRule: string; data?: unknown } = { startRule };
    try {
      trimmed.parse(input, options);
    } catch {
      return -1;
    }
    return options.data;
  }

  const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null)) as unknown;

  it.each(Object.entries(samples))('reads %s as the whole one does', (rule, values) => {
    const outcomes = values.map((value) => plain(Grammar.parse(value, rule)));
    expect(values.map((value) => plain(parse(value, rule)))).toEqual(outcomes);
    expect(outcomes.some((outcome) => outcome !== -1)).toBe(true);
  });

  it('reads damaged values as the whole one does', () => {
    const cases = Object.entries(samples).flatMap(([rule, values]) =>
      values.map((value) => ({ rule, value })),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...cases),
        fc.nat(60),
        fc.nat(3),
        fc.string({ unit: 'binary', maxLength: 3 }),
        ({ rule, value }, at, gone, instead) => {
          const damaged = value.slice(0, at) + instead + value.slice(at + gone);
          expect(plain(parse(damaged, rule))).toEqual(plain(Grammar.parse(damaged, rule)));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('fails the build when the library is another one', () => {
    expect(() => trimSipGrammar(source.replace('class SyntaxError', 'class Other'))).toThrow('has changed');
    expect(() => trimSipGrammar(source.replace('stun_URI: 217, ', ''))).toThrow('stun_URI');
    expect(() => trimSipGrammar(source.replace('peg$decode("2', 'peg$decode("Z'))).toThrow('instruction');
  });
});
