import { utf8Length } from './base64';
import { WireFormatError } from './wire-format-error';
import { httpUrl } from './http-url';

/** Checks an untrusted value and returns it typed, or throws `WireFormatError` naming `path`. */
export type Reader<T> = (value: unknown, path: string) => T;

/** Largest JSON body unless a format says less, in bytes of UTF-8. */
export const maxJsonBytes = 65_536;

/** Parses JSON text and reads it. Throws `WireFormatError`, whatever the text is. */
export function readJson<T>(text: string, reader: Reader<T>, maxBytes = maxJsonBytes): T {
  if (text.length > maxBytes || utf8Length(text) > maxBytes) throw new WireFormatError('too-large', '');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new WireFormatError('malformed', '', { cause });
  }
  return reader(value, '');
}

/** Reads a value of our own and returns it as JSON, so that nothing is sent that the other side would refuse. */
export function writeJson<T>(value: T, reader: Reader<T>, maxBytes = maxJsonBytes): string {
  const text = JSON.stringify(reader(value, ''));
  if (utf8Length(text) > maxBytes) throw new WireFormatError('too-large', '');
  return text;
}

export function text(maxLength: number): Reader<string> {
  return (value, path) => {
    if (typeof value !== 'string') throw wrongType(value, path);
    if (value.length > maxLength) throw new WireFormatError('too-long', path);
    return value;
  };
}

/** A finite number within the bounds, both included. */
export function number(min: number, max: number): Reader<number> {
  return (value, path) => {
    if (typeof value !== 'number') throw wrongType(value, path);
    if (!(value >= min && value <= max)) throw new WireFormatError('invalid-value', path);
    return value;
  };
}

export function integer(min: number, max: number): Reader<number> {
  const inRange = number(min, max);
  return (value, path) => {
    if (!Number.isInteger(inRange(value, path))) throw new WireFormatError('invalid-value', path);
    return value as number;
  };
}

/** Milliseconds since 1970 that a `Date` can hold. */
export const timestamp = number(0, 8.64e15);

export const boolean: Reader<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw wrongType(value, path);
  return value;
};

export function oneOf<const T extends string>(...allowed: readonly T[]): Reader<T> {
  return (value, path) => {
    const found = allowed.find((item) => item === value);
    if (found === undefined)
      throw typeof value === 'string' ? new WireFormatError('invalid-value', path) : wrongType(value, path);
    return found;
  };
}

/** An absolute http(s) URL, normalised. */
export const url: Reader<string> = (value, path) => {
  if (typeof value !== 'string') throw wrongType(value, path);
  const href = httpUrl(value);
  if (!href) throw new WireFormatError('invalid-url', path);
  return href;
};

/** Absent, null and (where the reader gives undefined) empty values are left out of the result. */
export function optional<T>(reader: Reader<T>): Reader<T | undefined> {
  return (value, path) => (value === undefined || value === null ? undefined : reader(value, path));
}

/** As `optional`; an empty string, such as `document.referrer` of a page opened directly, counts as absent. */
export function optionalText<T>(reader: Reader<T>): Reader<T | undefined> {
  return (value, path) => (value === '' ? undefined : optional(reader)(value, path));
}

export function list<T>(reader: Reader<T>, maxItems: number): Reader<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw wrongType(value, path);
    if (value.length > maxItems) throw new WireFormatError('too-many', path);
    return value.map((item, index) => reader(item, `${path}[${index}]`));
  };
}

/** An object with keys of the sender's choice. `__proto__` is dropped: no honest sender needs it; so is what is undefined. */
export function record<T>(
  reader: Reader<T>,
  maxKeys: number,
  maxKeyLength = 128,
): Reader<Readonly<Record<string, T>>> {
  return (value, path) => {
    const entries = Object.entries(plainObject(value, path)).filter(
      ([key, item]) => key !== '__proto__' && item !== undefined,
    );
    if (entries.length > maxKeys) throw new WireFormatError('too-many', path);
    return Object.fromEntries(
      entries.map(([key, item]) => {
        if (key.length > maxKeyLength) throw new WireFormatError('too-long', path);
        return [key, reader(item, join(path, key))];
      }),
    );
  };
}

/** An object with known keys. Unknown keys are dropped, so that newer peers can add some. */
export function shape<T extends object>(readers: { readonly [K in keyof T]-?: Reader<T[K]> }): Reader<T> {
  return (value, path) => {
    const source = plainObject(value, path);
    const result: Partial<T> = {};
    for (const key in readers) {
      const item = Object.hasOwn(source, key) ? source[key] : undefined;
      const read = readers[key](item, join(path, key));
      if (read !== undefined) result[key] = read;
    }
    return result as T;
  };
}

/** Any JSON value, at most `maxDepth` levels deep. */
export function json(maxDepth: number): Reader<unknown> {
  return (value, path) => {
    if (typeof value !== 'object' || value === null) {
      // What JSON cannot hold (functions, symbols, undefined) can only come from our own side.
      if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value;
      throw new WireFormatError('wrong-type', path);
    }
    if (maxDepth <= 0) throw new WireFormatError('too-deep', path);
    const inner = json(maxDepth - 1);
    return Array.isArray(value) ? list(inner, 1024)(value, path) : record(inner, 1024)(value, path);
  };
}

function plainObject(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType(value, path);
  return value as Record<string, unknown>;
}

function wrongType(value: unknown, path: string): WireFormatError {
  return new WireFormatError(value === undefined ? 'missing' : 'wrong-type', path);
}

function join(path: string, key: string): string {
  return path ? `${path}.${key}` : key;
}
