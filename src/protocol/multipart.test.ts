import { describe, it, expect } from 'vitest';
import fc from 'fast-check';
import { buildMultipart, isMultipart, parseMultipart } from './multipart';
import { WireFormatError } from './wire-format-error';

const type = 'multipart/mixed;boundary=b1';

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof WireFormatError) return `${error.code} ${error.path}`.trim();
    throw error;
  }
  return 'accepted';
}

describe('multipart', () => {
  it('reads what was built, as text and as bytes', () => {
    const check = <B extends Uint8Array | string>(bodies: readonly B[]) => {
      const parts = bodies.map((body) => ({
        contentType: 'a/b;c="d"',
        disposition: 'render;handling=optional',
        contentId: '<x@y>',
        body,
      }));
      const built = buildMultipart('mixed', 'boundary-7f3a', parts);
      expect(parseMultipart(built.contentType, built.body)).toEqual(parts);
    };
    fc.assert(fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }), check));
    fc.assert(fc.property(fc.array(fc.uint8Array(), { minLength: 1, maxLength: 5 }), check));
    check(['\r\n', '\n\n', '', '--', '\r\n--', '--boundary-7f3']);
  });

  it('reads bare line feeds, a preamble, an epilogue, folded headers and boundaries that start alike', () => {
    const body =
      'ignored\n--b1 \nContent-Type: text/plain;\n charset=utf-8\nX-Other: y\n\none\n--b11\n--b1\n\ntwo\n--b1--\nignored --b1';
    expect(parseMultipart(type, body)).toEqual([
      { contentType: 'text/plain; charset=utf-8', body: 'one\n--b11' },
      { contentType: 'text/plain', body: 'two' },
    ]);
  });

  it('takes empty parts and quoted boundaries', () => {
    expect(
      parseMultipart('multipart/mixed; boundary="a=b"', '--a=b\r\n--a=b\r\nContent-ID: 1\r\n\r\n--a=b--'),
    ).toEqual([
      { contentType: 'text/plain', body: '' },
      { contentType: 'text/plain', contentId: '1', body: '' },
    ]);
  });

  it.each([
    ['text/plain', '', 'invalid-value content-type'],
    ['multipart/mixed', '', 'missing boundary'],
    ['multipart/mixed;boundary="a b"', '', 'invalid-value boundary'],
    [`multipart/mixed;boundary=${'x'.repeat(71)}`, '', 'invalid-value boundary'],
    [type, '', 'malformed'],
    [type, '--b1\r\n\r\ncut off', 'malformed'],
    [type, '--b1\r\nno colon\r\n\r\n--b1--', 'malformed headers'],
    [type, `--b1\r\nX: ${'x'.repeat(5000)}\r\n\r\n--b1--`, 'too-large headers'],
    [type, `${'--b1\r\n\r\n'.repeat(18)}--b1--`, 'too-many'],
    [type, 'x'.repeat(65_537), 'too-large'],
  ])('refuses %s with %j: %s', (contentType, body, code) => {
    expect(codeOf(() => parseMultipart(contentType, body))).toBe(code);
    expect(codeOf(() => parseMultipart(contentType, new TextEncoder().encode(body)))).toBe(code);
  });

  it('throws nothing but WireFormatError', () => {
    const piece = fc.constantFrom('--b1', '--', '\r\n', '\n', ':', 'X: y', ' ', 'text');
    fc.assert(
      fc.property(
        fc.array(piece).map((all) => all.join('')),
        fc.string(),
        (body, contentType) => {
          codeOf(() => parseMultipart(type, body));
          codeOf(() => parseMultipart(contentType, body));
          expect(typeof isMultipart(contentType)).toBe('boolean');
        },
      ),
    );
  });

  it('refuses to build what would not be read as meant', () => {
    const build = (boundary: string, part: object) =>
      codeOf(() => buildMultipart('mixed', boundary, [{ contentType: 'a/b', body: '', ...part }]));
    expect(build('b1', {})).toBe('accepted');
    expect(build('b 1', {})).toBe('invalid-value boundary');
    expect(build('b1', { body: 'x\r\n--b1--' })).toBe('invalid-value boundary');
    expect(build('b1', { contentType: 'a/b\r\nX: y' })).toBe('invalid-value Content-Type');
    expect(codeOf(() => buildMultipart('mixed', 'b1', []))).toBe('invalid-value parts');
    expect(isMultipart(type)).toBe(true);
    expect(isMultipart('text/plain')).toBe(false);
  });
});
