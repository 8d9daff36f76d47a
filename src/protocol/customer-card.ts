import { utf8Length } from './base64';
import { boolean, json, integer, optional, readJson, record, shape, text, writeJson } from './json-reader';
import { visitorClaims } from './visitor-context';
import type { VisitorClaims } from './visitor-context';
import { WireFormatError } from './wire-format-error';

export const customerCardContentType = 'application/vnd.lync-widgets.customer+json';

/** What the agent's application learns about the customer. */
export interface CustomerCard {
  readonly contactId: string;
  readonly queue: { readonly uri: string; readonly name: string };
  readonly waitedSeconds: number;
  /** What the visitor's browser says: claims, never facts. */
  readonly browser: VisitorClaims;
  /** What the site's back end signed and the contact centre verified. */
  readonly verified?: Readonly<Record<string, unknown>>;
  /** Parts were left out to fit the invitation; the whole card follows as INFO. */
  readonly truncated?: boolean;
}

const customerCard = shape<CustomerCard>({
  contactId: text(128),
  queue: shape<CustomerCard['queue']>({ uri: text(512), name: text(256) }),
  waitedSeconds: integer(0, 1e9),
  browser: visitorClaims,
  verified: optional(record(json(8), 256)),
  truncated: optional(boolean),
});

/** Throws `WireFormatError`. At most 64 kB; the limits of the visitor's context hold for `browser`. */
export function parseCustomerCard(body: string): CustomerCard {
  return readJson(body, customerCard);
}

/** Throws `WireFormatError` on values the other side would refuse. */
export function buildCustomerCard(card: CustomerCard): string {
  return writeJson(card, customerCard);
}

/** What is given up first when a card must fit: the least telling first, so that who and where stay longest. */
const sacrifices = ['links', 'cookies', 'data', 'page', 'contact'] as const;

/**
 * The card as JSON of at most `maxBytes` bytes: whole, or `truncated` with parts of it left out. Throws
 * `WireFormatError` `too-large` when not even queue and contact id fit.
 */
export function fitCustomerCard(card: CustomerCard, maxBytes: number): string {
  const whole = buildCustomerCard(card);
  if (utf8Length(whole) <= maxBytes) return whole;
  let browser: VisitorClaims = card.browser;
  let { verified } = card;
  for (const key of [...sacrifices.slice(0, 3), 'verified', ...sacrifices.slice(3)] as const) {
    if (key === 'verified') verified = undefined;
    else browser = { ...browser, [key]: undefined };
    const smaller = buildCustomerCard({ ...card, browser, verified, truncated: true });
    if (utf8Length(smaller) <= maxBytes) return smaller;
  }
  throw new WireFormatError('too-large', '');
}
