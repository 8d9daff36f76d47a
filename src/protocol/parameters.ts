// No two neighbours in it match the same character, so that time stays linear in the length.
/** One `name` or `name=value`; a quoted value may hold anything, with backslash escapes (RFC 3261 section 25.1). */
const parameter = /\s*([^\s;,="]+)(?:\s*=(?:\s*(?:"([^"\\]*(?:\\[^][^"\\]*)*)"|([^\s;,"]+)))?)?\s*([;,]|$)/y;

/** Header parameters by lower-case name, without prototype. The first of a repeated name counts. */
export type Parameters = Readonly<Record<string, string>>;

/**
 * Reads `a;b=c;d="e"`, comma-separated, into a list of values, each a list of name and value in order. Undefined if the text
 * has another form. The names keep their case here, because the first of them is often no parameter but the value itself.
 */
export function parseValues(header: string): [name: string, value: string][][] | undefined {
  const values: [string, string][][] = [[]];
  parameter.lastIndex = 0;
  for (let separator = ';', at = 0; separator; at = parameter.lastIndex) {
    parameter.lastIndex = at;
    const match = parameter.exec(header);
    if (!match) return undefined;
    const [, name = '', quoted, token = ''] = match;
    values.at(-1)?.push([name, quoted === undefined ? token : quoted.replace(/\\([^])/g, '$1')]);
    separator = match[4] ?? '';
    if (separator === ',') values.push([]);
  }
  return values;
}

export function toParameters(pairs: readonly (readonly [name: string, value: string])[]): Parameters {
  const result = Object.create(null) as Record<string, string>;
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    if (!(key in result)) result[key] = value;
  }
  return result;
}

/** A quoted string. Line ends become blanks, so that no value can start a header of its own. */
export function quote(text: string): string {
  return `"${text.replace(/[\r\n\0]+/g, ' ').replace(/["\\]/g, '\\$&')}"`;
}
