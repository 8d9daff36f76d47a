import { describe, expect, it } from 'vitest';
import { parseMessage, type SipRequest } from '../../sip';
import { lyncRegistrationHeaders } from './lync-client';

const register = parseMessage(
  Buffer.from('REGISTER sip:contoso.com SIP/2.0\r\nSupported: gruu-10\r\nContent-Length: 0\r\n\r\n'),
) as SipRequest;

describe('Expires in the answer to a Lync client', () => {
  it.each([
    [600, '540'],
    [10, '9'],
    [2, '1'],
    [1, '1'],
    [0, '0'],
  ])('of a binding of %i seconds is %s: it registers again before the binding ends', (seconds, header) => {
    expect(new Map(lyncRegistrationHeaders(register, seconds)).get('Expires')).toBe(header);
  });
});
