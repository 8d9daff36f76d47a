import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { parseDiagnostics } from '../diagnostics';
import { WireFormatError } from '../wire-format-error';
import { XmlError } from '../xml/xml-error';
import {
  buildCallParkDiagnostics,
  buildParkRequest,
  buildParkResponse,
  buildRetrieveUri,
  buildUnparkNotification,
  callParkFailureOf,
  callParkFailures,
  orbitUri,
  parseParkRequest,
  parseParkResponse,
  parseRetrieveUri,
  parseRingBack,
  parseUnparkNotification,
  replacesOf,
  type CallParkFailureCode,
  type UnparkReason,
} from '.';

const tag = fc.stringMatching(/^[\w.!%*+`'~-]{1,40}$/);
const requestId = fc.stringMatching(/^[\x21-\x7E]{1,40}$/);
const orbit = fc.stringMatching(/^[*#]?[0-9]{1,9}$/);
const parkedCall = fc.stringMatching(/^[\x21-\x7E]{1,80}$/);

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof WireFormatError) return `${error.code} ${error.path}`;
    if (error instanceof XmlError) return error.code;
    throw error;
  }
  return 'accepted';
}

const request = `<park-request version="1.0" request-id="1">
  <media>audio</media>
  <target>sip:parkee@contoso.com;opaque=user:epid:xxx;gruu</target>
  <call-id>abc@host</call-id><from-tag>f1</from-tag><to-tag>t1</to-tag>
</park-request>`;

describe('park-request', () => {
  it('is read in the shape of the reference, in whatever namespace', () => {
    const expected = {
      requestId: '1',
      target: 'sip:parkee@contoso.com;opaque=user:epid:xxx;gruu',
      callId: 'abc@host',
      fromTag: 'f1',
      toTag: 't1',
    };
    expect(parseParkRequest(request)).toEqual(expected);
    const named = request
      .replaceAll(/<(\/?)/g, '<$1p:')
      .replace('<p:park-request', '<p:park-request xmlns:p="urn:p"');
    expect(parseParkRequest(`<?xml version="1.0"?>${named}`)).toEqual(expected);
  });

  it('comes back as it was written', () => {
    const callId = fc.stringMatching(/^[\w.!%*+`'~()<>:\\"/[\]?{}-]{1,40}(@[\w.-]{1,20})?$/);
    const target = fc.constantFrom('sip:bob@contoso.com', 'sips:%23a@[::1]:5061;gr=urn:x&y');
    fc.assert(
      fc.property(
        fc.record({ requestId, target, callId, fromTag: tag, toTag: tag }),
        (value) => void expect(parseParkRequest(buildParkRequest(value))).toEqual(value),
      ),
    );
  });

  it.each([
    ['', 'not-well-formed'],
    ['not XML', 'not-well-formed'],
    ['<!DOCTYPE a><park-request/>', 'doctype'],
    [
      request.replace('park-request', 'park-response').replace('/park-request', '/park-response'),
      'malformed park-response',
    ],
    [request.replace('version="1.0" ', ''), 'missing @version'],
    [request.replace('1.0', '1.1'), 'invalid-value @version'],
    [request.replace('request-id="1"', ''), 'missing @request-id'],
    [request.replace('request-id="1"', 'request-id="a b"'), 'invalid-value @request-id'],
    [request.replace('request-id="1"', 'request-id=""'), 'invalid-value @request-id'],
    [request.replace('audio', 'video'), 'invalid-value media'],
    [request.replace('<media>audio</media>', ''), 'missing media'],
    [request.replace('sip:parkee', 'tel:parkee'), 'invalid-value target'],
    [request.replace('sip:parkee', 'sip:x@y?Route=z&amp;'), 'invalid-value target'],
    [request.replace('abc@host', 'abc;to-tag=x'), 'invalid-value call-id'],
    [request.replace('abc@host', 'abc&#13;&#10;Evil: x'), 'invalid-value call-id'],
    [request.replace('abc@host', 'a'.repeat(2000)), 'too-long call-id'],
    [request.replace('>t1<', '>t1;early-only<'), 'invalid-value to-tag'],
    [request.replace('<to-tag>t1</to-tag>', ''), 'missing to-tag'],
    [request.replace('<to-tag>', '<to-tag>x</to-tag><to-tag>'), 'too-many to-tag'],
    [request.replace('<media>', `<media>${'x'.repeat(9000)}`), 'too-large'],
  ])('is refused: %s', (body, expected) => {
    expect(codeOf(() => parseParkRequest(body))).toBe(expected);
  });

  it('is not written with what could end a header', () => {
    const value = { requestId: '1', target: 'sip:b@c', callId: 'x', fromTag: 'f', toTag: 't' };
    expect(codeOf(() => buildParkRequest({ ...value, toTag: 't\r\nX: y' }))).toBe('invalid-value to-tag');
    expect(codeOf(() => buildParkRequest({ ...value, requestId: '' }))).toBe('invalid-value @request-id');
  });

  it('turns into a Replaces for the side that receives it', () => {
    const { callId, fromTag, toTag } = parseParkRequest(request);
    expect(replacesOf({ callId, receiverTag: toTag, replacedTag: fromTag })).toBe(
      'abc@host;to-tag=t1;from-tag=f1',
    );
  });
});

describe('park-response', () => {
  it('comes back as it was written', () => {
    fc.assert(
      fc.property(
        fc.record({ requestId, orbit, msParkedCall: parkedCall }),
        (value) => void expect(parseParkResponse(buildParkResponse(value))).toEqual(value),
      ),
    );
  });

  it.each([
    [
      '<park-response version="1.0" request-id="1"><orbit>100</orbit></park-response>',
      'missing ms-parked-call',
    ],
    [
      '<park-response version="1.0" request-id="1"><ms-parked-call>x</ms-parked-call></park-response>',
      'missing orbit',
    ],
    ['<park-response version="2" request-id="1"/>', 'invalid-value @version'],
    [
      '<park-response version="1.0" request-id="1"><orbit>1 2</orbit><ms-parked-call>x</ms-parked-call></park-response>',
      'invalid-value orbit',
    ],
  ])('is refused: %s', (body, expected) => {
    expect(codeOf(() => parseParkResponse(body))).toBe(expected);
  });
});

describe('unpark-notification', () => {
  const body = (rest: string): string =>
    `<unpark-notification version="1.0" request-id="7">${rest}</unpark-notification>`;

  it.each<[UnparkReason, string | undefined]>([
    ['drop', undefined],
    ['hang-up', undefined],
    ['ringback', 'sip:alice@contoso.com'],
    ['fallback', 'sip:desk@contoso.com'],
    ['retrieval', 'sip:carol@contoso.com'],
  ])('says %s', (reason, target) => {
    const value = { requestId: '7', reason, ...(target && { target }) };
    expect(parseUnparkNotification(buildUnparkNotification(value))).toEqual(value);
  });

  it('has no target when the call has ended ([MS-SIPAPP] 3.1.5.5, 3.1.5.10)', () => {
    for (const reason of ['drop', 'hang-up'] as const) {
      const build = () => buildUnparkNotification({ requestId: '7', reason, target: 'sip:a@b' });
      expect(codeOf(build)).toBe('invalid-value target');
    }
  });

  it.each([
    ['ring-back', 'ringback'],
    ['RINGBACK', 'ringback'],
    ['retrieved', 'retrieval'],
    ['hangup', 'hang-up'],
    ['teleported', 'unknown'],
    ['__proto__', 'unknown'],
  ])('understands %s as %s', (token, reason) => {
    expect(parseUnparkNotification(body(`<reason>${token}</reason>`)).reason).toBe(reason);
  });

  it('needs a reason, once', () => {
    expect(codeOf(() => parseUnparkNotification(body('')))).toBe('missing reason');
    expect(codeOf(() => parseUnparkNotification(body('<reason>drop</reason><reason>drop</reason>')))).toBe(
      'too-many reason',
    );
  });
});

describe('whatever the text', () => {
  it.each([parseParkRequest, parseParkResponse, parseUnparkNotification])(
    '%o throws only the documented errors',
    (parse) => {
      const mutated = fc
        .tuple(fc.constant(request), fc.nat(request.length), fc.string({ unit: 'binary', maxLength: 8 }))
        .map(([text, at, more]) => text.slice(0, at) + more + text.slice(at));
      fc.assert(
        fc.property(fc.oneof(fc.string({ unit: 'binary' }), mutated), (text) => {
          expect(codeOf(() => parse(text))).toBeTypeOf('string');
        }),
      );
    },
  );
});

describe('ms-diagnostics of call park', () => {
  it('has all of 35000 to 35017, each once', () => {
    const ids = Object.values(callParkFailures).map(({ id }) => id);
    expect([...ids].sort()).toEqual(Array.from({ length: 18 }, (_, index) => 35000 + index));
  });

  it('comes back as it was written', () => {
    for (const code of Object.keys(callParkFailures) as CallParkFailureCode[]) {
      const read = parseDiagnostics(buildCallParkDiagnostics(code, 'contoso.com', 'because "x"'));
      expect(read).toMatchObject({
        reason: callParkFailures[code].reason,
        source: 'contoso.com',
        parameters: { component: 'CallPark', detail: 'because "x"' },
      });
      expect(callParkFailureOf(read?.errorId)).toBe(code);
    }
    expect(callParkFailureOf(6001)).toBeUndefined();
    expect(callParkFailureOf(undefined)).toBeUndefined();
  });
});

describe('retrieve URIs', () => {
  const service = 'sip:park@contoso.com';

  it('come back as they were written, safe ones only with what they were given', () => {
    fc.assert(
      fc.property(orbit, fc.option(parkedCall, { nil: undefined }), (text, msParkedCall) => {
        const target = { orbit: text, ...(msParkedCall !== undefined && { msParkedCall }) };
        expect(parseRetrieveUri(buildRetrieveUri(service, target))).toEqual(target);
      }),
    );
  });

  it.each([
    [service, undefined],
    [`${service};orbit=`, undefined],
    [`${service};orbit=abc`, undefined],
    [`${service};orbit=100;orbit=101`, undefined],
    [`${service};orbit=%zz`, undefined],
    ['', undefined],
    [`${service};ORBIT=100?Subject=x;orbit=101`, { orbit: '100' }],
    // None of these may become a retrieval by orbit.
    [`${service};orbit=100;ms-parked-call`, { orbit: '100', msParkedCall: '' }],
    [`${service};orbit=100;ms-parked-call=%E0`, { orbit: '100', msParkedCall: '' }],
    [`${service};orbit=100;ms-parked-call=a;ms-parked-call=b`, { orbit: '100', msParkedCall: '' }],
  ])('%s', (uri, expected) => {
    expect(parseRetrieveUri(uri)).toEqual(expected);
  });

  it('address an orbit with its sign', () => {
    expect(orbitUri('#100', 'contoso.com')).toBe('sip:%23100@contoso.com');
    expect(buildRetrieveUri(service, { orbit: '#100' })).toBe('sip:park@contoso.com;orbit=%23100');
  });
});

describe('ring-back time', () => {
  it.each([
    ['90', 90],
    [' 600 ', 600],
    ['0', undefined],
    ['-1', undefined],
    ['90.5', undefined],
    ['1234567', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s', (value, seconds) => {
    expect(parseRingBack(value)).toBe(seconds);
  });
});
