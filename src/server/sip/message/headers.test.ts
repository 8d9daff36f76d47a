import { describe, expect, it } from 'vitest';
import { createRequest, Headers, parseMessage, serialize } from './index';

function received(...lines: string[]): Headers {
  const head = ['MESSAGE sip:b@contoso.com SIP/2.0', ...lines, 'Content-Length: 0', '', ''].join('\r\n');
  return parseMessage(Buffer.from(head)).headers;
}

const wire = (headers: Headers): string => headers.write(0);

describe('Headers', () => {
  it('knows names in any case and compact form', () => {
    const headers = received('v: SIP/2.0/TCP a', 'F: <sip:a@b>', 'cALL-iD : x', 's:Hello');
    expect(headers.get('Via')).toBe('SIP/2.0/TCP a');
    expect(headers.get('from')).toBe('<sip:a@b>');
    expect(headers.get('i')).toBe('x');
    expect(headers.get('SUBJECT')).toBe('Hello');
    expect(headers.has('To')).toBe(false);
    expect([...headers.entries()].map(([name]) => name)).toEqual([
      'v',
      'F',
      'cALL-iD',
      's',
      'Content-Length',
    ]);
  });

  it.each([...'abcdefijklmnorstuvxy'])('the compact form %s', (letter) => {
    const headers = received(`${letter}: value`);
    const [name] = [...headers.entries()][0]!;
    headers.set(name, 'other');
    expect(headers.get(letter.toUpperCase())).toBe('other');
  });

  it('reads folds as a space and keeps them on the wire', () => {
    const headers = received('Subject: one\r\n  two \r\n\tthree');
    expect(headers.get('Subject')).toBe('one two three');
    expect(wire(headers)).toContain('Subject: one\r\n  two \r\n\tthree\r\n');
  });

  it('trims SP and HT but no octet of a letter', () => {
    // 'à' is C3 A0 in UTF-8, and A0 alone is a space to String.trim.
    const headers = received('Subject: \tvoilà \t');
    expect(headers.text('Subject')).toBe('voilà');
    expect(headers.get('Subject')).toBe('voil\u00c3\u00a0');
  });

  it('splits lists outside of quotes and brackets', () => {
    const headers = received('Contact: "a, \\"b" <sip:a,b@c>;q=1, <sip:d@e>', 'm: sip:f@g,, ');
    expect(headers.list('Contact')).toEqual(['"a, \\"b" <sip:a,b@c>;q=1', '<sip:d@e>', 'sip:f@g']);
    expect(headers.getAll('Contact')).toHaveLength(2);
    expect(headers.count('contact')).toBe(2);
  });

  it('sets in place, removing the others', () => {
    const headers = received('A: 1', 'Subject: x', 'B: 2', 's: y');
    headers.set('Subject', 'z');
    expect(wire(headers)).toBe('A: 1\r\nSubject: z\r\nB: 2\r\nContent-Length: 0\r\n');
    headers.set('C', '3');
    expect([...headers.entries()].at(-1)).toEqual(['C', '3']);
  });

  it('prepends before the first of the name, or at the top', () => {
    const headers = received('A: 1', 'Via: old');
    headers.prepend('Via', 'new');
    headers.prepend('Route', '<sip:r>');
    expect(wire(headers)).toMatch(/^Route: <sip:r>\r\nA: 1\r\nVia: new\r\nVia: old\r\n/);
  });

  it('removes one value, also of several in a line', () => {
    const headers = received('Via: one , two', 'v: three');
    headers.removeFirst('Via');
    expect(headers.list('Via')).toEqual(['two', 'three']);
    headers.removeFirst('Via');
    headers.removeFirst('Via');
    headers.removeFirst('Via');
    expect(headers.has('Via')).toBe(false);
  });

  it('removes all lines of a name, neighbours too', () => {
    const headers = received('X: 1', 'X: 2', 'Y: 3', 'x: 4');
    headers.removeAll('X');
    expect(wire(headers)).toBe('Y: 3\r\nContent-Length: 0\r\n');
  });

  it('clones', () => {
    const headers = received('A: 1');
    const copy = headers.clone();
    copy.set('A', '2');
    copy.append('B', '3');
    expect(headers.get('A')).toBe('1');
    expect(headers.has('B')).toBe(false);
  });

  it('takes text beyond one octet as UTF-8, and refuses names that are none', () => {
    const headers = new Headers();
    headers.set('Subject', '日本');
    headers.setText('X-Name', 'Zoë');
    expect(headers.text('Subject')).toBe('日本');
    expect(headers.text('X-Name')).toBe('Zoë');
    expect(() => headers.set('Bad Name', '')).toThrow(TypeError);
    expect(() => headers.append('X\r\nY', '')).toThrow(TypeError);
  });
});

describe('serialize', () => {
  it('writes one right Content-Length whatever the headers say', () => {
    const cases: [string[], string][] = [
      [[], 'Content-Length: 3'],
      [['l: 3'], 'l: 3'],
      [['l: 99'], 'l: 3'],
      [['Content-Length: 0x3', 'Content-Length: 3'], 'Content-Length: 3'],
    ];
    for (const [lines, expected] of cases) {
      const headers = lines.map((line) => line.split(': ') as [string, string]);
      const out = serialize(createRequest('INFO', 'sip:a@b', headers, 'abc')).toString();
      expect(out).toBe(`INFO sip:a@b SIP/2.0\r\n${expected}\r\n\r\nabc`);
    }
  });

  it('counts octets, not chars', () => {
    const out = serialize(createRequest('INFO', 'sip:a@b', [], 'Grüße'));
    expect(out.toString()).toContain('Content-Length: 7\r\n\r\nGrüße');
  });

  it('cannot be given a second line by a Request-URI', () => {
    const request = createRequest('INFO', 'sip:a@b', []);
    request.uri = 'sip:a@b\r\nRoute: <sip:evil>';
    expect(parseMessage(serialize(request)).headers.has('Route')).toBe(false);
  });
});
