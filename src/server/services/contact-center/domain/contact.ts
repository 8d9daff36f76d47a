import type { PriorityHeader } from '../../../../protocol/importance';

/**
 * `queued` and `offering` wait, `connected` has somebody, `parked` is at an orbit of the call park service, `ended` has an outcome and never
 * changes again.
 */
export type ContactState = 'queued' | 'offering' | 'connected' | 'parked' | 'ended';

/**
 * How a contact ended; exactly one.
 * - `answered-completed`: an agent had it when it ended.
 * - `abandoned`: the visitor left, or did not come back, while waiting.
 * - `overflowed`: nobody in time, all declined or the queue full: the configured text was said.
 * - `no-agent`: the same, but nothing was configured for it.
 * - `rejected`: never admitted: queue full or the service draining.
 * - `failed`: the centre could not go on (store, internal error, shutdown).
 */
export type ContactOutcome =
  'answered-completed' | 'abandoned' | 'overflowed' | 'no-agent' | 'rejected' | 'failed';

export type ContactEndReason =
  | 'visitor-ended'
  | 'visitor-lost'
  | 'agent-ended'
  /** A call that the visitor had asked for was not taken. */
  | 'not-reached'
  | 'max-wait'
  | 'all-declined'
  | 'queue-full'
  | 'draining'
  | 'shutdown'
  | 'store-failure'
  | 'internal-error';

export type ContactEvent =
  | 'offer'
  | 'offer-accepted'
  | 'offer-closed'
  | 'overflow'
  | 'agent-lost'
  | 'transfer'
  | 'park'
  /** Somebody has it who was not asked by the match maker: retrieved it, or was called by its agent. */
  | 'hand-over'
  | 'end';

export const contactStateTable: Readonly<
  Record<ContactState, Partial<Readonly<Record<ContactEvent, ContactState>>>>
> = {
  queued: { offer: 'offering', overflow: 'queued', end: 'ended' },
  offering: { 'offer-accepted': 'connected', 'offer-closed': 'queued', end: 'ended' },
  connected: {
    'agent-lost': 'queued',
    transfer: 'queued',
    park: 'parked',
    'hand-over': 'connected',
    end: 'ended',
  },
  parked: { 'agent-lost': 'queued', transfer: 'queued', 'hand-over': 'connected', end: 'ended' },
  ended: {},
};

export class ContactStateError extends Error {
  override readonly name = 'ContactStateError';
  readonly code = 'illegal-transition';
}

/** The order in which importance is served. */
const rank: Readonly<Record<PriorityHeader, number>> = {
  emergency: 0,
  urgent: 1,
  normal: 2,
  'non-urgent': 3,
};

export type OfferResult = 'accepted' | 'declined' | 'missed' | 'failed' | 'withdrawn';
/**
 * How somebody came to have a contact without being asked by the match maker. `stayed`: was there besides whoever had it, and left; `taken-over`: by a
 * supervisor.
 */
export type HandOver = 'retrieved' | 'transferred' | 'stayed' | 'taken-over';

/** One agent asked for one contact, or somebody who has taken it over. */
export interface AgentAttempt {
  readonly agentUri: string;
  readonly offeredAt: number;
  endedAt?: number;
  result?: OfferResult | HandOver;
}

export interface Offer {
  readonly id: string;
  readonly contactId: string;
  readonly agentUri: string;
  readonly expiresAt: number;
}

export interface AdmitOptions {
  readonly id: string;
  readonly queueUri: string;
  readonly priority: PriorityHeader;
  /** Keeps the place but is not offered until `resume`. */
  readonly suspended?: boolean;
  readonly audio?: boolean;
}

/** One visitor's request for an agent. Only the match maker changes it. Times are milliseconds since 1970. */
export class Contact {
  #state: ContactState = 'queued';
  /** Was with an agent or offered before: goes to the head of the queue. */
  returned = false;
  /** The visitor is not there (not yet, or connection lost): keeps its place, is not offered. */
  suspended: boolean;
  /** The visitor calls, or wants to be called: whoever takes it talks. */
  audio: boolean;
  /** `maxWaitSeconds` passed while an offer was on its way. */
  overdue = false;
  waitingSince: number;
  offeredAt: number | undefined;
  answeredAt: number | undefined;
  endedAt: number | undefined;
  outcome: ContactOutcome | undefined;
  endReason: ContactEndReason | undefined;
  /** Who has it; one of our agents, as a rule. */
  agentUri: string | undefined;
  /** Agents who are there besides whoever has it. */
  readonly colleagues = new Set<string>();
  /** Who has parked it, while it is parked. */
  parkedBy: string | undefined;
  offer: Offer | undefined;
  readonly attempts: AgentAttempt[] = [];
  /** Agents who declined or missed it, and until when they are not asked again. */
  readonly exclusions = new Map<string, number>();
  readonly visitedQueues: string[];
  /** Place on entering the queue; for the estimate. */
  entryPosition = 1;

  constructor(
    readonly id: string,
    public queueUri: string,
    readonly priority: PriorityHeader,
    /** Order of arrival. */
    readonly sequence: number,
    readonly queuedAt: number,
    options: { readonly suspended: boolean; readonly audio?: boolean },
  ) {
    this.waitingSince = queuedAt;
    this.suspended = options.suspended;
    this.audio = options.audio ?? false;
    this.visitedQueues = [queueUri];
  }

  get state(): ContactState {
    return this.#state;
  }

  get waiting(): boolean {
    return this.#state === 'queued' || this.#state === 'offering';
  }

  /** Excluded because they refused; not because they had it and could not talk, or sent it here. */
  isRefusedBy(agentUri: string): boolean {
    const last = this.attempts.findLast((attempt) => attempt.agentUri === agentUri);
    const refused = ['declined', 'missed', 'failed', 'withdrawn', undefined];
    const hadIt = !refused.includes(last?.result);
    return this.exclusions.has(agentUri) && !hadIt;
  }

  expireExclusions(now: number): void {
    for (const [uri, until] of this.exclusions) if (until <= now) this.exclusions.delete(uri);
  }

  apply(event: ContactEvent): void {
    const to = contactStateTable[this.#state][event];
    if (to === undefined) throw new ContactStateError(`A contact that is ${this.#state} knows no ${event}.`);
    this.#state = to;
  }
}

/** Who came back goes first, then importance, then who came first. */
export function byPlace(a: Contact, b: Contact): number {
  return (
    Number(b.returned) - Number(a.returned) || rank[a.priority] - rank[b.priority] || a.sequence - b.sequence
  );
}
