import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS, serialize, StreamFramer, validate, type FrameEvent } from './index';

const BODY = 'Grüße';
const MESSAGE = request('MESSAGE', BODY);

function request(method: string, body = ''): string {
  const lines = [
    `${method} sip:bob@contoso.com SIP/2.0`,
    'Via: SIP/2.0/TCP 127.0.0.1:40000;branch=z9hG4bK1',
    'From: <sip:alice@contoso.com>;tag=a',
    'To: <sip:bob@contoso.com>',
    'Call-ID: c',
    `CSeq: 1 ${method}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** What is reported, without the objects that carry it. */
function describeEvents(events: FrameEvent[]): string[] {
  return events.map((event) => (event.type === 'message' ? serialize(event.message).toString() : event.type));
}

function pushAll(framer: StreamFramer, bytes: Buffer, cuts: readonly number[]): FrameEvent[] {
  const edges = [0, ...[...cuts].sort((a, b) => a - b), bytes.length];
  return edges.slice(1).flatMap((edge, i) => framer.push(Buffer.from(bytes.subarray(edges[i], edge))));
}

describe('StreamFramer', () => {
  it('frames by Content-Length in octets', () => {
    const events = new StreamFramer().push(Buffer.from(MESSAGE + request('OPTIONS')));
    expect(describeEvents(events)).toEqual([MESSAGE, request('OPTIONS')]);
    expect(events[0]).toMatchObject({ type: 'message', message: { body: Buffer.from(BODY) } });
  });

  it('reports pings, and takes a single line end for nothing', () => {
    const stream = Buffer.from(`\r\n\r\n${MESSAGE}\r\n${MESSAGE}\r\n\r\n\r\n\r\n`);
    const expected = ['ping', MESSAGE, MESSAGE, 'ping', 'ping'];
    expect(describeEvents(new StreamFramer().push(stream))).toEqual(expected);
    const everyOctet = Array.from({ length: stream.length }, (_, i) => i);
    expect(describeEvents(pushAll(new StreamFramer(), stream, everyOctet))).toEqual(expected);
  });

  it('reports each line end as a pong when it is the one that pings', () => {
    const framer = new StreamFramer({ keepAlive: 'expect' });
    expect(describeEvents(framer.push(Buffer.from(`\r\n${MESSAGE}\r\n`)))).toEqual(['pong', MESSAGE, 'pong']);
  });

  it('gives the same messages however the stream is cut', () => {
    const part = fc.constantFrom(MESSAGE, request('OPTIONS'), request('INFO', 'x'.repeat(3000)), '\r\n\r\n');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.array(fc.nat()), (parts, places) => {
        const bytes = Buffer.from(parts.join(''));
        const cuts = places.map((place) => place % (bytes.length + 1));
        const expected = parts.map((p) => (p === '\r\n\r\n' ? 'ping' : p));
        const framer = new StreamFramer();
        expect(describeEvents(pushAll(framer, bytes, cuts))).toEqual(expected);
        expect(framer.partial).toBeUndefined();
      }),
    );
  });

  it('does not write over bodies it has handed out', () => {
    const framer = new StreamFramer();
    const bytes = Buffer.from(`${MESSAGE}${request('INFO', 'second')}`);
    const events = pushAll(framer, bytes, [10, bytes.length - 3]);
    pushAll(framer, Buffer.from(request('INFO', '#'.repeat(2000))), [5, 500]);
    const bodies = events.map((event) => event.type === 'message' && event.message.body.toString());
    expect(bodies).toEqual([BODY, 'second']);
  });

  it('names the message that is incomplete', () => {
    const framer = new StreamFramer();
    expect(framer.partial).toBeUndefined();
    framer.push(Buffer.from(MESSAGE.slice(0, 20)));
    const first = framer.partial;
    framer.push(Buffer.from(MESSAGE.slice(20, -2)));
    expect(first).toBeDefined();
    expect(framer.partial).toBe(first);
    framer.push(Buffer.concat([Buffer.from(MESSAGE).subarray(-4), Buffer.from(MESSAGE.slice(0, 5))]));
    expect(framer.partial).not.toBe(first);
  });

  it('a half line end between messages is an incomplete message', () => {
    const framer = new StreamFramer();
    framer.push(Buffer.from('\r'));
    expect(framer.partial).toBe(0);
    framer.push(Buffer.from('\n'));
    expect(framer.partial).toBeUndefined();
  });
});

describe('StreamFramer limits', () => {
  const head = MESSAGE.slice(0, MESSAGE.indexOf('Content-Length'));

  function only(events: FrameEvent[]): Extract<FrameEvent, { type: 'error' }> {
    expect(events).toHaveLength(1);
    const [event] = events;
    if (event?.type !== 'error') throw new Error(`expected an error, got ${event?.type}`);
    return event;
  }

  it('refuses a body that would pass 64 kB before it has come', () => {
    const framer = new StreamFramer();
    const event = only(framer.push(Buffer.from(`${head}Content-Length: 65536\r\n\r\n`)));
    expect(event.error.code).toBe('too-large');
    expect(validate(event.message!)).toMatchObject({ status: 513, drop: false });
    expect(framer.push(Buffer.from(MESSAGE))).toEqual([]);
    expect(framer.partial).toBeUndefined();
  });

  it('refuses 64 kB without an end of headers', () => {
    const framer = new StreamFramer();
    const kilobyte = Buffer.alloc(1024, 'a');
    for (let i = 0; i < 63; i++) expect(framer.push(Buffer.from(kilobyte))).toEqual([]);
    expect(only(framer.push(kilobyte)).error.code).toBe('too-large');
  });

  it('takes a message of exactly the limit', () => {
    const size = DEFAULT_LIMITS.message - request('INFO', 'x'.repeat(10_000)).length + 10_000;
    const exact = request('INFO', 'x'.repeat(size));
    expect(exact).toHaveLength(DEFAULT_LIMITS.message);
    expect(describeEvents(new StreamFramer().push(Buffer.from(exact)))).toEqual([exact]);
  });

  it.each(['Content-Length: -1', 'Content-Length: 1e3', 'Content-Length: 5\r\nl: 5', 'Content-Length:'])(
    'cannot follow a stream with %j',
    (line) => {
      const event = only(new StreamFramer().push(Buffer.from(`${head}${line}\r\n\r\nhello${MESSAGE}`)));
      expect(event.error.code).toBe('bad-framing');
      expect(validate(event.message!)).toMatchObject({ status: 400 });
    },
  );

  it('forgives a missing Content-Length only where there can be no body', () => {
    expect(describeEvents(new StreamFramer().push(Buffer.from(`${head}\r\n`)))).toHaveLength(1);
    const event = only(new StreamFramer().push(Buffer.from(`${head}Content-Type: text/plain\r\n\r\nhello`)));
    expect(validate(event.message!)).toMatchObject({ status: 400, reason: 'Missing Content-Length' });
  });

  it('says when it is not SIP at all', () => {
    const event = only(
      new StreamFramer().push(Buffer.from('GET / HTTP/1.1\r\nHost: contoso.com\r\n\r\n').subarray(3)),
    );
    expect(event).toMatchObject({ error: { name: 'SipParseError' } });
  });
});
