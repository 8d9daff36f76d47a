import type { Timer } from '../sip/clock';
import type { SipConnection } from '../sip/connection';
import { addressOfRecord, detached } from '../sip/message';
import type { TokenBucket } from '../token-bucket';

/** Somebody a connection has proven to be. */
export interface Identity {
  /** Address of record, canonical. */
  readonly aor: string;
  readonly kind: 'user' | 'guest';
  /** The `P-Asserted-Identity` value that stands for it. */
  readonly asserted: string;
  /** Guests: milliseconds since 1970 after which they must sign in anew. */
  readonly expiresAt?: number | undefined;
}

/** Identities one connection may prove: a client has one, a gateway of a small office a few. */
const maxIdentities = 8;

/** A connection as the edge sees it: who is there, and what it may cost. */
export class Flow {
  /** Identities it has proven, by address of record. */
  readonly identities = new Map<string, Identity>();
  /** Routes of dialogs this connection takes part in, found good once, with the id of the other side. */
  readonly knownRoutes = new Map<string, string>();
  /** Of an application: whether a URI in From is one of its `opaque` addresses, decided once. */
  readonly knownSpeakers = new Map<string, boolean>();
  /** Requests that wait for their final answer. */
  pending = 0;
  /** Requests refused because there were too many. */
  refusals = 0;
  /** Of an application with `opaque` addresses: whether this guest may send to that URI of it, out of dialogs. */
  admitsGuest: (guest: string, uri: string) => boolean = () => false;
  /** An edge in front of this one, which has proven who its users are: it says so in `P-Asserted-Identity`. */
  isUpstream = false;
  /** Runs until an identity is proven. */
  deadline: Timer | undefined;
  closed = false;
  readonly #byFrom = new Map<string, Identity>();
  readonly #closers = new Set<() => void>();

  constructor(
    /** Unique over restarts; stands in flow tokens. */
    readonly id: string,
    readonly connection: SipConnection,
    /** Address patterns of a trusted application; undefined for everybody else. */
    readonly addresses: readonly string[] | undefined,
    readonly requestBucket: TokenBucket,
    readonly addressBucket: TokenBucket,
    /** A service of ours that has signed users in by itself, and speaks for them. */
    readonly isGateway = false,
  ) {}

  get trusted(): boolean {
    return this.addresses !== undefined;
  }

  /** One of our own services: it proves nothing and has no limits; a gateway's users have those of users. */
  get isOurs(): boolean {
    return this.trusted || this.isGateway;
  }

  /** False when the connection has proven too many already. */
  prove(identity: Identity): boolean {
    if (!this.identities.has(identity.aor) && this.identities.size >= maxIdentities) return false;
    this.identities.set(identity.aor, identity);
    this.#byFrom.clear();
    this.deadline?.cancel();
    this.deadline = undefined;
    return true;
  }

  /** The proven identity that a `From` URI names, if there is one and it has not run out. */
  identityOf(fromUri: string, now: number): Identity | undefined {
    let identity = this.#byFrom.get(fromUri);
    if (identity === undefined) {
      identity = this.identities.get(addressOfRecord(fromUri));
      if (identity === undefined) return undefined;
      if (this.#byFrom.size >= 16) this.#byFrom.clear();
      this.#byFrom.set(detached(fromUri), identity);
    }
    if (identity.expiresAt !== undefined && identity.expiresAt <= now) {
      this.identities.delete(identity.aor);
      this.#byFrom.clear();
      return undefined;
    }
    return identity;
  }

  /** Calls back when the connection is gone; the result takes that back. */
  onClose(callback: () => void): () => void {
    this.#closers.add(callback);
    return () => this.#closers.delete(callback);
  }

  /** To be called once, by the owner of the connection. */
  close(): void {
    this.closed = true;
    this.deadline?.cancel();
    const closers = [...this.#closers];
    this.#closers.clear();
    for (const close of closers) close();
  }
}
