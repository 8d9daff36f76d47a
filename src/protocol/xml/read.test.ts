import { describe, it, expect } from 'vitest';
import fc from 'fast-check';
import { childOf, childText, readXml } from './read';
import { writeXml } from './write';
import { XmlError } from './xml-error';
import type { XmlElement, XmlLimits } from './read';
import type { XmlOutput } from './write';

function errorOf(text: string, limits?: XmlLimits): XmlError {
  try {
    readXml(text, limits);
  } catch (error) {
    if (error instanceof XmlError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text.slice(0, 80)}`);
}

describe('readXml', () => {
  it('reads elements, attributes and text', () => {
    const root = readXml(
      '<?xml version="1.0" encoding="utf-8"?>\n<a x="1" y=\'2\'><b>t</b> <b/>&amp;&#65;&#x1F600;</a>\n<!-- end -->',
    );
    expect(root).toEqual({
      name: 'a',
      ns: '',
      attributes: { x: '1', y: '2' },
      children: [
        { name: 'b', ns: '', attributes: {}, children: [], text: 't' },
        { name: 'b', ns: '', attributes: {}, children: [], text: '' },
      ],
      text: ' &A😀',
    });
    expect(childText(root, 'b')).toBe('t');
    expect(childOf(root, 'c')).toBeUndefined();
  });

  it('resolves namespaces of elements and attributes', () => {
    const root = readXml(
      '<p:a xmlns:p="urn:p" xmlns="urn:d" p:x="1" xml:lang="en"><b/><p:b xmlns:p="urn:q"/><c xmlns=""/></p:a>',
    );
    expect([root.name, root.ns]).toEqual(['a', 'urn:p']);
    expect({ ...root.attributes }).toEqual({
      '{urn:p}x': '1',
      '{http://www.w3.org/XML/1998/namespace}lang': 'en',
    });
    expect(root.children.map(({ ns }) => ns)).toEqual(['urn:d', 'urn:q', '']);
  });

  it('normalises line ends, but not those written as references', () => {
    const root = readXml('<a x="1\r\n2\t3&#10;4">\r\na\rb&#13;\tc<![CDATA[\r\n<&amp;]]></a>');
    expect(root.attributes.x).toBe('1 2 3\n4');
    expect(root.text).toBe('\na\nb\r\tc\n<&amp;');
  });

  it('keeps names such as __proto__ harmless', () => {
    const root = readXml(
      '<__proto__ __proto__="x" constructor="y" xmlns:__proto__="urn:p"><__proto__:b/></__proto__>',
    );
    expect(Object.entries(root.attributes)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(root.children[0]?.ns).toBe('urn:p');
    expect(errorOf('<constructor:a/>').code).toBe('undeclared-prefix');
  });

  it.each([
    ['', 'not-well-formed'],
    ['text', 'not-well-formed'],
    ['<a>', 'not-well-formed'],
    ['<a></b>', 'not-well-formed'],
    ['</a>', 'not-well-formed'],
    ['<a/><b/>', 'not-well-formed'],
    ['<a/>x', 'not-well-formed'],
    ['<a b=c/>', 'not-well-formed'],
    ['<a b="1"c="2"/>', 'not-well-formed'],
    ['<a b="<"/>', 'not-well-formed'],
    ['<a b/>', 'not-well-formed'],
    ['<1a/>', 'not-well-formed'],
    ['<a:b:c xmlns:a="u"/>', 'not-well-formed'],
    ['< a/>', 'not-well-formed'],
    ['<a>]]></a>', 'not-well-formed'],
    ['<a><!-- -- --></a>', 'not-well-formed'],
    ['<a><!-- x', 'not-well-formed'],
    ['<a><![CDATA[x</a>', 'not-well-formed'],
    ['<![CDATA[x]]><a/>', 'not-well-formed'],
    ['<a><!ELEMENT a ANY></a>', 'not-well-formed'],
    ['<a/><?xml version="1.0"?>', 'not-well-formed'],
    [' <?xml version="1.0"?><a/>', 'not-well-formed'],
    ['<a xmlns:p=""/>', 'not-well-formed'],
    ['<a xmlns:xml="urn:x"/>', 'not-well-formed'],
    ['\u00A0<a/>', 'not-well-formed'],
    ['<a x="1" x="2"/>', 'duplicate-attribute'],
    ['<a xmlns="1" xmlns="2"/>', 'duplicate-attribute'],
    ['<a xmlns:p="u" xmlns:q="u" p:x="1" q:x="2"/>', 'duplicate-attribute'],
    ['<p:a/>', 'undeclared-prefix'],
    ['<a p:x="1"/>', 'undeclared-prefix'],
    ['<a><b xmlns:p="u"/><p:c/></a>', 'undeclared-prefix'],
    ['<a>&</a>', 'entity'],
    ['<a>&nbsp;</a>', 'entity'],
    ['<a>&lt</a>', 'entity'],
    ['<a x="&e;"/>', 'entity'],
    ['<a>&#x;</a>', 'entity'],
    ['<a>&#0;</a>', 'invalid-character'],
    ['<a>&#x1F;</a>', 'invalid-character'],
    ['<a>&#xD800;</a>', 'invalid-character'],
    ['<a>&#xFFFF;</a>', 'invalid-character'],
    ['<a>&#x110000;</a>', 'invalid-character'],
    ['<a>\u0001</a>', 'invalid-character'],
    ['<a>\uD800</a>', 'invalid-character'],
    ['<a>\uFFFE</a>', 'invalid-character'],
    ['<!DOCTYPE a><a/>', 'doctype'],
    ['<!doctype a><a/>', 'doctype'],
  ])('refuses %j as %s', (text, code) => {
    expect(errorOf(text).code).toBe(code);
  });

  it('says where', () => {
    expect(errorOf('<a>ok &bad;</a>').offset).toBe(6);
    expect(errorOf('<a x="ok &bad;"/>').offset).toBe(9);
    expect(errorOf('<a>\u0001</a>').offset).toBe(3);
    expect(errorOf('<a><b></a>').offset).toBe(6);
  });

  it('refuses a billion laughs at the DOCTYPE', () => {
    const lines = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`);
    expect(
      errorOf(`<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "ha">${lines.join('')}]><l>&l9;</l>`).code,
    ).toBe('doctype');
  });

  it('bounds size in bytes, depth and number of nodes', () => {
    expect(errorOf(`<a>${'x'.repeat(70_000)}</a>`).code).toBe('too-large');
    expect(errorOf(`<a>${'€'.repeat(10)}</a>`, { maxBytes: 36 }).code).toBe('too-large');
    expect(readXml(`<a>${'€'.repeat(10)}</a>`, { maxBytes: 37 }).text).toHaveLength(10);
    const nested = (depth: number) => '<a>'.repeat(depth) + '</a>'.repeat(depth);
    expect(readXml(nested(32)).name).toBe('a');
    expect(errorOf(nested(33)).code).toBe('too-deep');
    expect(errorOf(`${'<a>'.repeat(32)}<b/>`).code).toBe('too-deep');
    expect(readXml(`<a>${'<b/>'.repeat(4095)}</a>`).children).toHaveLength(4095);
    expect(errorOf(`<a>${'<b/>'.repeat(4096)}</a>`).code).toBe('too-many-nodes');
    const attributes = Array.from({ length: 4096 }, (_, i) => ` a${i}=""`).join('');
    expect(errorOf(`<a${attributes}/>`).code).toBe('too-many-nodes');
    expect(errorOf(`<a>${'x<!---->'.repeat(2048)}</a>`).code).toBe('too-many-nodes');
  });

  it.each([
    ['open tags', '<a '.repeat(20_000)],
    ['blanks', `<a${' '.repeat(60_000)}`],
    ['blanks before a value', `<a x=${' '.repeat(60_000)}`],
    ['a name', `<${'a'.repeat(60_000)}`],
    ['an attribute name', `<a ${'b'.repeat(60_000)}`],
    ['an unfinished value', `<a x="${'y'.repeat(60_000)}`],
    ['ampersands', `<a>${'&#'.repeat(30_000)}</a>`],
    ['unfinished comments', `<a>${'<!--'.repeat(15_000)}`],
    ['declaration', `<?xml version="1.0"${' '.repeat(60_000)}`],
    [
      'nested declarations',
      `<a>${Array.from({ length: 1500 }, (_, i) => `<b xmlns:p${i}="u${i}"/>`).join('')}`,
    ],
  ])('takes time linear in the size of hostile %s', (_name, text) => {
    const start = performance.now();
    expect(() => readXml(text)).toThrow(XmlError);
    // Quadratic time would be seconds here; linear is about a millisecond.
    expect(performance.now() - start).toBeLessThan(500);
  });

  it('throws nothing but XmlError, whatever the text', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '/',
      'a',
      ' ',
      '="',
      '"',
      "'",
      '&',
      '#',
      ';',
      'x',
      '!',
      '--',
      '[CDATA[',
      ']]',
      '?',
      'xml',
      'xmlns',
      ':',
      '\r',
      '\u0000',
      '\uD800',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(pieces, { maxLength: 40 }).map((all) => all.join('')),
        ),
        (text) => {
          try {
            readXml(text);
          } catch (error) {
            expect(error).toBeInstanceOf(XmlError);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('writeXml', () => {
  const name = fc.stringMatching(/^[a-z_][a-z0-9.-]{0,8}$/).filter((text) => text !== 'xmlns');
  // What XML can hold; the rest is a test of its own.
  const text = fc.string({ unit: 'grapheme' }).map((value) => value.replace(/[\p{Cc}\uFFFE\uFFFF]/gu, ''));
  const { tree } = fc.letrec<{ tree: XmlOutput }>((tie) => ({
    tree: fc
      .tuple(
        name,
        fc.dictionary(name, text, { maxKeys: 3 }),
        fc.array(fc.oneof({ maxDepth: 4 }, text, tie('tree')), { maxLength: 3 }),
      )
      .map(([element, attributes, children]): XmlOutput => [element, attributes, ...children]),
  }));

  function expected([element, attributes, ...children]: XmlOutput): XmlElement {
    return {
      name: element,
      ns: '',
      attributes: { ...attributes } as Record<string, string>,
      children: children.filter((child) => typeof child !== 'string').map(expected),
      text: children.filter((child) => typeof child === 'string').join(''),
    };
  }

  it('writes what readXml reads back the same', () => {
    fc.assert(
      fc.property(tree, (output) => {
        expect(readXml(writeXml(output), { maxBytes: 1e6, maxDepth: 100 })).toEqual(expected(output));
      }),
    );
  });

  it('replaces what XML cannot hold and refuses names that are none', () => {
    expect(readXml(writeXml(['a', {}, 'x\u0000\uD800y'])).text).toBe('x\uFFFD\uFFFDy');
    expect(writeXml(['a', { b: undefined, c: '"<' }])).toBe('<a c="&#34;&#60;"/>');
    expect(() => writeXml(['a><b', {}])).toThrow(TypeError);
    expect(() => writeXml(['a', { 'x y': '' }])).toThrow(TypeError);
  });
});
