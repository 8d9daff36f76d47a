import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  addressOfRecord,
  checkContentType,
  checkExtensions,
  checkHops,
  checkScheme,
  isTransactionBranch,
  parseMessage,
  parseNameAddr,
  parseUri,
  rejectionResponse,
  serialize,
  SipParseError,
  StreamFramer,
  validate,
  type FrameEvent,
  type Rejection,
  type SipMessage,
  type SipRequest,
} from './index';

const folder = new URL('../../../../test/torture/', import.meta.url);

/**
 * What must happen to each message of RFC 4475 and RFC 5118, as a datagram; a number is the status it is refused
 * with, 'unreadable' a SipParseError. `stream` says where a stream differs: 'incomplete' waits for octets that never
 * come (its owner's timer ends it), 'fatal 400' answers 400 and closes, as what follows cannot be framed.
 */
interface Verdict {
  readonly file: string;
  readonly datagram: 'accept' | 'drop' | 'unreadable' | number;
  readonly stream?: 'incomplete' | 'fatal 400' | 'unreadable';
  /** What the element that is meant answers (checks of element.ts). */
  readonly element?: number;
  /** Messages in the stream, if not one. */
  readonly messages?: number;
}

const verdicts: readonly Verdict[] = [
  { file: 'rfc4475/wsinv.dat', datagram: 'accept' },
  { file: 'rfc4475/intmeth.dat', datagram: 'accept' },
  { file: 'rfc4475/esc01.dat', datagram: 'accept' },
  { file: 'rfc4475/escnull.dat', datagram: 'accept' },
  { file: 'rfc4475/esc02.dat', datagram: 'accept' },
  { file: 'rfc4475/lwsdisp.dat', datagram: 'accept' },
  // Well formed, but with 34 Vias: we parse it, and do not forward it.
  { file: 'rfc4475/longreq.dat', datagram: 'accept', element: 483 },
  { file: 'rfc4475/dblreq.dat', datagram: 'accept', messages: 2 },
  { file: 'rfc4475/semiuri.dat', datagram: 'accept' },
  { file: 'rfc4475/transports.dat', datagram: 'accept' },
  { file: 'rfc4475/mpart01.dat', datagram: 'accept' },
  { file: 'rfc4475/unreason.dat', datagram: 'accept' },
  { file: 'rfc4475/noreason.dat', datagram: 'accept' },
  { file: 'rfc4475/badinv01.dat', datagram: 400 },
  { file: 'rfc4475/clerr.dat', datagram: 400, stream: 'incomplete' },
  { file: 'rfc4475/ncl.dat', datagram: 400, stream: 'fatal 400' },
  { file: 'rfc4475/scalar02.dat', datagram: 400 },
  { file: 'rfc4475/scalarlg.dat', datagram: 'drop' },
  { file: 'rfc4475/quotbal.dat', datagram: 400 },
  { file: 'rfc4475/ltgtruri.dat', datagram: 400 },
  { file: 'rfc4475/lwsruri.dat', datagram: 400 },
  { file: 'rfc4475/lwsstart.dat', datagram: 400 },
  { file: 'rfc4475/trws.dat', datagram: 400 },
  { file: 'rfc4475/escruri.dat', datagram: 400 },
  { file: 'rfc4475/baddate.dat', datagram: 400 },
  { file: 'rfc4475/regbadct.dat', datagram: 400 },
  { file: 'rfc4475/badaspec.dat', datagram: 400 },
  { file: 'rfc4475/baddn.dat', datagram: 400, stream: 'incomplete' },
  { file: 'rfc4475/badvers.dat', datagram: 505 },
  { file: 'rfc4475/mismatch01.dat', datagram: 400 },
  { file: 'rfc4475/mismatch02.dat', datagram: 400 },
  { file: 'rfc4475/bigcode.dat', datagram: 'drop' },
  { file: 'rfc4475/badbranch.dat', datagram: 'accept' },
  { file: 'rfc4475/insuf.dat', datagram: 400 },
  { file: 'rfc4475/unkscm.dat', datagram: 'accept', element: 416 },
  { file: 'rfc4475/novelsc.dat', datagram: 'accept', element: 416 },
  { file: 'rfc4475/unksm2.dat', datagram: 'accept' },
  { file: 'rfc4475/bext01.dat', datagram: 'accept', element: 420 },
  { file: 'rfc4475/invut.dat', datagram: 'accept', element: 415 },
  { file: 'rfc4475/regaut01.dat', datagram: 'accept' },
  { file: 'rfc4475/multi01.dat', datagram: 400 },
  { file: 'rfc4475/mcl01.dat', datagram: 400, stream: 'fatal 400' },
  { file: 'rfc4475/bcast.dat', datagram: 'accept' },
  { file: 'rfc4475/zeromf.dat', datagram: 'accept', element: 483 },
  { file: 'rfc4475/cparam01.dat', datagram: 'accept' },
  { file: 'rfc4475/cparam02.dat', datagram: 'accept' },
  { file: 'rfc4475/regescrt.dat', datagram: 'accept' },
  { file: 'rfc4475/sdp01.dat', datagram: 'accept' },
  // No Content-Length: fine in a datagram, not in a stream (RFC 3261 section 20.14).
  { file: 'rfc4475/inv2543.dat', datagram: 'accept', stream: 'fatal 400' },
  // Of no section of the RFC: a request line without a version, so there is nothing to answer to.
  { file: 'rfc4475/test.dat', datagram: 'unreadable', stream: 'unreadable' },
  { file: 'rfc5118/ipv6-good', datagram: 'accept' },
  { file: 'rfc5118/ipv6-bad', datagram: 400 },
  { file: 'rfc5118/port-ambiguous', datagram: 'accept' },
  { file: 'rfc5118/port-unambiguous', datagram: 'accept' },
  { file: 'rfc5118/via-received-param-with-delim', datagram: 'accept' },
  { file: 'rfc5118/via-received-param-no-delim', datagram: 'accept' },
  // The archive file says 268 octets and has 251; repaired below.
  { file: 'rfc5118/ipv6-in-sdp', datagram: 400, stream: 'incomplete' },
  { file: 'rfc5118/mult-ip-in-header', datagram: 'accept' },
  { file: 'rfc5118/mult-ip-in-sdp', datagram: 'accept' },
  { file: 'rfc5118/ipv4-mapped-ipv6', datagram: 'accept' },
  { file: 'rfc5118/ipv6-bug-abnf-3-colons', datagram: 'accept' },
  { file: 'rfc5118/ipv6-correct-abnf-2-colons', datagram: 'accept' },
];

/** The archive of RFC 5118 has bare LF line ends, and two of its files lack the empty line. */
function read(file: string): Buffer {
  const raw = readFileSync(new URL(file, folder));
  if (file.startsWith('rfc4475/')) return raw;
  const text = raw.toString('latin1').replaceAll(/\r?\n/g, '\r\n');
  return Buffer.from(text.includes('\r\n\r\n') ? text : `${text}\r\n`, 'latin1');
}

function parse(file: string): SipMessage {
  return parseMessage(read(file));
}

function outcomeOf(rejection: Rejection | undefined): Verdict['datagram'] {
  if (!rejection) return 'accept';
  return rejection.drop ? 'drop' : rejection.status;
}

function octetByOctet(bytes: Buffer): { events: FrameEvent[]; framer: StreamFramer } {
  const framer = new StreamFramer();
  const events: FrameEvent[] = [];
  for (let i = 0; i < bytes.length; i++) events.push(...framer.push(Buffer.from(bytes.subarray(i, i + 1))));
  return { events, framer };
}

describe('torture messages', () => {
  it('are all in the table, unchanged', () => {
    const files = ['rfc4475', 'rfc5118'].flatMap((d) =>
      readdirSync(new URL(d, folder)).map((f) => `${d}/${f}`),
    );
    expect(verdicts.map(({ file }) => file).sort()).toEqual(files.sort());
    const sums = readFileSync(new URL('SHA256SUMS', folder), 'utf8').trim().split('\n');
    for (const line of sums) {
      const [sum, file] = line.split(/\s+\*?/) as [string, string];
      expect(
        createHash('sha256')
          .update(readFileSync(new URL(file, folder)))
          .digest('hex'),
        file,
      ).toBe(sum);
    }
    expect(sums).toHaveLength(files.length);
  });

  describe.each(verdicts)('$file', ({ file, datagram, stream, element, messages }) => {
    it(`as a datagram: ${datagram}`, () => {
      if (datagram === 'unreadable') return expect(() => parse(file)).toThrow(SipParseError);
      const message = parse(file);
      const rejection = validate(message);
      expect(outcomeOf(rejection)).toBe(datagram);
      if (rejection && !rejection.drop) {
        // What is refused can be answered: the response itself is a message.
        const response = parseMessage(serialize(rejectionResponse(message as SipRequest, rejection)));
        expect(response).toMatchObject({
          kind: 'response',
          status: rejection.status,
          reason: rejection.reason,
        });
        expect(response.headers.getAll('Via')).toEqual(message.headers.getAll('Via'));
      }
    });

    it(`as a stream cut at every octet: ${stream ?? datagram}`, () => {
      const { events, framer } = octetByOctet(read(file));
      const framed = events.filter((event) => event.type === 'message').map((event) => event.message);
      const failure = events.find((event) => event.type === 'error');
      if (stream === 'incomplete') {
        expect(framed).toEqual([]);
        expect(framer.partial).toBe(0);
      } else if (stream === 'unreadable') {
        expect(failure).toMatchObject({ error: { code: 'bad-start-line' } });
        expect(failure?.message).toBeUndefined();
      } else if (stream === 'fatal 400') {
        expect(failure).toMatchObject({ error: { code: 'bad-framing' } });
        expect(outcomeOf(validate(failure!.message!))).toBe(400);
      } else {
        expect(framed).toHaveLength(messages ?? 1);
        expect(outcomeOf(validate(framed[0]!))).toBe(datagram);
        expect(serialize(framed[0]!)).toEqual(serialize(parse(file)));
      }
    });

    if (datagram === 'accept') {
      it(`is forwarded as it came${element === undefined ? '' : `, or refused with ${element} by the element`}`, () => {
        const bytes = read(file);
        const message = parse(file);
        const out = serialize(message);
        const expected = message.headers.has('Content-Length')
          ? bytes.subarray(0, out.length)
          : Buffer.from(
              bytes
                .toString('latin1')
                .replace('\r\n\r\n', `\r\nContent-Length: ${message.body.length}\r\n\r\n`),
              'latin1',
            );
        expect(out.equals(expected)).toBe(true);
        if (message.kind === 'response') return;
        const refusal =
          checkScheme(message) ??
          checkHops(message) ??
          checkExtensions(message, 'Require', []) ??
          checkContentType(message, ['application/sdp', 'multipart/mixed']);
        expect(refusal?.status).toBe(element);
      });
    }
  });
});

describe('what the torture messages say', () => {
  it('wsinv: folds, spaces, comma-separated and compact Via', () => {
    const message = parse('rfc4475/wsinv.dat');
    expect(message.headers.list('Via')).toHaveLength(3);
    expect(message.topVia()).toMatchObject({ transport: 'UDP', host: '192.0.2.2', branch: '390skdjuw' });
    expect(message.fromTag()).toBe('98asjd8');
    expect(message.toTag()).toBe('1918181833n');
    expect(message.cseq()).toEqual({ number: 9, method: 'INVITE' });
    expect(message.maxForwards()).toBe(68);
    expect(message.headers.get('Subject')).toBe('');
    expect(message.headers.get('NewFangledHeader')).toBe('newfangled value continued newfangled value');
    const contact = parseNameAddr(message.headers.get('Contact')!);
    expect(contact).toEqual({
      displayName: 'Quoted string ""',
      uri: 'sip:jdrosen@example.com',
      params: new Map([
        ['newparam', 'newvalue'],
        ['secondparam', undefined],
        ['q', '0.33'],
      ]),
    });
    expect(message.body).toHaveLength(150);
  });

  it('intmeth: odd method, URI and names keep every octet', () => {
    const message = parse('rfc4475/intmeth.dat') as SipRequest;
    expect(message.method).toBe("!interesting-Method0123456789_*+`.%indeed'~");
    expect(parseUri(message.uri)).toMatchObject({
      user: "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*",
      host: 'example.com',
    });
    expect(message.fromTag()).toBe("_token~1'+`*%!-.");
    expect(parseNameAddr(message.headers.get('To')!)?.displayName).toBe('BEL:\x07 NUL:\0 DEL:\x7f');
    expect(message.headers.text("extensionHeader-!.%*+_`'~")).toBe('\ufeff大停電');
  });

  it('esc01: escapes are not touched', () => {
    const message = parse('rfc4475/esc01.dat') as SipRequest;
    expect(message.uri).toBe('sip:sips%3Auser%40example.com@example.net');
    expect(parseUri(message.uri)).toMatchObject({ user: 'sips%3Auser%40example.com', host: 'example.net' });
    expect(addressOfRecord(message.headers.get('To')!)).toBe('sip:user@example.com');
  });

  it('esc02: an escaped header name is another header', () => {
    expect(parse('rfc4475/esc02.dat').headers.getAll('Contact')).toHaveLength(2);
  });

  it('mpart01: a binary body keeps its 553 octets', () => {
    const message = parse('rfc4475/mpart01.dat');
    expect(message.body).toHaveLength(553);
    expect(read('rfc4475/mpart01.dat').indexOf(message.body)).toBeGreaterThan(0);
  });

  it('unreason: a reason phrase in UTF-8', () => {
    expect(parse('rfc4475/unreason.dat')).toMatchObject({ kind: 'response', status: 200 });
    expect(parse('rfc4475/noreason.dat')).toMatchObject({ kind: 'response', status: 100, reason: '' });
  });

  it('badbranch: the bare cookie identifies nothing', () => {
    expect(isTransactionBranch(parse('rfc4475/badbranch.dat').topVia()?.branch)).toBe(false);
    expect(isTransactionBranch(parse('rfc4475/badaspec.dat').topVia()?.branch)).toBe(true);
  });

  it('bext01: names all that is not supported', () => {
    const refusal = checkExtensions(parse('rfc4475/bext01.dat') as SipRequest, 'Require', []);
    expect(refusal?.headers).toEqual([['Unsupported', 'nothingSupportsThis, nothingSupportsThisEither']]);
  });

  it('cparam: a parameter without brackets is the header’s, with them the URI’s', () => {
    const outside = parseNameAddr(parse('rfc4475/cparam01.dat').headers.get('Contact')!)!;
    const inside = parseNameAddr(parse('rfc4475/cparam02.dat').headers.get('Contact')!)!;
    expect([...outside.params.keys(), ...inside.params.keys()]).toEqual(['unknownparam']);
    expect(parseUri(inside.uri)?.params.has('unknownparam')).toBe(true);
  });

  it('regescrt: headers in a bracketed Contact URI are kept', () => {
    const contact = parseNameAddr(parse('rfc4475/regescrt.dat').headers.get('Contact')!)!;
    expect(parseUri(contact.uri)?.headers).toBe('Route=%3Csip:sip.example.com%3E');
  });

  it('baddn: refused for the name also when it is complete', () => {
    const repaired = Buffer.concat([read('rfc4475/baddn.dat'), Buffer.from('\r\n')]);
    expect(validate(parseMessage(repaired))).toMatchObject({ status: 400, reason: 'Malformed From' });
  });

  it('ipv6-in-sdp: accepted when its length is repaired', () => {
    const repaired = read('rfc5118/ipv6-in-sdp').toString('latin1').replace(': 268', ': 251');
    expect(validate(parseMessage(Buffer.from(repaired, 'latin1')))).toBeUndefined();
  });

  it('port-ambiguous: brackets decide', () => {
    expect(parseUri((parse('rfc5118/port-ambiguous') as SipRequest).uri)).toMatchObject({
      host: '[2001:db8::10:5070]',
    });
    expect(parseUri((parse('rfc5118/port-unambiguous') as SipRequest).uri)).toMatchObject({
      host: '[2001:db8::10]',
      port: 5070,
    });
    for (const form of ['with', 'no']) {
      const received = parse(`rfc5118/via-received-param-${form}-delim`).topVia()?.params.get('received');
      expect(received?.replace(/[[\]]/g, '')).toBe('2001:db8::9:255');
    }
  });
});
