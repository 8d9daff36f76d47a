import { describe, expect, it } from 'vitest';
import {
  checkContentType,
  checkExtensions,
  checkHops,
  checkScheme,
  contentType,
  createRequest,
  deltaSeconds,
  nextMaxForwards,
  unsupportedExtensions,
  type SipRequest,
} from './index';

const request = (headers: [string, string][], body = '', method = 'INVITE'): SipRequest =>
  createRequest(method, 'sip:bob@contoso.com', headers, body);

describe('element checks', () => {
  it('extensions: case-insensitive, not in ACK and CANCEL', () => {
    const tags: [string, string][] = [
      ['Require', 'adhoclist, CategoryList'],
      ['Require', 'x'],
    ];
    expect(unsupportedExtensions(request(tags), 'Require', ['adhoclist', 'categoryList'])).toEqual(['x']);
    expect(checkExtensions(request(tags), 'Require', [])).toEqual({
      status: 420,
      reason: 'Bad Extension',
      drop: false,
      headers: [['Unsupported', 'adhoclist, CategoryList, x']],
    });
    expect(checkExtensions(request(tags), 'Proxy-Require', [])).toBeUndefined();
    for (const method of ['ACK', 'CANCEL'])
      expect(checkExtensions(request(tags, '', method), 'Require', [])).toBeUndefined();
  });

  it('hops', () => {
    const vias = (count: number): [string, string][] =>
      Array.from({ length: count }, () => ['Via', 'SIP/2.0/TCP h']);
    expect(checkHops(request(vias(16)))).toBeUndefined();
    expect(checkHops(request(vias(17)))).toMatchObject({ status: 483, drop: false });
    expect(checkHops(request([['Via', Array(17).fill('SIP/2.0/TCP h').join(',')]]))).toMatchObject({
      status: 483,
    });
    expect(checkHops(request([['Max-Forwards', '0']], '', 'ACK'))).toMatchObject({ status: 483, drop: true });
    expect(checkHops(request([['Max-Forwards', '1']]))).toBeUndefined();
  });

  it.each([
    [undefined, 70],
    ['255', 70],
    ['70', 69],
    ['1', 0],
  ])('Max-Forwards %s becomes %i', (value, next) => {
    expect(nextMaxForwards(request(value === undefined ? [] : [['Max-Forwards', value]]))).toBe(next);
  });

  it('schemes', () => {
    const sips = createRequest('INVITE', 'sips:bob@contoso.com', []);
    expect(checkScheme(sips)).toBeUndefined();
    expect(checkScheme(sips, ['sip'])).toMatchObject({ status: 416 });
  });

  it('content types', () => {
    const typed = (type: string): SipRequest => request([['c', type]], 'x');
    expect(contentType(typed('Multipart/Mixed ; Boundary="a;b"'))).toEqual({
      type: 'multipart/mixed',
      params: new Map([['boundary', 'a;b']]),
    });
    for (const type of ['text', '/', 'a/b/c', 'a/b;', 'a b/c', ''])
      expect(contentType(typed(type))).toBeUndefined();
    expect(checkContentType(typed('text/html'), ['application/sdp', 'text/*'])).toBeUndefined();
    expect(checkContentType(typed('textual/html'), ['text/*'])).toMatchObject({
      status: 415,
      headers: [['Accept', 'text/*']],
    });
    expect(checkContentType(request([], 'x'), ['text/plain'])).toMatchObject({ status: 415 });
    expect(checkContentType(request([['c', 'x/y']]), [])).toBeUndefined();
  });

  it('seconds', () => {
    expect(deltaSeconds('3600')).toBe(3600);
    expect(deltaSeconds('1'.repeat(400))).toBe(0xffff_ffff);
    for (const value of [undefined, '', '-1', '1.5', 'soon']) expect(deltaSeconds(value)).toBeUndefined();
  });
});
