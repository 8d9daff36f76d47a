import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRequest, handOver, parseMessage, serialize, validate, type SipMessage } from './index';

const torture = new URL('../../../../test/torture/rfc4475/', import.meta.url);

/** What it is made of, to the octet. */
const contents = (message: SipMessage) => ({
  kind: message.kind,
  wire: serialize(message).toString('latin1'),
  headers: [...message.headers.entries()],
  body: message.body.toString('latin1'),
});

const text = fc.string({ unit: 'binary', maxLength: 20 });

describe('a message handed over in the process', () => {
  it.each(readdirSync(torture).filter((name) => name.endsWith('.dat')))(
    'is what would have been read: %s',
    (name) => {
      let message: SipMessage;
      try {
        message = parseMessage(readFileSync(new URL(name, torture)));
      } catch {
        return expect(() => parseMessage(readFileSync(new URL(name, torture)))).toThrow();
      }
      const copy = handOver(message);
      if (message.defect) return expect(copy).toBeUndefined();
      expect(contents(copy!)).toEqual(contents(parseMessage(serialize(message))));
    },
  );

  it('has a right Content-Length and no line end that was not there, whatever we wrote', () => {
    fc.assert(
      fc.property(text, text, text, (subject, agent, body) => {
        const request = createRequest('MESSAGE', 'sip:bob@contoso.com', [], body);
        request.headers.append('Subject', subject);
        request.headers.setText('User-Agent', agent);
        request.uri = `sip:bob@contoso.com\r\nX: ${subject}`;
        expect(contents(handOver(request)!)).toEqual(contents(parseMessage(serialize(request))));
      }),
    );
  });

  it('is left to the parser beyond a limit', () => {
    const request = (name: string, size: number, body = '') =>
      createRequest('MESSAGE', 'sip:bob@contoso.com', [[name, 'x'.repeat(size)]], body);
    expect(handOver(request('Subject', 8_000))).toBeDefined();
    expect(handOver(request('Subject', 8_200))).toBeUndefined();
    expect(handOver(request('Subject', 1, 'x'.repeat(70_000)))).toBeUndefined();
    const many = request('Subject', 1);
    for (let i = 0; i < 100; i++) many.headers.append('X', '1');
    expect(handOver(many)).toBeUndefined();
    const long = request('Subject', 1);
    long.uri += 'x'.repeat(2_048);
    expect(handOver(long)).toBeUndefined();
  });

  it('is not looked through again when it was found faultless', () => {
    const message = parseMessage(readFileSync(new URL('wsinv.dat', torture)));
    expect(handOver(message)!.isChecked).toBe(false);
    expect(validate(message)).toBeUndefined();
    expect(handOver(message)!.isChecked).toBe(true);
  });
});
