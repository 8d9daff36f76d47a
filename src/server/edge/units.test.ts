import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatNameAddr, Headers, isAbsoluteUri, parseNameAddr, SipResponse } from '../sip';
import { AddressPatterns, uriOf } from './addresses';
import { FlowTokens, isToken } from './proxy/flow-token';
import { bestResponse } from './proxy/best-response';
import { BucketTable, TokenBucket } from '../token-bucket';

describe('TokenBucket', () => {
  it('never gives more than burst and rate allow, and gives all of that', () => {
    const steps = fc.array(fc.nat({ max: 3_000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 50 }),
        steps,
        (burst, perSecond, waits) => {
          const bucket = new TokenBucket({ burst, perSecond }, 0);
          let [now, taken] = [0, 0];
          for (const wait of waits) {
            now += wait;
            if (bucket.take(now)) taken++;
            expect(taken).toBeLessThanOrEqual(burst + (now / 1000) * perSecond + 1e-6);
          }
          const rest = new TokenBucket({ burst, perSecond }, now);
          for (let i = 0; i < burst; i++) expect(rest.take(now)).toBe(true);
          expect(rest.take(now)).toBe(false);
          expect(rest.take(now + rest.retryAfter(now) * 1000)).toBe(true);
        },
      ),
    );
  });

  it('is kept for a bounded number of keys, those that say something longest', () => {
    const table = new BucketTable({ burst: 2, perSecond: 1 }, 3);
    table.get('used', 0).take(0);
    for (let i = 0; i < 100; i++) table.get(`full ${i}`, 0);
    expect(table.get('used', 0).isFull(0)).toBe(false);
  });
});

describe('FlowTokens', () => {
  it('give back what was put in, and nothing for anything else', () => {
    const tokens = new FlowTokens('secret');
    const id = fc.stringMatching(/^[0-9a-z]{1,12}$/);
    fc.assert(
      fc.property(id, id, fc.nat(), fc.string(), (a, b, at, other) => {
        const token = tokens.create(a, b);
        expect(isToken(token)).toBe(true);
        expect(tokens.read(token)).toEqual({ a, b });
        const position = 1 + (at % (token.length - 1));
        const changed =
          token.slice(0, position) + (token[position] === 'x' ? 'y' : 'x') + token.slice(position + 1);
        expect(tokens.read(changed)).toBeUndefined();
        expect(tokens.read(other)).toBeUndefined();
        expect(new FlowTokens('other').read(token)).toBeUndefined();
      }),
    );
  });
});

describe('AddressPatterns', () => {
  const patterns = new AddressPatterns(['sip:sales@contoso.com', 'sip:contact-*@contoso.com']);
  it.each([
    ['sip:sales@contoso.com', true],
    ['sip:contact-7f3a@contoso.com', true],
    ['sip:contact-@contoso.com', true],
    ['sip:contact-1@evil.example@contoso.com', false],
    ['sip:xcontact-1@contoso.com', false],
    ['sip:contact-1@contosoxcom', false],
    ['sip:salesman@contoso.com', false],
  ])('%s: %s', (address, expected) => {
    expect(patterns.has(address)).toBe(expected);
  });
});

describe('uriOf', () => {
  it('finds the URI where the parser finds it', () => {
    const names = fc.option(fc.stringMatching(/^[ -~]{0,20}$/), { nil: undefined });
    fc.assert(
      fc.property(
        names,
        fc.stringMatching(/^sip:[a-z0-9;=]{1,10}@[a-z]{1,8}(;[a-z]{1,4}=[a-z]{1,4})?$/),
        (displayName, uri) => {
          const value = formatNameAddr({
            ...(displayName === undefined ? {} : { displayName }),
            uri,
            params: new Map([['tag', 'x']]),
          });
          expect(uriOf(value)).toBe(parseNameAddr(value)?.uri);
        },
      ),
    );
    expect(uriOf('sip:alice@contoso.com;tag=1')).toBe('sip:alice@contoso.com');
    expect(uriOf('sip:alice@contoso.com;x="<sip:bob@contoso.com>"')).toBe('sip:alice@contoso.com');
    expect(uriOf('"a \\" <sip:x@y>" <sip:alice@contoso.com>')).toBe('sip:alice@contoso.com');
  });
});

describe('uriOf, where somebody wants it to differ', () => {
  it('agrees with the parser on all that is valid', () => {
    const piece = fc.constantFrom(
      ...['"', '<', '>', ';', '\\', ' ', ',', '=', '?', 'x', 'tag=1', ';x="', '"a" ', 'sip:c@d;x'],
      ...['sip:alice@contoso.com', '<sip:bob@contoso.com>', '<sip:a;b@c;d=e>'],
    );
    let valid = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
        const headers = new Headers();
        headers.append('From', pieces.join(''));
        const value = headers.get('From') ?? '';
        const uri = parseNameAddr(value)?.uri;
        if (uri === undefined || !isAbsoluteUri(uri)) return;
        valid++;
        expect(uriOf(value)).toBe(uri);
      }),
      { numRuns: 20_000, seed: 3261 },
    );
    expect(valid).toBeGreaterThan(500);
  });
});

describe('bestResponse', () => {
  const of = (...statuses: number[]): SipResponse[] => statuses.map((status) => new SipResponse(status, 'x'));
  it.each([
    [[480, 486, 408], 486],
    [[486, 603, 404], 603],
    [[503, 404], 404],
    [[302, 404], 302],
    [[404, 415], 415],
    [[480, 487], 480],
  ])('of %j is %i', (statuses, expected) => {
    expect(bestResponse(of(...statuses)).status).toBe(expected);
  });

  it('collects all challenges', () => {
    const [first, second] = of(407, 401) as [SipResponse, SipResponse];
    first.headers.append('Proxy-Authenticate', 'Digest realm="a"');
    second.headers.append('WWW-Authenticate', 'Digest realm="b"');
    const best = bestResponse([first, second]);
    expect([best.headers.has('Proxy-Authenticate'), best.headers.has('WWW-Authenticate')]).toEqual([
      true,
      true,
    ]);
  });
});
