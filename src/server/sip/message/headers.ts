import { allOf, nextComma, parseDecimal, splitCommas, TOKEN, trimSpace } from './lexical';
import { keyOf } from './names';
import { decodeUtf8, encodeUtf8, safeOctets } from './octets';

/**
 * The header lines of one message, in order. Names are case-insensitive and compact forms equal long ones. Values
 * are byte strings (one char, one octet); what is not touched keeps its octets, folds and spelling.
 */
export class Headers {
  // Parallel arrays: key, raw line with its CRLF, value (read on demand).
  #keys: string[] = [];
  #lines: string[] = [];
  #values: (string | undefined)[] = [];
  #revision = 0;

  /** Changes with every change: lets a message cache what it read from its headers. */
  get revision(): number {
    return this.#revision;
  }

  /** Number of lines. */
  get size(): number {
    return this.#keys.length;
  }

  /** The first line's value, trimmed and unfolded. */
  get(name: string): string | undefined {
    const at = this.#keys.indexOf(keyOf(name));
    return at < 0 ? undefined : this.#value(at);
  }

  /** The same, read as UTF-8. */
  text(name: string): string | undefined {
    const value = this.get(name);
    return value === undefined ? undefined : decodeUtf8(value);
  }

  /** One value per line. */
  getAll(name: string): string[] {
    const key = keyOf(name);
    const values: string[] = [];
    for (let i = this.#keys.indexOf(key); i >= 0; i = this.#keys.indexOf(key, i + 1))
      values.push(this.#value(i));
    return values;
  }

  /** All values of the lines, split at top-level commas (quoted-strings and `<…>` respected), empty ones left out. */
  list(name: string): string[] {
    const key = keyOf(name);
    const values: string[] = [];
    for (let i = this.#keys.indexOf(key); i >= 0; i = this.#keys.indexOf(key, i + 1)) {
      for (const value of splitCommas(this.#value(i))) if (value !== '') values.push(value);
    }
    return values;
  }

  has(name: string): boolean {
    return this.#keys.includes(keyOf(name));
  }

  /** Number of lines of that name. */
  count(name: string): number {
    const key = keyOf(name);
    let count = 0;
    for (let i = this.#keys.indexOf(key); i >= 0; i = this.#keys.indexOf(key, i + 1)) count++;
    return count;
  }

  /** Replaces the first line of that name and removes the others, or appends. CR, LF and NUL become spaces. */
  set(name: string, value: string): void {
    const key = keyOf(name);
    const at = this.#keys.indexOf(key);
    if (at < 0) return this.append(name, value);
    this.#put(at, key, name, value);
    for (let i = this.#keys.indexOf(key, at + 1); i >= 0; i = this.#keys.indexOf(key, i)) this.#remove(i);
  }

  /** `set` with text, written as UTF-8. */
  setText(name: string, value: string): void {
    this.set(name, encodeUtf8(value));
  }

  /** A new line at the end. */
  append(name: string, value: string): void {
    this.#put(this.#keys.length, keyOf(name), name, value);
  }

  /** A new line before the first of that name; before all lines if there is none. */
  prepend(name: string, value: string): void {
    const key = keyOf(name);
    const at = Math.max(0, this.#keys.indexOf(key));
    this.#keys.splice(at, 0, key);
    this.#lines.splice(at, 0, '');
    this.#values.splice(at, 0, undefined);
    this.#put(at, key, name, value);
  }

  removeAll(name: string): void {
    const key = keyOf(name);
    for (let i = this.#keys.indexOf(key); i >= 0; i = this.#keys.indexOf(key, i)) this.#remove(i);
  }

  /** Removes the first value, which may be one of several in a line. */
  removeFirst(name: string): void {
    const key = keyOf(name);
    const at = this.#keys.indexOf(key);
    if (at < 0) return;
    const value = this.#value(at);
    const comma = nextComma(value, 0);
    if (comma < 0) this.#remove(at);
    else this.#put(at, key, this.#name(at), trimSpace(value.slice(comma + 1)));
  }

  /** Names as they are spelled, values as `get` gives them. A line without a colon has the name ''. */
  *entries(): Generator<[name: string, value: string]> {
    for (let i = 0; i < this.#keys.length; i++) yield [this.#name(i), this.#value(i)];
  }

  /** Octets of the longest line, and of all. */
  measure(): { readonly longest: number; readonly all: number } {
    let [longest, all] = [0, 0];
    for (const { length } of this.#lines) {
      all += length;
      if (length > longest) longest = length;
    }
    return { longest, all };
  }

  clone(): Headers {
    const copy = new Headers();
    copy.#keys = this.#keys.slice();
    copy.#lines = this.#lines.slice();
    copy.#values = this.#values.slice();
    return copy;
  }

  /** For the parser: a line as it was received, with its CRLF. A line that is no header has the key ''. */
  appendRaw(key: string, line: string): void {
    this.#keys.push(key);
    this.#lines.push(line);
    this.#values.push(undefined);
    this.#revision++;
  }

  /** Copies the lines of a name from another message as they are. */
  copyFrom(source: Headers, name: string): void {
    const key = keyOf(name);
    for (let i = source.#keys.indexOf(key); i >= 0; i = source.#keys.indexOf(key, i + 1)) {
      this.#keys.push(key);
      this.#lines.push(source.#lines[i]!);
      this.#values.push(source.#values[i]);
    }
    this.#revision++;
  }

  /** All lines for the wire, with one Content-Length that says `bodyLength`. */
  write(bodyLength: number): string {
    let out = '';
    let written = false;
    for (let i = 0; i < this.#lines.length; i++) {
      if (this.#keys[i] !== 'content-length') out += this.#lines[i]!;
      else if (!written) {
        written = true;
        out +=
          parseDecimal(this.#value(i), bodyLength) === bodyLength
            ? this.#lines[i]!
            : `${this.#name(i)}: ${bodyLength}\r\n`;
      }
    }
    return written ? out : `${out}Content-Length: ${bodyLength}\r\n`;
  }

  #put(at: number, key: string, name: string, value: string): void {
    if (!allOf(name, TOKEN)) throw new TypeError(`not a header name: ${JSON.stringify(name)}`);
    const clean = trimSpace(safeOctets(value));
    this.#keys[at] = key;
    this.#lines[at] = `${name}: ${clean}\r\n`;
    this.#values[at] = clean;
    this.#revision++;
  }

  #remove(at: number): void {
    this.#keys.splice(at, 1);
    this.#lines.splice(at, 1);
    this.#values.splice(at, 1);
    this.#revision++;
  }

  #name(at: number): string {
    return this.#keys[at] === '' ? '' : trimSpace(this.#lines[at]!.slice(0, this.#lines[at]!.indexOf(':')));
  }

  #value(at: number): string {
    const known = this.#values[at];
    if (known !== undefined) return known;
    const line = this.#lines[at]!;
    const raw = line.slice(line.indexOf(':') + 1, -2);
    const value = trimSpace(raw.includes('\r\n') ? unfold(raw) : raw);
    this.#values[at] = value;
    return value;
  }
}

/** RFC 3261 section 7.3.1: a line end followed by white space is one space. */
function unfold(raw: string): string {
  return raw.split('\r\n').map(trimSpace).join(' ');
}
