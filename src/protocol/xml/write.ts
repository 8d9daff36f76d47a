import { invalidCharacter, qualifiedName } from './names';

/** An element to write: qualified name, attributes (undefined ones are left out), then children; a string is text. */
export type XmlOutput = readonly [
  name: string,
  attributes: Readonly<Record<string, string | undefined>>,
  ...children: (XmlOutput | string)[],
];

const name = new RegExp(`^${qualifiedName}$`, 'u');
const notAllowed = new RegExp(invalidCharacter, 'gu');

/** Text safe in character data and in attribute values. What XML cannot hold at all becomes U+FFFD. */
export function escapeXml(text: string): string {
  // Line ends and tabs as references, because a reader turns literal ones into others (XML 1.0 sections 2.11 and 3.3.3).
  return text.replace(notAllowed, '\uFFFD').replace(/[&<>"'\t\r\n]/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** Writes an element without declaration. Throws `TypeError` if a name is not one: names are ours, only values are not. */
export function writeXml([element, attributes, ...children]: XmlOutput): string {
  let tag = checked(element);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) tag += ` ${checked(key)}="${escapeXml(value)}"`;
  }
  const content = children
    .map((child) => (typeof child === 'string' ? escapeXml(child) : writeXml(child)))
    .join('');
  return content ? `<${tag}>${content}</${element}>` : `<${tag}/>`;
}

function checked(text: string): string {
  if (!name.test(text)) throw new TypeError('Not an XML name.');
  return text;
}
