import { WireFormatError } from '../wire-format-error';
import { childText, type XmlElement } from '../xml/read';

const states = ['full', 'partial', 'deleted'] as const;
/** RFC 4575 section 4.3: how much of an element is there. */
export type ElementState = (typeof states)[number];

/** The `state` attribute, with or without namespace; `full` is the default (RFC 4575 section 5.1). */
export function readState(element: XmlElement): ElementState {
  const text = attributeOf(element, 'state');
  if (text === undefined) return 'full';
  const found = states.find((state) => state === text.trim());
  if (!found) throw new WireFormatError('invalid-value', `${element.name}@state`);
  return found;
}

/** An attribute by local name: which namespace it has differs between senders. */
export function attributeOf({ attributes }: XmlElement, name: string): string | undefined {
  if (name in attributes) return attributes[name];
  const key = Object.keys(attributes).find((each) => each.endsWith(`}${name}`));
  return key === undefined ? undefined : attributes[key];
}

/** The text of a child as `xs:boolean`; undefined if there is none, or if it is something else. */
export function readBoolean(element: XmlElement, name: string): boolean | undefined {
  const text = childText(element, name);
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : undefined;
}
