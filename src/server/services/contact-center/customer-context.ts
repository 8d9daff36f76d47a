import { fitCustomerCard, type CustomerCard } from '../../../protocol/customer-card';
import { mergeVisitorContext, type VisitorContext } from '../../../protocol/visitor-context';
import { verifySignedContext, type Claims } from './signed-context';

/** The largest card in one INFO: a SIP message is 64 kB at most, with its headers. */
export const maxCardBytes = 60_000;

/** What is known of a customer: what the browser claims, and apart from it what the site vouches for. */
export class CustomerContext {
  #browser: VisitorContext = {};
  #verified: Claims | undefined;
  readonly #notes: string[] = [];

  constructor(private readonly proof: { secret: string | undefined; subject: string; now: () => number }) {}

  get browser(): Omit<VisitorContext, 'signed'> {
    return this.#browser;
  }

  get verified(): Claims | undefined {
    return this.#verified;
  }

  /** What was odd, in words for an administrator. */
  get notes(): readonly string[] {
    return this.#notes;
  }

  note(text: string): void {
    if (this.#notes.length < 50 && !this.#notes.includes(text)) this.#notes.push(text);
  }

  /** Newer context, merged by top-level key. What the site signed is taken only if it is true for this visitor. */
  merge(context: VisitorContext): void {
    const { signed, ...claims } = context;
    this.#browser = mergeVisitorContext(this.#browser, claims);
    if (signed === undefined) return;
    const { secret, subject, now } = this.proof;
    const verdict = verifySignedContext(signed, { secret, subject, now: now() });
    if ('claims' in verdict) this.#verified = verdict.claims;
    else this.note(`signed context not accepted: ${verdict.refused}`);
  }

  /** JSON of at most `maxBytes` bytes; `truncated` when parts had to be left out. */
  card(facts: Pick<CustomerCard, 'contactId' | 'queue' | 'waitedSeconds'>, maxBytes = maxCardBytes): string {
    const { browser, verified } = this;
    return fitCustomerCard({ ...facts, browser, ...(verified && { verified }) }, maxBytes);
  }
}
