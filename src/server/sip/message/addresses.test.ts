import { describe, expect, it } from 'vitest';
import {
  addressOfRecord,
  formatNameAddr,
  formatUri,
  formatVia,
  isAbsoluteUri,
  parseCSeq,
  parseNameAddr,
  parseUri,
  parseVia,
  schemeOf,
  tagOf,
} from './index';

describe('parseUri', () => {
  it('takes a URI apart and prints it', () => {
    const text =
      'sips:alice;x=%40:pa$s@Example.COM:5061;transport=tcp;lr;opaque=user:epid:abc?Subject=a&To=b';
    const uri = parseUri(text)!;
    expect(uri).toEqual({
      scheme: 'sips',
      user: 'alice;x=%40',
      password: 'pa$s',
      host: 'Example.COM',
      port: 5061,
      params: new Map([
        ['transport', 'tcp'],
        ['lr', undefined],
        ['opaque', 'user:epid:abc'],
      ]),
      headers: 'Subject=a&To=b',
    });
    expect(formatUri(uri)).toBe(text);
  });

  it.each([
    ...[
      '',
      'sip',
      'sip:',
      'sip:@host',
      'sip:a@',
      'sip:a@b:',
      'sip:a@b:x',
      'sip:a@b:65536',
      'sip:a@b;',
      'sip:a@b;;lr',
    ],
    ...[
      'sip:a@b;lr;LR',
      'sip:a b@c',
      'sip:a@b c',
      'sip:%zz@b',
      'sip:%4',
      'sip:[::1',
      'sip:[]',
      'sip:[x]',
      'sip:[::1]x',
    ],
    ...['sip:a@b@c', 'sip:a<b@c', 'sip:a@b;x="y"', 'sip:é@b', 'tel:+15551234', 'sip:a@b?x y'],
  ])('%j is malformed, or not a sip URI', (text) => {
    expect(parseUri(text)).toBeUndefined();
  });

  it('schemes', () => {
    expect(schemeOf('SIP:a')).toBe('sip');
    expect(schemeOf('soap.beep://h')).toBe('soap.beep');
    for (const text of ['a', ':x', '1a:x', 'a b:c', '<sip:a>']) expect(schemeOf(text)).toBeUndefined();
    expect(isAbsoluteUri('tel:+15551234')).toBe(true);
    expect(isAbsoluteUri('tel:')).toBe(false);
    expect(isAbsoluteUri('http://a b')).toBe(false);
    expect(isAbsoluteUri('sip:')).toBe(false);
  });
});

describe('addressOfRecord', () => {
  it.each([
    ['sip:alice@CONTOSO.com', 'sip:alice@contoso.com'],
    ['SIP:alice:secret@contoso.com:5060;transport=tcp?x=y', 'sip:alice@contoso.com'],
    ['sips:%61lice@contoso.com', 'sip:alice@contoso.com'],
    ['sip:Alice@contoso.com', 'sip:Alice@contoso.com'],
    ['sip:a%40b%2f@contoso.com', 'sip:a%40b%2F@contoso.com'],
    ['"Alice" <sip:alice@contoso.com;gruu>;tag=1', 'sip:alice@contoso.com'],
    ['sip:contoso.com', 'sip:contoso.com'],
    ['tel:+1555', 'tel:+1555'],
    ['nonsense', 'nonsense'],
  ])('%s is %s', (text, expected) => {
    expect(addressOfRecord(text)).toBe(expected);
  });
});

describe('parseNameAddr', () => {
  it.each([
    ['sip:a@b;tag=1', undefined, 'sip:a@b', { tag: '1' }],
    ['<sip:a@b;lr>;Tag = 1 ; flag', undefined, 'sip:a@b;lr', { tag: '1', flag: undefined }],
    ['"A \\"B\\" > <x>" <sip:a@b>', 'A "B" > <x>', 'sip:a@b', {}],
    ['sip:a@b;x="<y>, z"', undefined, 'sip:a@b', { x: '<y>, z' }],
    ['Jane van Doe<sip:a@b>', 'Jane van Doe', 'sip:a@b', {}],
    ['Zoë <sip:a@b>', 'Zoë', 'sip:a@b', {}],
    [
      '<sip:a@b>;+sip.instance="<urn:uuid:1;2>";x="a\\\\b"',
      undefined,
      'sip:a@b',
      { '+sip.instance': '<urn:uuid:1;2>', x: 'a\\b' },
    ],
  ])('%s', (value, displayName, uri, params) => {
    const address = parseNameAddr(value)!;
    expect([address.displayName, address.uri, Object.fromEntries(address.params)]).toEqual([
      displayName,
      uri,
      params,
    ]);
    expect(parseNameAddr(formatNameAddr(address))).toEqual(address);
  });

  it.each([
    ...[
      '',
      '<>',
      '<sip:a@b',
      '"a <sip:a@b>',
      '"a" sip:a@b',
      'a, b <sip:a@b>',
      '<sip:a@b>x',
      '<sip:a@b>;',
      '<sip:a@b>;=1',
    ],
    ...[
      '<sip:a@b>;x=',
      '<sip:a@b>;x="y',
      '<sip:a@b>;x=1;X=2',
      'sip:a@b?x=y',
      'sip:a@b, sip:c@d',
      '< sip:a@b>',
    ],
  ])('%j is malformed', (value) => {
    expect(parseNameAddr(value)).toBeUndefined();
  });

  it('finds tags where others hide them', () => {
    expect(tagOf('"x>;tag=no" <sip:a@b;tag=no>;epid=1;tag=yes')).toBe('yes');
    expect(tagOf('sip:a@b;tag=yes')).toBe('yes');
    expect(tagOf('sip:a@b;tag=yes;+sip.instance="<urn:uuid:1;tag=no>"')).toBe('yes');
    expect(tagOf('<sip:a@b;tag=no>')).toBeUndefined();
    expect(tagOf('<sip:a@b')).toBeUndefined();
    expect(tagOf('')).toBeUndefined();
  });
});

describe('parseVia and parseCSeq', () => {
  it('reads the usual and the unusual', () => {
    expect(parseVia('SIP/2.0/WSS a.invalid;branch=z9hG4bK1;rport')).toMatchObject({
      transport: 'WSS',
      branch: 'z9hG4bK1',
    });
    expect(parseVia('SIP / 2.0 / UDP  [::1] : 5060 ; ttl=1')).toMatchObject({ host: '[::1]', port: 5060 });
    const via = parseVia('SIP/2.0/TCP h:1;received=[2001:db8::1];x="a b"')!;
    via.params.set('rport', '5');
    expect(formatVia(via)).toBe('SIP/2.0/TCP h:1;received=[2001:db8::1];x="a b";rport=5');
  });

  it.each([
    '',
    'SIP/2.0',
    'SIP/2.0/TCP',
    'SIP/2.0/ h',
    'SIP/2.0/TCP h x',
    'SIP/2.0/TCP h;',
    'SIP/2.0/TCP ;x',
    'SIP/2.0/TCP h:',
  ])('%j is no Via', (value) => {
    expect(parseVia(value)).toBeUndefined();
  });

  it('CSeq', () => {
    expect(parseCSeq('2147483647 \t INVITE')).toEqual({ number: 2_147_483_647, method: 'INVITE' });
    for (const value of [
      '',
      '1',
      'INVITE',
      '1 ',
      '-1 INVITE',
      '1.0 INVITE',
      '1 IN VITE',
      '2147483648 INVITE',
    ]) {
      expect(parseCSeq(value)).toBeUndefined();
    }
  });
});
