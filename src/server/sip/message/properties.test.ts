import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressOfRecord,
  checkContentType,
  checkExtensions,
  checkHops,
  checkScheme,
  createRequest,
  createResponse,
  formatNameAddr,
  formatUri,
  formatVia,
  parseMessage,
  parseNameAddr,
  parseUri,
  parseVia,
  serialize,
  SipParseError,
  tagOf,
  StreamFramer,
  validate,
  type SipMessage,
} from './index';

const torture = (file: string): Buffer =>
  readFileSync(new URL(`../../../../test/torture/${file}`, import.meta.url));

const seeds: readonly Buffer[] = [
  ...['wsinv', 'intmeth', 'esc01', 'mpart01', 'semiuri', 'unreason', 'bext01', 'regescrt', 'inv2543'].map(
    (name) => torture(`rfc4475/${name}.dat`),
  ),
  serialize(
    createRequest(
      'MESSAGE',
      'sip:bob@contoso.com',
      [
        ['Via', 'SIP/2.0/WS dinm6n9q0pvn.invalid;branch=z9hG4bK3245277;rport'],
        ['Max-Forwards', '70'],
        ['From', '"Alice" <sip:alice@contoso.com>;tag=a1;epid=028736a35297'],
        ['To', '<sip:bob@contoso.com>'],
        ['Call-ID', 'k0n0ntg56cd6igg8kurj7o'],
        ['CSeq', '1 MESSAGE'],
        ['Content-Type', 'text/plain; charset=utf-8'],
      ],
      'Grüße',
    ),
  ),
];

/** A small generator of its own, so that one number names a mutation and fast-check can shrink to it. */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const SPICE = [
  '\r\n',
  '\r\n\r\n',
  '\r',
  '\n',
  '\0',
  '"',
  '\\',
  '<',
  '>',
  ';',
  ',',
  ':',
  '%',
  '%0',
  '@',
  ' ',
  '\t',
  '=',
  '?',
  '[',
  ']',
  'é',
  '-1',
  '99999999999999999999',
];

function mutate(seed: number): Buffer {
  const next = random(seed);
  let bytes = Buffer.from(seeds[next(seeds.length)]!);
  for (let i = next(6); i >= 0; i--) {
    const at = next(bytes.length + 1);
    const end = Math.min(bytes.length, at + next(40));
    const [before, cut, after] = [bytes.subarray(0, at), bytes.subarray(at, end), bytes.subarray(end)];
    const kinds = [
      () => Buffer.concat([before, after]),
      () => Buffer.concat([before, cut, cut, after]),
      () => Buffer.concat([before, Buffer.from(SPICE[next(SPICE.length)]!), cut, after]),
      () => Buffer.concat([before, Buffer.from([next(256)]), after]),
      () => Buffer.concat([before, cut, seeds[next(seeds.length)]!.subarray(next(300))]),
    ];
    bytes = kinds[next(kinds.length)]!();
  }
  return bytes;
}

function parsed(bytes: Buffer): SipMessage | undefined {
  try {
    return parseMessage(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(SipParseError);
    return undefined;
  }
}

/** Reads all that can be read; nothing of it may throw. */
function exercise(message: SipMessage): void {
  validate(message);
  message.topVia();
  message.fromTag();
  message.toTag();
  message.maxForwards();
  for (const [name] of message.headers.entries())
    if (name !== '') message.headers.list(name).map(addressOfRecord);
  if (message.kind === 'response') return;
  checkScheme(message);
  checkHops(message);
  checkExtensions(message, 'Require', []);
  checkContentType(message, []);
  const response = parseMessage(serialize(createResponse(message, 400, { toTag: 't' })));
  expect(response).toMatchObject({ kind: 'response', status: 400 });
}

describe('messages', () => {
  it('survive 100,000 mutations: only SipParseError is thrown, and what is forwarded is read the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0x7fff_0000 }), (start) => {
        for (let seed = start; seed < start + 500; seed++) {
          const message = parsed(mutate(seed));
          if (!message) continue;
          exercise(message);
          const once = serialize(message);
          const again = parseMessage(once);
          expect(serialize(again).equals(once), `mutation ${seed} prints as it is read`).toBe(true);
          if (!validate(message)) expect(validate(again), `mutation ${seed} stays valid`).toBeUndefined();
        }
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it('survive the same in a stream', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 0x7fff_0000 }), fc.nat(600), (seed, cut) => {
        const bytes = mutate(seed);
        const chopped = new StreamFramer();
        const events = [...chopped.push(bytes.subarray(0, cut)), ...chopped.push(bytes.subarray(cut))];
        const whole = new StreamFramer().push(bytes);
        expect(events.map((event) => event.type)).toEqual(whole.map((event) => event.type));
        for (const event of events) if ('message' in event && event.message) exercise(event.message);
      }),
      { numRuns: 2_000 },
    );
  });

  it('keep their octets', () => {
    const name = fc.constantFrom('Subject', 'X-Thing', 's', 'Ms-Text-Format', 'Via', 'Contact');
    const value = fc.string({
      unit: fc.integer({ min: 33, max: 255 }).map((code) => String.fromCharCode(code)),
    });
    const header = fc.tuple(name, value);
    fc.assert(
      fc.property(fc.array(header, { maxLength: 20 }), fc.uint8Array(), (headers, body) => {
        const message = createRequest('MESSAGE', 'sip:bob@contoso.com', headers, Buffer.from(body));
        const copy = parseMessage(serialize(message));
        expect([...copy.headers.entries()].slice(0, headers.length)).toEqual(headers);
        expect(copy.body).toEqual(Buffer.from(body));
        expect(serialize(copy)).toEqual(serialize(message));
      }),
    );
  });

  it('cannot be given a header by a value', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('\r\n', '\n', '\r', '\u010d\u010a'),
        (text, end) => {
          const message = createRequest('MESSAGE', 'sip:bob@contoso.com', []);
          message.headers.set('Subject', `${text}${end}Route: <sip:evil.example>${end}${end}`);
          message.headers.setText('X-Note', `${end}Route: <sip:evil.example>${text}`);
          const copy = parseMessage(serialize(message));
          expect([...copy.headers.entries()].map(([name]) => name)).toEqual([
            'Subject',
            'X-Note',
            'Content-Length',
          ]);
          expect(copy.defect).toBeUndefined();
        },
      ),
    );
  });
});

describe('values', () => {
  const noise = fc.string({
    unit: fc.constantFrom(...'abzAZ019 \t"\\<>;,:%@=?[]()/.-_*\u00e9'),
    maxLength: 60,
  });

  it('never throw, and print what parses again to the same', () => {
    const uris = fc.oneof(
      noise,
      noise.map((text) => `sip:${text}`),
      noise.map((text) => `sip:a@b${text}`),
    );
    fc.assert(
      fc.property(uris, (text) => {
        const uri = parseUri(text);
        if (uri) expect(parseUri(formatUri(uri))).toEqual(uri);
        expect(addressOfRecord(addressOfRecord(text))).toBe(addressOfRecord(text));
      }),
      { numRuns: 3_000 },
    );
    const addresses = fc.oneof(
      noise,
      noise.map((text) => `<sip:a@b>${text}`),
      noise.map((text) => `"${text}" <sip:a@b>;tag=x`),
      noise.map((text) => `sip:a@b;y="${text}";tag=x`),
    );
    fc.assert(
      fc.property(addresses, (text) => {
        const address = parseNameAddr(text);
        if (!address) return;
        expect(parseNameAddr(formatNameAddr(address))).toEqual(address);
        expect(tagOf(text.trim())).toBe(address.params.get('tag'));
      }),
      { numRuns: 3_000 },
    );
    const vias = fc.oneof(
      noise,
      noise.map((text) => `SIP/2.0/TCP ${text}`),
      noise.map((text) => `SIP/2.0/TCP h${text}`),
    );
    fc.assert(
      fc.property(vias, (text) => {
        const via = parseVia(text);
        if (via) expect(parseVia(formatVia(via))).toEqual(via);
      }),
      { numRuns: 3_000 },
    );
  });
});

describe('hostile sizes', () => {
  const head = 'MESSAGE sip:bob@contoso.com SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK1\r\n';
  const filler = (text: string, size = 60_000): string => text.repeat(Math.floor(size / text.length));

  // Linear work takes about a millisecond; anything quadratic takes seconds.
  it.each([
    ['spaces in a folded value', `${head}From: ${filler(' ')}\r\n x\r\n\r\n`],
    ['folds', `${head}From: a${filler('\r\n ')}\r\n\r\n`],
    ['commas', `${head}Via: ${filler(',')}\r\n\r\n`],
    ['spaces in a sent-by', `${head}Via: SIP/2.0/TCP ${filler(' ', 8000)}:${filler(' ', 100)}1\r\n\r\n`],
    ['short headers', `${head}${filler('a:\r\n')}\r\n`],
    ['quotes', `${head}From: ${filler('"')}\r\n\r\n`],
    ['backslashes', `${head}From: "${filler('\\"')}\r\n\r\n`],
    ['brackets', `${head}Contact: ${filler('<,')}\r\n\r\n`],
    ['parameters', `${head}From: <sip:a@b>${filler(';a=b')}\r\n\r\n`],
    ['no line end at all', filler('a b ')],
  ])('%s', (_, text) => {
    // The quickest of five: how busy the machine is must not decide.
    const took = Array.from({ length: 5 }, () => {
      const started = performance.now();
      const message = parsed(Buffer.from(text, 'latin1'));
      if (message) exercise(message);
      return performance.now() - started;
    });
    expect(Math.min(...took)).toBeLessThan(500);
  });
});
