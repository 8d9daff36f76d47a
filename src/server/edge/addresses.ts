import { addressOfRecord, type SipUri } from '../sip/message';

/**
 * Patterns such as `sip:sales@contoso.com` and `sip:contact-*@contoso.com`: the star stands for any run of characters. Those with `opaque`, such as
 * `sip:*@contoso.com;opaque=app:conf:*`, are of URIs with that parameter ([MS-CONFBAS]), whose user part is somebody's own; the others never are.
 */
export class AddressPatterns {
  readonly #exact = new Set<string>();
  readonly #patterns: readonly RegExp[];
  readonly #opaque: readonly { readonly address: RegExp; readonly opaque: RegExp }[];

  constructor(all: readonly string[]) {
    const patterns = all.filter((pattern) => !pattern.includes(opaqueParameter));
    this.#opaque = all
      .filter((pattern) => pattern.includes(opaqueParameter))
      .map((pattern) => {
        const [address = '', opaque = ''] = pattern.split(opaqueParameter);
        return {
          address: regularExpression(address, '[^@]*'),
          opaque: new RegExp(`^${opaque.split('*').map(escape).join('.*')}$`, 'i'),
        };
      });
    for (const pattern of patterns) if (!pattern.includes('*')) this.#exact.add(addressOfRecord(pattern));
    this.#patterns = patterns
      .filter((pattern) => pattern.includes('*'))
      .map((pattern) => regularExpression(pattern, '[^@]*'));
  }

  /** Whether one with `opaque` matches. */
  hasOpaque(uri: SipUri): boolean {
    if (this.#opaque.length === 0) return false;
    const value = opaqueOf(uri);
    if (value === undefined) return false;
    const aor = addressOfRecord(uri);
    return this.#opaque.some(({ address, opaque }) => address.test(aor) && opaque.test(value));
  }

  /** `aor` is canonical, as `addressOfRecord` makes it. */
  has(aor: string): boolean {
    return this.#exact.has(aor) || this.#patterns.some((pattern) => pattern.test(aor));
  }
}

const opaqueParameter = ';opaque=';

/** The `opaque` parameter: which of an address's applications or devices is meant. */
export function opaqueOf(uri: SipUri): string | undefined {
  return uri.params.get('opaque');
}

function regularExpression(pattern: string, anything: string): RegExp {
  return new RegExp(`^${pattern.split('*').map(escape).join(anything)}$`);
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
