import { WireFormatError } from '../wire-format-error';
import type { XmlElement } from '../xml/read';

/** Attributes are read as they come: what is absent or senseless is left out, unless the message makes no sense without it. */
export function required(element: XmlElement, name: string): string {
  const value = element.attributes[name];
  if (!value) throw new WireFormatError('missing', `${element.name}/@${name}`);
  return value;
}

export function optional(element: XmlElement, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = element.attributes[name];
    if (value) return value;
  }
  return undefined;
}

/** Present but empty counts: it clears what was there. */
export function clearable(element: XmlElement, name: string): string | undefined {
  return element.attributes[name];
}

/** Compared as group chat clients do: case does not matter. */
export function flag(element: XmlElement, name: string): boolean | undefined {
  return asFlag(element.attributes[name]);
}

export function asFlag(value: string | undefined): boolean | undefined {
  const text = value?.trim().toLowerCase();
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** A whole number from 0 that JavaScript can hold. */
export function count(element: XmlElement, name: string): number | undefined {
  return asCount(element.attributes[name]);
}

export function asCount(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** At most 20 digits: 64 bits. */
export function decimal(element: XmlElement, name: string): string | undefined {
  const value = element.attributes[name];
  if (value === undefined) return undefined;
  if (!/^\d{1,20}$/.test(value)) throw new WireFormatError('invalid-value', `${element.name}/@${name}`);
  return value;
}

export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** Undefined for an empty list, so that a block that says nothing is equal to one that was never written. */
export function listed<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length ? list : undefined;
}

/** Leaves out what is undefined. */
export function compact<T extends object>(block: T): T {
  const kept = Object.entries(block).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as T;
}

export function written(value: boolean | number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
