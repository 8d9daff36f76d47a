/** Content type of the card that the contact centre sends, whole at each change. */
export const CUSTOMER_TYPE = 'application/vnd.lync-widgets.customer+json';

/** `verified`: the site signed it. `claimed`: the visitor's browser says so, and anybody can make a browser say anything. */
export type Trust = 'verified' | 'claimed';

export interface CardFact {
  /** Stable name of the row, e.g. `contact.email`; what changed is told by it. */
  readonly key: string;
  readonly name: string;
  readonly value: string;
  readonly trust: Trust;
  /** What the visitor says instead, where it is not what the site signed. */
  readonly contradiction?: string;
}

export interface CardLink {
  readonly text: string;
  readonly href: string;
  /** Milliseconds since 1970; undefined when the browser sent no usable time. */
  readonly at?: number;
}

export interface CustomerCard {
  readonly name?: CardFact;
  readonly facts: readonly CardFact[];
  readonly queue?: string;
  readonly waitedSeconds?: number;
  readonly page?: { readonly url: string; readonly title?: string; readonly referrer?: string };
  /** Newest first. */
  readonly links: readonly CardLink[];
  readonly cookies: readonly CardFact[];
  readonly data: readonly CardFact[];
  /** The card did not fit into the invitation; the whole is on its way. */
  readonly truncated: boolean;
}

const MAX_TEXT = 500;
const MAX_ROWS = 50;
/** Registered claims of a JWT (RFC 7519, section 4.1) say when and for whom it was made: nothing about the customer. */
const ENVELOPE_CLAIMS = new Set(['iss', 'aud', 'exp', 'nbf', 'iat', 'jti', 'nonce']);

/** Reads a card; undefined if `text` is none. What is hostile, too long or of the wrong type in it is cut or left out. */
export function parseCustomerCard(text: string | undefined): CustomerCard | undefined {
  const card = parseRecord(text);
  if (!card || !('contactId' in card || 'browser' in card || 'verified' in card)) return undefined;
  const browser = toRecord(card.browser);
  const verified = toRecord(card.verified);
  const { contact: vouched, data: signedData, ...claims } = verified;
  const signed = Object.fromEntries(
    Object.entries({ ...toRecord(vouched), ...claims }).filter(([name]) => !ENVELOPE_CLAIMS.has(name)),
  );
  const facts = mergeFacts('contact', toRecord(browser.contact), signed);
  const page = toRecord(browser.page);
  const url = toText(page.url);
  const title = toText(page.title);
  const referrer = toText(page.referrer);
  const queue = toText(toRecord(card.queue).name);
  const waited = card.waitedSeconds;
  const name = facts.find((fact) => fact.name === 'name');
  return {
    ...(name && { name }),
    facts: facts.filter((fact) => fact !== name),
    ...(queue && { queue }),
    ...(typeof waited === 'number' && Number.isFinite(waited) && waited >= 0 && { waitedSeconds: waited }),
    ...(url && { page: { url, ...(title && { title }), ...(referrer && { referrer }) } }),
    links: toLinks(browser.links),
    cookies: mergeFacts('cookies', toRecord(browser.cookies), {}),
    data: mergeFacts('data', toRecord(browser.data), toRecord(signedData)),
    truncated: card.truncated === true,
  };
}

/** The keys whose rows are new or other than before, so that a view can point at them. */
export function changedKeys(before: CustomerCard, after: CustomerCard): ReadonlySet<string> {
  const old = flatten(before);
  const changed = new Set<string>();
  for (const [key, value] of flatten(after)) if (old.get(key) !== value) changed.add(key);
  return changed;
}

export function linkKey(link: CardLink): string {
  return `links.${link.at ?? ''}.${link.href}`;
}

function flatten(card: CustomerCard): Map<string, string> {
  const rows = [...(card.name ? [card.name] : []), ...card.facts, ...card.cookies, ...card.data].map(
    (fact) => [fact.key, JSON.stringify([fact.value, fact.trust, fact.contradiction])] as const,
  );
  const page = card.page ? ([['page', JSON.stringify(card.page)]] as const) : [];
  return new Map<string, string>([
    ...rows,
    ...page,
    ...card.links.map((link) => [linkKey(link), ''] as const),
  ]);
}

function mergeFacts(
  section: string,
  claimed: Readonly<Record<string, unknown>>,
  signed: Readonly<Record<string, unknown>>,
): CardFact[] {
  const facts: CardFact[] = [];
  for (const [name, raw] of Object.entries(signed)) {
    const value = toText(raw);
    if (!value) continue;
    const claim = Object.hasOwn(claimed, name) ? toText(claimed[name]) : undefined;
    facts.push({
      key: `${section}.${name}`,
      name: cut(name),
      value,
      trust: 'verified',
      ...(claim && claim !== value && { contradiction: claim }),
    });
  }
  for (const [name, raw] of Object.entries(claimed)) {
    const value = toText(raw);
    if (!value || (Object.hasOwn(signed, name) && toText(signed[name]))) continue;
    facts.push({ key: `${section}.${name}`, name: cut(name), value, trust: 'claimed' });
  }
  return facts.slice(0, MAX_ROWS);
}

function toLinks(value: unknown): CardLink[] {
  if (!Array.isArray(value)) return [];
  return value
    .slice(-MAX_ROWS)
    .map((entry): CardLink | undefined => {
      const { text, href, at } = toRecord(entry);
      const label = toText(text) ?? toText(href);
      if (!label) return undefined;
      // Beyond 8.64e15 ms a Date is invalid (ECMA-262, section 21.4.1.1) and formatting it throws.
      const time = typeof at === 'number' && Math.abs(at) <= 8.64e15 ? { at } : {};
      return { text: label, href: toText(href) ?? '', ...time };
    })
    .filter((link) => link !== undefined)
    .sort((a, b) => (b.at ?? 0) - (a.at ?? 0));
}

function parseRecord(text: string | undefined): Record<string, unknown> | undefined {
  if (!text?.trimStart().startsWith('{')) return undefined;
  try {
    return toRecord(JSON.parse(text) as unknown);
  } catch (error) {
    // Not JSON, so not a card: the pane shows it as the text it is.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function toRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

function toText(value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  return cut(typeof value === 'string' ? value : JSON.stringify(value));
}

function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}
