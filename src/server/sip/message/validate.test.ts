import { describe, expect, it } from 'vitest';
import { parseMessage, serialize, SipParseError, validate, type SipMessage } from './index';

const good = {
  Via: 'SIP/2.0/tcp 127.0.0.1:48678',
  From: '<sip:alice@lync.test>;tag=57271889;epid=028736a35297',
  To: '<sip:bob@lync.test>',
  'Call-ID': '571BgD15Fa05F7i43CBm918Ft0757b785Fx6C22x',
  CSeq: '1 MESSAGE',
};

/** A good MESSAGE with changes: undefined removes a header, an array repeats it. */
function message(
  changes: Record<string, string | string[] | undefined> = {},
  start = 'MESSAGE sip:bob@lync.test SIP/2.0',
): SipMessage {
  const lines = Object.entries({ ...good, ...changes }).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one) => `${name}: ${one}`),
  );
  return parseMessage(Buffer.from([start, ...lines, '', ''].join('\r\n')));
}

describe('validate', () => {
  it('accepts a request as SIPE sends it: Via without branch, lower-case transport, no Max-Forwards', () => {
    expect(validate(message())).toBeUndefined();
  });

  it.each([
    ['Missing Via', { Via: undefined }],
    ['Malformed Via', { Via: 'SIP/2.0/TCP' }],
    ['Malformed Via', { Via: 'SIP/2.0/TCP h, ' }],
    ['Malformed Via', { Via: ['SIP/2.0/TCP h', 'SIP/2.0/TCP h:99999'] }],
    ['Missing From', { From: undefined }],
    ['Multiple From', { From: [good.From, good.From] }],
    ['Malformed From', { From: '<sip:alice@lync.test>;tag=1;tag=2' }],
    ['Malformed From', { From: '<sip:al ice@lync.test>' }],
    ['Missing To', { To: undefined }],
    ['Malformed To', { To: 'bob' }],
    ['Malformed To', { To: '<sip:bob@>' }],
    ['Malformed To', { To: '<sip:b%4@lync.test>' }],
    ['Malformed To', { To: '<sip:a@b>, <sip:c@d>' }],
    ['Missing Call-ID', { 'Call-ID': undefined }],
    ['Malformed Call-ID', { 'Call-ID': 'a b' }],
    ['Malformed Call-ID', { 'Call-ID': '' }],
    ['Missing CSeq', { CSeq: undefined }],
    ['Malformed CSeq', { CSeq: '2147483648 MESSAGE' }],
    ['Malformed CSeq', { CSeq: '1MESSAGE' }],
    ['CSeq Method Mismatch', { CSeq: '1 message' }],
    ['Malformed Max-Forwards', { 'Max-Forwards': '256' }],
    ['Multiple Max-Forwards', { 'Max-Forwards': ['1', '2'] }],
    ['Malformed Contact', { Contact: '<sip:a@b>, c' }],
    ['Malformed Route', { Route: 'sip:a@b' }],
    ['Malformed Record-Route', { 'Record-Route': '<sip:a@b' }],
    ['Multiple Content-Type', { 'Content-Type': ['text/plain', 'text/html'] }],
    ['Malformed Date', { Date: 'yesterday' }],
    ['Malformed Content-Length', { 'Content-Length': '+0' }],
    ['Body Shorter Than Content-Length', { 'Content-Length': '1' }],
  ])('%s: %j', (reason, changes) => {
    const drop = reason === 'Missing Via';
    expect(validate(message(changes))).toEqual({ status: 400, reason, drop });
  });

  it('accepts a REGISTER that removes all contacts', () => {
    expect(
      validate(message({ CSeq: '1 REGISTER', Contact: '*' }, 'REGISTER sip:lync.test SIP/2.0')),
    ).toBeUndefined();
  });

  it.each([
    ['MESSAGE sip:bob@lync.test SIP/3.0', 505, 'Version Not Supported'],
    ['MESSAGE sip:bob@lync.test SIP/x', 400, 'Malformed Start Line'],
    ['MESSAGE bob SIP/2.0', 400, 'Malformed Request-URI'],
    ['MESSAGE sip:bob@lync.test:70000 SIP/2.0', 400, 'Malformed Request-URI'],
    [`MESSAGE sip:${'b'.repeat(2048)}@lync.test SIP/2.0`, 414, 'Request-URI Too Long'],
    ['M@SSAGE sip:bob@lync.test SIP/2.0', 400, 'Malformed Method'],
  ])('%s', (start, status, reason) => {
    expect(validate(message({}, start))).toEqual({ status, reason, drop: false });
  });

  it('drops faulty responses and ACKs', () => {
    expect(validate(message({ CSeq: undefined }, 'SIP/2.0 200 OK'))).toMatchObject({ drop: true });
    expect(validate(message({}, 'SIP/2.0 99 Low'))).toMatchObject({ drop: true });
    expect(validate(message({ CSeq: '1 MESSAGE' }, 'ACK sip:bob@lync.test SIP/2.0'))).toMatchObject({
      drop: true,
    });
    expect(validate(message({}, 'SIP/2.0 200 OK'))).toBeUndefined();
  });

  it.each([
    ['a line without a colon', 'Malformed Header', 'Subject hello'],
    ['a name that is no token', 'Malformed Header', 'Sub ject: hello'],
    ['a bare LF', 'Bare Line End', 'Subject: a\nRoute: <sip:evil>'],
    ['a bare CR', 'Bare Line End', 'Subject: a\rRoute: <sip:evil>'],
  ])('refuses %s', (_, reason, line) => {
    const head = serialize(message()).toString('latin1').replace('From:', `${line}\r\nFrom:`);
    const parsed = parseMessage(Buffer.from(head, 'latin1'));
    expect(validate(parsed)).toEqual({ status: 400, reason, drop: false });
    expect(parsed.headers.has('Route')).toBe(false);
  });

  it('refuses 101 headers and 8 kB lines', () => {
    expect(validate(message({ X: Array<string>(94).fill('1'), 'Content-Length': '0' }))).toBeUndefined();
    expect(validate(message({ X: Array<string>(96).fill('1') }))).toMatchObject({
      status: 513,
      reason: 'Too Many Headers',
    });
    expect(validate(message({ X: 'y'.repeat(8_187) }))).toBeUndefined();
    expect(validate(message({ X: 'y'.repeat(8_188) }))).toMatchObject({
      status: 513,
      reason: 'Header Too Large',
    });
  });
});

describe('parseMessage', () => {
  const code = (bytes: string): string => {
    try {
      parseMessage(Buffer.from(bytes));
    } catch (error) {
      if (error instanceof SipParseError) return error.code;
      throw error;
    }
    return 'parsed';
  };

  it.each([
    ['', 'empty'],
    ['\r\n\r\n', 'empty'],
    ['hello', 'bad-start-line'],
    ['GET /\r\n\r\n', 'bad-start-line'],
    [' INVITE sip:a@b SIP/2.0\r\n\r\n', 'bad-start-line'],
    ['INVITE sip:a@b\nX: SIP/2.0\r\n\r\n', 'bad-start-line'],
    ['SIP/2.0 OK\r\n\r\n', 'bad-start-line'],
    ['SIP/2.0 0200 OK\r\n\r\n', 'bad-start-line'],
    ['x'.repeat(65_537), 'too-large'],
    ['INVITE sip:a@b SIP/2.0\r\n\r\n', 'parsed'],
  ])('%j', (bytes, expected) => {
    expect(code(bytes)).toBe(expected);
  });

  it('ignores line ends before, and octets after the body', () => {
    const parsed = parseMessage(Buffer.from('\r\n\r\nINFO sip:a@b SIP/2.0\r\nl: 2\r\n\r\nabcd'));
    expect(parsed.body.toString()).toBe('ab');
  });

  it('forgets what it has read when the headers change', () => {
    const request = message();
    expect([request.topVia()?.host, request.toTag(), request.cseq()?.number]).toEqual([
      '127.0.0.1',
      undefined,
      1,
    ]);
    request.headers.prepend('Via', 'SIP/2.0/TCP proxy.contoso.com;branch=z9hG4bKx');
    request.headers.set('To', '<sip:bob@lync.test>;tag=t');
    request.headers.set('CSeq', '2 MESSAGE');
    expect([request.topVia()?.branch, request.toTag(), request.cseq()?.number]).toEqual(['z9hG4bKx', 't', 2]);
  });
});
