import { describe, expect, it } from 'vitest';
import {
  createRequest,
  createResponse,
  parseMessage,
  rejectionResponse,
  serialize,
  validate,
  type SipRequest,
} from './index';

function invite(to = '<sip:bob@contoso.com>'): SipRequest {
  return createRequest('INVITE', 'sip:bob@contoso.com', [
    ['Via', 'SIP/2.0/TCP proxy;branch=z9hG4bK2'],
    ['Via', 'SIP/2.0/TCP client;branch=z9hG4bK1'],
    ['From', '<sip:alice@contoso.com>;tag=a'],
    ['To', to],
    ['Call-ID', 'c'],
    ['CSeq', '7 INVITE'],
    ['Timestamp', '54'],
    ['Record-Route', '<sip:proxy;lr>'],
  ]);
}

describe('createResponse', () => {
  it('copies what RFC 3261 section 8.2.6 says, and nothing else', () => {
    const response = createResponse(invite(), 486, { toTag: 'b' });
    expect(serialize(response).toString()).toBe(
      [
        'SIP/2.0 486 Busy Here',
        'Via: SIP/2.0/TCP proxy;branch=z9hG4bK2',
        'Via: SIP/2.0/TCP client;branch=z9hG4bK1',
        'From: <sip:alice@contoso.com>;tag=a',
        'To: <sip:bob@contoso.com>;tag=b',
        'Call-ID: c',
        'CSeq: 7 INVITE',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
    expect(validate(parseMessage(serialize(response)))).toBeUndefined();
  });

  it('100 has the timestamp and no tag', () => {
    const trying = createResponse(invite(), 100, { toTag: 'b' });
    expect(trying.toTag()).toBeUndefined();
    expect(trying.headers.get('Timestamp')).toBe('54');
  });

  it('leaves a tag that is there, and makes one that is not', () => {
    expect(createResponse(invite('<sip:bob@contoso.com>;tag=x'), 200, { toTag: 'b' }).toTag()).toBe('x');
    const [one, two] = [createResponse(invite(), 200), createResponse(invite(), 200)];
    expect(one.toTag()).toMatch(/^[0-9a-f]{16}$/);
    expect(one.toTag()).not.toBe(two.toTag());
  });

  it('takes headers, a body and its type', () => {
    const body = 'Schönes Wetter';
    const response = createResponse(invite(), 200, {
      body,
      contentType: 'text/plain',
      reason: 'Schön',
      headers: [
        ['Record-Route', '<sip:proxy;lr>'],
        ['Content-Type', 'x/y'],
      ],
    });
    const copy = parseMessage(serialize(response));
    expect(copy.body.toString()).toBe(body);
    expect(copy.headers.getAll('Content-Type')).toEqual(['text/plain']);
    expect(serialize(response).toString()).toMatch(/^SIP\/2\.0 200 Schön\r\n/);
  });

  it('answers a request without anything', () => {
    const bare = parseMessage(Buffer.from('INVITE sip:a@b SIP/2.0\r\nVia: x\r\n\r\n')) as SipRequest;
    const rejection = validate(bare)!;
    const response = rejectionResponse(bare, rejection, 't');
    expect(serialize(response).toString()).toBe(
      'SIP/2.0 400 Malformed Via\r\nVia: x\r\nContent-Length: 0\r\n\r\n',
    );
  });
});

describe('createRequest', () => {
  it.each([
    ['IN VITE', 'sip:a@b'],
    ['', 'sip:a@b'],
    ['INVITE', ''],
    ['INVITE', 'sip:a@b SIP/2.0'],
    ['INVITE', 'sip:a@b\r\nX: y'],
    ['INVITE', '<sip:a@b>'],
  ])('refuses %j %j', (method, uri) => {
    expect(() => createRequest(method, uri, [])).toThrow(TypeError);
  });
});
