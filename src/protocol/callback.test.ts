import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildCallback, parseCallback } from './callback';
import { WireFormatError } from './wire-format-error';

describe('a request to be called', () => {
  it('names a phone, an address, or nothing', () => {
    expect(parseCallback('{}')).toEqual({});
    expect(parseCallback('{"phone":"+49 (30) 12-34.5","at":5,"x":1}')).toEqual({
      phone: '+493012345',
      at: 5,
    });
    expect(parseCallback(buildCallback({ uri: 'sip:jane@example.com', name: 'Jane' }))).toEqual({
      uri: 'sip:jane@example.com',
      name: 'Jane',
    });
    expect(parseCallback('{"cancel":true}')).toEqual({ cancel: true });
  });

  it.each([
    '{"phone":"12"}',
    '{"phone":"+4930;ext=1"}',
    '{"phone":5}',
    '{"uri":"tel:123"}',
    '{"uri":"sip:a@b?Replaces=x"}',
    '{"phone":"12345","uri":"sip:a@b"}',
    '{"at":-1}',
    '{"cancel":false}',
    '{"cancel":true,"phone":"12345"}',
    '[]',
    '{',
    `{"name":"${'x'.repeat(81)}"}`,
  ])('is refused when it is %s', (body) => {
    expect(() => parseCallback(body)).toThrow(WireFormatError);
  });

  it('throws nothing else, whatever comes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (body) => {
        try {
          const { phone = '123', uri = 'sip:a@b' } = parseCallback(body);
          return /^\+?\d{3,15}$/.test(phone) && uri.startsWith('sip:');
        } catch (error) {
          return error instanceof WireFormatError;
        }
      }),
    );
  });
});
