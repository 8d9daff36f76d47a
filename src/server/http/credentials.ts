import { createGuestCredentials, renewableGuest } from '../edge/authentication/guests';
import { BucketTable, type BucketLimit } from '../token-bucket';
import { customerClaims, type KnownCustomer } from './customer-claims';
import { HttpFailure } from './json';
import { signJws } from './jws';

export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly algorithm: string;
  readonly qop: string;
}

/** How a session that has the credentials begins. */
export type SignIn = { readonly challenge: Challenge } | { readonly server: string };

export interface GuestCredentialsOptions {
  readonly domain: string;
  readonly guestSecret: string;
  readonly siteSecret: string;
  readonly lifetimeSeconds: number;
  /** How long after they expired credentials may be renewed for the same guest. */
  readonly renewalSeconds: number;
  readonly limit: BucketLimit;
  /** The site's customer data base. */
  readonly findCustomer: (id: string) => KnownCustomer | undefined;
  /** Where to sign in, and a challenge in advance where this server is the one that asks. */
  readonly signIn: () => SignIn;
  readonly now: () => number;
}

/** The credentials a visitor has had, as their browser sends them back to stay the same guest. */
export interface PreviousCredentials {
  readonly username: string;
  readonly password: string;
}

/** Hands out `SessionCredentials` for visitors, as the wire guide describes them. */
export class GuestCredentialsIssuer {
  readonly #buckets: BucketTable;

  constructor(private readonly options: GuestCredentialsOptions) {
    this.#buckets = new BucketTable(options.limit);
  }

  /**
   * `customer` is who the site's own session says this is; the browser has no say in what is signed about them.
   * `previous`, if genuine, are renewed; else the visitor becomes a new guest, and nobody learns why.
   * Throws `HttpFailure` 429 when `address` asks too often, 404 when there is no such customer.
   */
  issue(address: string, customer?: string, previous?: PreviousCredentials): Record<string, unknown> {
    const { options } = this;
    const now = options.now();
    const bucket = this.#buckets.get(address, now);
    if (!bucket.take(now))
      throw new HttpFailure(429, 'too many requests', { 'Retry-After': String(bucket.retryAfter(now)) });
    const known = customer === undefined ? undefined : options.findCustomer(customer);
    if (customer !== undefined && known === undefined) throw new HttpFailure(404, 'no such customer');
    const { guestSecret: secret, renewalSeconds: graceSeconds } = options;
    const user = previous && renewableGuest(previous, { secret, graceSeconds, now });
    const credentials = createGuestCredentials({
      domain: options.domain,
      secret,
      lifetimeSeconds: options.lifetimeSeconds,
      now,
      ...(user !== undefined && { user }),
    });
    return {
      ...credentials,
      ...(known && {
        displayName: known.name,
        signedContext: this.#sign(credentials.uri, credentials.expiresAt, known, now),
      }),
      ...options.signIn(),
    };
  }

  #sign(uri: string, expiresAt: number, customer: KnownCustomer, now: number): string {
    const claims = {
      sub: uri,
      iat: Math.floor(now / 1000),
      exp: Math.floor(expiresAt / 1000),
      ...customerClaims(customer),
    };
    return signJws(claims, this.options.siteSecret);
  }
}
