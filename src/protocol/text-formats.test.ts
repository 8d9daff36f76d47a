import { describe, it, expect } from 'vitest';
import fc from 'fast-check';
import { decodeBase64, decodeTextBase64, encodeBase64, encodeTextBase64 } from './base64';
import { acceptsType, buildContentType, mediaTypeOf, parseContentType } from './content-type';
import { buildDiagnostics, parseDiagnostics } from './diagnostics';
import { httpUrl, httpUrlOrHost } from './http-url';
import { importanceOf, priorityOf } from './importance';
import { buildReason, parseReason, sipReasonOf } from './reason';
import { buildMessageAnswer, buildMessageOffer, parseMessageSdp } from './sdp-message';
import { buildTextFormat, parseTextFormat } from './text-format';

const anyText = fc.string({ unit: 'binary' });
const wellFormed = fc.string({ unit: 'grapheme' });

describe('base64', () => {
  it('round-trips bytes and text', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => void expect(decodeBase64(encodeBase64(bytes))).toEqual(bytes)),
    );
    fc.assert(
      fc.property(wellFormed, (text) => void expect(decodeTextBase64(encodeTextBase64(text))).toBe(text)),
    );
    expect(encodeTextBase64('\uFEFFä\uD800')).toBe('77u/w6Tvv70=');
  });

  it('gives undefined for anything but canonical base64', () => {
    for (const text of ['A', 'AA', 'AAA', 'AB==', 'AA =', '====', 'A===', 'AAAA=', '_-8=', 'AAAA\n'])
      expect(decodeBase64(text)).toBeUndefined();
    expect(decodeTextBase64('/w==')).toBeUndefined();
    fc.assert(fc.property(anyText, (text) => void expect(() => decodeTextBase64(text)).not.toThrow()));
  });
});

describe('httpUrl', () => {
  it.each([
    ['https://contoso.com', 'https://contoso.com/'],
    ['HTTP://Contoso.com/A?b#c', 'http://contoso.com/A?b#c'],
    ['javascript:alert(1)', undefined],
    ['java\tscript:alert(1)', undefined],
    ['https://good.example@evil.example/', undefined],
    ['/relative', undefined],
    [`https://a/${'x'.repeat(2048)}`, undefined],
    ['', undefined],
  ])('%j: %s', (text, expected) => {
    expect(httpUrl(text)).toBe(expected);
  });

  it('takes a host without scheme where asked to', () => {
    expect(httpUrlOrHost(' www.Contoso.com/Download ')).toBe('https://www.contoso.com/Download');
    expect(httpUrlOrHost('javascript.x:alert(1)')).toBeUndefined();
    expect(httpUrlOrHost('localhost')).toBeUndefined();
    fc.assert(
      fc.property(anyText, (text) => void expect(httpUrlOrHost(text) ?? 'http:').toMatch(/^https?:/)),
    );
  });
});

describe('Content-Type', () => {
  it.each([
    ['text/plain', 'text/plain', {}],
    [' Text/HTML ; Charset = "utf-8" ; x', 'text/html', { charset: 'utf-8', x: '' }],
    ['multipart/mixed;boundary="a;\\"b,c"', 'multipart/mixed', { boundary: 'a;"b,c' }],
    ['text/plain; a=1; A=2', 'text/plain', { a: '1' }],
    [
      'text/plain; charset=UTF-8; msgr=WAAtAE0A/+==',
      'text/plain',
      { charset: 'UTF-8', msgr: 'WAAtAE0A/+==' },
    ],
  ])('%j', (header, type, parameters) => {
    expect(parseContentType(header)).toEqual({ type, parameters });
  });

  it.each([
    '',
    'text',
    'text/',
    'text/plain;',
    'text/plain, text/html',
    'text/plain; a="b',
    'a b/c',
    'text/plain=x',
    undefined,
  ])('gives undefined for %j', (header) => {
    expect(parseContentType(header)).toBeUndefined();
    expect(mediaTypeOf(header)).toBe('');
  });

  it('reads what was built, and never throws', () => {
    fc.assert(
      fc.property(
        wellFormed.filter((text) => !/[\r\n\0]/.test(text)),
        (value) => {
          expect(parseContentType(buildContentType('a/b', { x: value }))?.parameters.x).toBe(value);
        },
      ),
    );
    fc.assert(fc.property(anyText, (text) => void expect(() => parseContentType(text)).not.toThrow()));
  });

  it.each([' '.repeat(60_000), 'a'.repeat(60_000), '"'.repeat(60_000)])(
    'reads hostile parameters in linear time (%#)',
    (filler) => {
      const start = performance.now();
      parseContentType(`a/b; c${filler}x "`);
      parseContentType(`a/b; c=${filler}x "`);
      parseContentType(`a/b; c="${filler}`);
      expect(performance.now() - start).toBeLessThan(500);
    },
  );

  it('matches accept lists', () => {
    expect(acceptsType(['text/plain', 'Text/HTML'], 'text/html')).toBe(true);
    expect(acceptsType(['text/*'], 'TEXT/rtf')).toBe(true);
    expect(acceptsType(['*'], 'image/gif')).toBe(true);
    expect(acceptsType(['*/*'], 'image/gif')).toBe(true);
    expect(acceptsType(['text/plain'], 'text/plainer')).toBe(false);
    expect(acceptsType([], 'text/plain')).toBe(false);
  });
});

describe('Ms-Text-Format', () => {
  it('reads the header of a real trace and of ours', () => {
    expect(parseTextFormat('text/plain; charset=UTF-8; ms-body=cXdl')).toEqual({
      contentType: 'text/plain',
      body: 'qwe',
    });
    expect(buildTextFormat('qwe')).toBe('text/plain; charset=UTF-8; ms-body=cXdl');
    expect(parseTextFormat('TEXT/HTML;msgr=WAA;MS-BODY = cQ')).toEqual({
      contentType: 'text/html',
      body: 'q',
    });
    fc.assert(
      fc.property(wellFormed, (body) => void expect(parseTextFormat(buildTextFormat(body))?.body).toBe(body)),
    );
  });

  it('gives undefined for anything else', () => {
    for (const header of [
      undefined,
      '',
      'text/plain',
      'text/plain; ms-body=%',
      'image/gif; ms-body=cXdl',
      'text/plain; ms-body=/w==',
    ]) {
      expect(parseTextFormat(header)).toBeUndefined();
    }
    fc.assert(fc.property(anyText, (text) => void expect(() => parseTextFormat(text)).not.toThrow()));
  });
});

describe('SDP of a message session', () => {
  it('builds offer and answer, and reads them', () => {
    const offer = buildMessageOffer(['text/plain', 'text/html'], '192.0.2.1');
    expect(offer).toBe(
      'v=0\r\no=- 0 0 IN IP4 192.0.2.1\r\ns=session\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=message 5060 sip null\r\na=accept-types:text/plain text/html\r\n',
    );
    expect(parseMessageSdp(offer)).toEqual({
      media: 'message',
      port: 5060,
      acceptTypes: ['text/plain', 'text/html'],
    });
    expect(parseMessageSdp(buildMessageAnswer('sip:sales@contoso.com'))).toMatchObject({
      uri: 'sip:sales@contoso.com',
    });
    expect(() => buildMessageAnswer('sip:a\r\nm=audio')).toThrow(TypeError);
  });

  it('accepts x-ms-message, bare line feeds and other media beside it', () => {
    const sdp =
      'v=0\nm=audio 4000 RTP/AVP 0\na=accept-types:x/y\nm=x-ms-message 5060 sip null\nm=video 0 RTP/AVP 1\na=accept-types:x/z\n';
    expect(parseMessageSdp(sdp)).toEqual({ media: 'x-ms-message', port: 5060, acceptTypes: [] });
  });

  it('gives undefined where there is no session to be had', () => {
    for (const sdp of [
      '',
      'v=0\r\n',
      'm=audio 1 RTP/AVP 0',
      'm=message 0 sip null',
      'm=message 99999 sip null',
      'm=message 5060 tcp null',
    ]) {
      expect(parseMessageSdp(sdp)).toBeUndefined();
    }
    fc.assert(
      fc.property(anyText, (text) => void expect(() => parseMessageSdp(`m=message ${text}`)).not.toThrow()),
    );
  });
});

describe('Reason', () => {
  it('round-trips', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9999 }),
        wellFormed.filter((text) => !/[\r\n\0]/.test(text)),
        (cause, text) => {
          const reason = { protocol: 'SIP', cause, text };
          expect(parseReason(buildReason(reason))).toEqual([reason]);
        },
      ),
    );
  });

  it('reads several values and survives nonsense', () => {
    const header = 'Q.850 ;cause=16 ;text="a, b; c" , sip ; cause = 480 ; text="application not installed"';
    expect(parseReason(header)).toEqual([
      { protocol: 'Q.850', cause: 16, text: 'a, b; c' },
      { protocol: 'sip', cause: 480, text: 'application not installed' },
    ]);
    expect(sipReasonOf(header)?.cause).toBe(480);
    expect(parseReason('SIP;cause=x')).toEqual([{ protocol: 'SIP' }]);
    expect(parseReason(undefined)).toEqual([]);
    expect(parseReason('SIP;text="unfinished')).toEqual([]);
    expect(buildReason({ protocol: 'SIP', text: 'a\r\nX: y' })).toBe('SIP;text="a X: y"');
    fc.assert(fc.property(anyText, (text) => void expect(() => parseReason(text)).not.toThrow()));
  });
});

describe('ms-diagnostics', () => {
  it('reads and builds', () => {
    const header = '6001;source="server.microsoft.com";reason="Request Timeout";component="ImMcu"';
    expect(parseDiagnostics(header)).toEqual({
      errorId: 6001,
      source: 'server.microsoft.com',
      reason: 'Request Timeout',
      parameters: { source: 'server.microsoft.com', reason: 'Request Timeout', component: 'ImMcu' },
    });
    expect(
      buildDiagnostics(6001, {
        source: 'server.microsoft.com',
        reason: 'Request Timeout',
        component: 'ImMcu',
      }),
    ).toBe(header);
    for (const bad of [undefined, '', 'x;reason="y"', '1;reason="'])
      expect(parseDiagnostics(bad)).toBeUndefined();
    fc.assert(fc.property(anyText, (text) => void expect(() => parseDiagnostics(text)).not.toThrow()));
  });
});

describe('importance', () => {
  it('maps both ways; what is unknown is normal', () => {
    for (const importance of ['low', 'normal', 'high', 'emergency'] as const) {
      expect(importanceOf(` ${priorityOf(importance).toUpperCase()} `)).toBe(importance);
    }
    expect(priorityOf('high')).toBe('urgent');
    expect(importanceOf(undefined)).toBe('normal');
    expect(importanceOf('psap-callback')).toBe('normal');
  });
});
