import { addressOfRecord } from '../sip/message';

/** Patterns such as `sip:sales@contoso.com` and `sip:contact-*@contoso.com`: the star stands for any run of characters. */
export class AddressPatterns {
  readonly #exact = new Set<string>();
  readonly #patterns: readonly RegExp[];

  constructor(patterns: readonly string[]) {
    for (const pattern of patterns) if (!pattern.includes('*')) this.#exact.add(addressOfRecord(pattern));
    this.#patterns = patterns
      .filter((pattern) => pattern.includes('*'))
      .map((pattern) => new RegExp(`^${pattern.split('*').map(escape).join('[^@]*')}$`));
  }

  /** `aor` is canonical, as `addressOfRecord` makes it. */
  has(aor: string): boolean {
    return this.#exact.has(aor) || this.#patterns.some((pattern) => pattern.test(aor));
  }
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/**
 * The URI text of a name-addr or addr-spec value; quicker than parsing all of it. The value has been validated, and the
 * result is what `parseNameAddr` finds: else somebody would be let in as one and read as another.
 */
export function uriOf(value: string): string {
  let from = 0;
  if (value.charCodeAt(0) === 34 /* " */) {
    for (from = 1; from < value.length && value.charCodeAt(from) !== 34; from++) {
      if (value.charCodeAt(from) === 92 /* \ */) from++;
    }
  }
  const open = value.indexOf('<', from);
  const semicolon = value.indexOf(';', from);
  // Brackets behind a semicolon stand in a parameter of an addr-spec: `sip:a@b;x="<sip:c@d>"` is a's.
  if (open >= 0 && (semicolon < 0 || open < semicolon))
    return value.slice(open + 1, value.indexOf('>', open));
  return (semicolon < 0 ? value : value.slice(0, semicolon)).trim();
}
