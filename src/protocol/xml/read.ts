import { utf8Length } from '../base64';
import { invalidCharacter, qualifiedName } from './names';
import { XmlError } from './xml-error';
import type { XmlErrorCode } from './xml-error';

/** An element with its namespace resolved. */
export interface XmlElement {
  /** Local name. */
  readonly name: string;
  /** Namespace URI; empty for none. */
  readonly ns: string;
  /** By local name; an attribute with a prefix as `{namespace}name`. Has no prototype. Declarations of namespaces are left out. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Character data directly in this element, in one string; references replaced, not trimmed. */
  readonly text: string;
}

export interface XmlLimits {
  /** Bytes of UTF-8. Default 65,536. */
  readonly maxBytes?: number;
  /** Levels of elements. Default 32. */
  readonly maxDepth?: number;
  /** Elements, attributes, runs of text, comments and processing instructions together. Default 4,096. */
  readonly maxNodes?: number;
}

interface OpenElement {
  readonly element: {
    name: string;
    ns: string;
    attributes: Record<string, string>;
    children: XmlElement[];
    text: string;
  };
  readonly qualified: string;
  /** Prefix to namespace; inherits by prototype, so that a declaration costs nothing further down. */
  readonly scope: Record<string, string>;
}

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace';
const declaration = /<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(["'])1\.\d+\1[^<>?]*\?>/y;
const openTag = new RegExp(`<${qualifiedName}`, 'uy');
const closeTag = new RegExp(`</(${qualifiedName})[ \\t\\r\\n]*>`, 'uy');
const attribute = new RegExp(
  `([ \\t\\r\\n]+)${qualifiedName}[ \\t\\r\\n]*=[ \\t\\r\\n]*("[^<"]*"|'[^<']*')`,
  'uy',
);
const tagEnd = /[ \t\r\n]*(\/?)>/y;
/** Section 2.6: a name, which is not `xml`. */
const processingInstruction = new RegExp(`^(?!xml(?![\\w-]))${qualifiedName}`, 'iu');
const replaced = /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([\da-fA-F]{1,6}));|&|\r\n|[\t\r\n]/g;
const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * Reads a document of XML 1.0 with namespaces into a plain tree. Stricter than XML: no DOCTYPE, hence no entities but the
 * five of XML and numeric ones, and everything is bounded. Time is linear in the size of the text. Throws `XmlError`.
 */
export function readXml(source: string, limits: XmlLimits = {}): XmlElement {
  const { maxBytes = 65_536, maxDepth = 32, maxNodes = 4096 } = limits;
  if (source.length > maxBytes || utf8Length(source) > maxBytes) throw new XmlError('too-large', maxBytes);
  let at = source.startsWith('\uFEFF') ? 1 : 0;
  let nodes = 0;
  let root: XmlElement | undefined;
  const open: OpenElement[] = [];

  const fail = (code: XmlErrorCode = 'not-well-formed', offset = at): never => {
    throw new XmlError(code, offset);
  };
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(source);
    if (match) at = pattern.lastIndex;
    return match;
  };
  const countNode = (): void => {
    if (++nodes > maxNodes) fail('too-many-nodes');
  };
  const until = (end: string, from: number): string => {
    const found = source.indexOf(end, from);
    if (found < 0) fail();
    at = found + end.length;
    return source.slice(from, found);
  };
  /** `lineEnd`: a line feed in text (XML 1.0 section 2.11), a blank in attributes (3.3.3). References to them stay what they are. */
  const expand = (raw: string, offset: number, lineEnd: '\n' | ' '): string =>
    raw.replace(
      replaced,
      (
        whole,
        name: string | undefined,
        decimal: string | undefined,
        hex: string | undefined,
        index: number,
      ) => {
        if (whole === '\t') return lineEnd === ' ' ? ' ' : whole;
        if (whole.trim() === '') return lineEnd;
        if (name) return named[name] ?? '';
        const code = decimal ? parseInt(decimal, 10) : hex ? parseInt(hex, 16) : -1;
        if (code < 0) fail('entity', offset + index);
        const char = code <= 0x10ffff ? String.fromCodePoint(code) : '\0';
        return invalidCharacter.test(char) ? fail('invalid-character', offset + index) : char;
      },
    );
  const namespaceOf = (scope: Record<string, string>, prefix: string, offset: number): string =>
    scope[prefix] ?? fail('undeclared-prefix', offset);

  const invalid = invalidCharacter.exec(source);
  if (invalid) fail('invalid-character', invalid.index);

  const readText = (end: number): void => {
    const raw = source.slice(at, end);
    const parent = open.at(-1)?.element;
    if (!parent) {
      if (/[^ \t\r\n]/.test(raw)) fail();
    } else {
      if (raw.includes(']]>')) fail(); // XML 1.0 section 2.4
      countNode();
      parent.text += expand(raw, at, '\n');
    }
    at = end;
  };

  const readElement = (): void => {
    const start = at;
    const tag = take(openTag) ?? fail();
    if (root && !open.length) fail('not-well-formed', start);
    if (open.length >= maxDepth) fail('too-deep', start);
    countNode();
    const parentScope = open.at(-1)?.scope;
    const scope = Object.create(parentScope ?? null) as Record<string, string>;
    if (!parentScope) Object.assign(scope, { '': '', xml: xmlNamespace });
    const found: [prefix: string, name: string, value: string, offset: number][] = [];
    const declared = new Set<string>();
    for (let match = take(attribute); match; match = take(attribute)) {
      countNode();
      const [whole, , prefix = '', name = '', quoted = ''] = match;
      const offset = at - whole.length;
      const value = expand(quoted.slice(1, -1), at - quoted.length + 1, ' ');
      if (prefix === 'xmlns' || (!prefix && name === 'xmlns')) {
        const declares = prefix && name;
        if (declared.has(declares)) fail('duplicate-attribute', offset);
        declared.add(declares);
        // Namespaces in XML 1.0 sections 3 and 5: a prefix cannot be unbound, xml and xmlns cannot be bound anew.
        if (prefix && (!value || name === 'xml' || name === 'xmlns')) fail('not-well-formed', offset);
        scope[declares] = value;
      } else {
        found.push([prefix, name, value, offset]);
      }
    }
    const end = take(tagEnd) ?? fail();
    const attributes = Object.create(null) as Record<string, string>;
    for (const [prefix, name, value, offset] of found) {
      const key = prefix ? `{${namespaceOf(scope, prefix, offset)}}${name}` : name;
      if (key in attributes) fail('duplicate-attribute', offset);
      attributes[key] = value;
    }
    const [whole, prefix = '', name = ''] = tag;
    const element = { name, ns: namespaceOf(scope, prefix, start), attributes, children: [], text: '' };
    open.at(-1)?.element.children.push(element);
    root ??= element;
    if (!end[1]) open.push({ element, qualified: whole.slice(1), scope });
  };

  take(declaration);
  while (at < source.length) {
    const next = source.indexOf('<', at);
    const end = next < 0 ? source.length : next;
    if (end > at) readText(end);
    else if (source.startsWith('</', at)) {
      const start = at;
      const match = take(closeTag) ?? fail();
      if (open.pop()?.qualified !== match[1]) fail('not-well-formed', start);
    } else if (source.startsWith('<!--', at)) {
      countNode();
      if (/--|-$/.test(until('-->', at + 4))) fail(); // section 2.5
    } else if (source.startsWith('<![CDATA[', at)) {
      countNode();
      const { element } = open.at(-1) ?? fail();
      element.text += until(']]>', at + 9).replace(/\r\n?/g, '\n');
    } else if (source.startsWith('<!', at)) {
      fail(/^<!DOCTYPE/i.test(source.slice(at, at + 9)) ? 'doctype' : 'not-well-formed');
    } else if (source.startsWith('<?', at)) {
      countNode();
      const start = at;
      if (!processingInstruction.test(until('?>', at + 2))) fail('not-well-formed', start);
    } else readElement();
  }
  if (!root || open.length) return fail();
  return root;
}

/** The first child with that local name, in whatever namespace. */
export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name);
}

/** The trimmed text of the first child with that local name. */
export function childText(element: XmlElement, name: string): string | undefined {
  return childOf(element, name)?.text.trim();
}
