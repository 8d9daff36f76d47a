import { randomBytes } from 'node:crypto';
import type { Clock } from '../../sip/clock';
import type { SipRequest } from '../../sip/message';
import type { Account, AccountDirectory } from '../accounts';
import type { Flow, Identity } from '../flow';
import type { BucketTriple } from '../limits';
import { BucketTable, type TokenBucket } from '../../token-bucket';
import {
  digestHa1,
  digestResponse,
  parseDigest,
  type DigestAlgorithm,
  type DigestCredentials,
} from './digest';
import { equalSecrets, guestOf, guestPassword } from './guests';
import { Nonces } from './nonces';

export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly algorithm: DigestAlgorithm;
  readonly qop: 'auth';
}

export type AuthenticationVerdict =
  | { readonly kind: 'proven'; readonly identity: Identity }
  /** No credentials, `wrong` ones, or (`stale`) right ones with an old nonce. */
  | { readonly kind: 'challenge'; readonly stale: boolean; readonly wrong: boolean }
  /** Too many wrong passwords. `retryAfter` in seconds. */
  | { readonly kind: 'limited'; readonly retryAfter: number };

type Failures = readonly [connection: TokenBucket, identity: TokenBucket, address: TokenBucket];

export interface AuthenticatorOptions {
  readonly domain: string;
  readonly accounts: AccountDirectory;
  readonly algorithm: DigestAlgorithm;
  readonly guestSecret: string;
  readonly nonceSecret: string;
  /** Seconds. */
  readonly nonceTtl: number;
  readonly guestSessionSeconds: number;
  readonly limits: BucketTriple;
  readonly clock: Clock;
}

/** Digest (RFC 7616, RFC 8760) for users and guests. Who does not exist and whose password is wrong get the same answer. */
export class Authenticator {
  readonly #nonces: Nonces;
  readonly #perConnection: BucketTable;
  readonly #perIdentity: BucketTable;
  readonly #perAddress: BucketTable;
  /** Stands for the password of those who do not exist, so that checking takes as long as for those who do. */
  readonly #nobodysPassword = randomBytes(12).toString('base64url');

  constructor(private readonly options: AuthenticatorOptions) {
    this.#nonces = new Nonces(options.nonceSecret, options.nonceTtl, options.clock);
    this.#perConnection = new BucketTable(options.limits.connection);
    this.#perIdentity = new BucketTable(options.limits.identity);
    this.#perAddress = new BucketTable(options.limits.address);
  }

  challenge(): Challenge {
    const { domain, algorithm } = this.options;
    return { realm: domain, nonce: this.#nonces.create(), algorithm, qop: 'auth' };
  }

  challengeHeader(stale: boolean): string {
    const { realm, nonce, algorithm, qop } = this.challenge();
    return `Digest realm="${realm}", nonce="${nonce}", algorithm=${algorithm}, qop="${qop}"${stale ? ', stale=true' : ''}`;
  }

  /** Checks the credentials for our realm that the request carries, if any. Counts failures. */
  verify(request: SipRequest, flow: Flow, lync: boolean): AuthenticationVerdict {
    const credentials = this.#credentialsIn(request);
    if (credentials === undefined) return { kind: 'challenge', stale: false, wrong: false };
    const now = this.options.clock.now();
    const buckets = this.#failures(flow, credentials.username, now);
    const empty = this.#empty(buckets, now);
    if (empty !== undefined) return { kind: 'limited', retryAfter: empty.retryAfter(now) };
    const identity = this.#check(request, credentials, lync, now);
    if (identity === undefined) {
      for (const bucket of buckets) bucket.take(now);
      return { kind: 'challenge', stale: false, wrong: true };
    }
    // Only who knows the password learns whether the nonce was good.
    const verdict = this.#nonces.use(credentials.nonce, parseInt(credentials.nc ?? '', 16));
    return verdict === 'good'
      ? { kind: 'proven', identity }
      : { kind: 'challenge', stale: true, wrong: false };
  }

  #credentialsIn(request: SipRequest): DigestCredentials | undefined {
    for (const name of ['Proxy-Authorization', 'Authorization']) {
      for (const value of request.headers.getAll(name)) {
        const credentials = parseDigest(value);
        if (credentials?.realm === this.options.domain) return credentials;
      }
    }
    return undefined;
  }

  #failures(flow: Flow, username: string, now: number): Failures {
    return [
      this.#perConnection.get(flow.id, now),
      this.#perIdentity.get(username.slice(0, 200).toLowerCase(), now),
      this.#perAddress.get(flow.connection.remoteAddress, now),
    ];
  }

  /**
   * The bucket that has run out. That of the identity counts only for an address that has failed before: else anybody could
   * lock a user out by guessing at their password.
   */
  #empty([connection, identity, address]: Failures, now: number): TokenBucket | undefined {
    const counting = address.isFull(now) ? [connection] : [connection, identity, address];
    return counting.find((bucket) => !bucket.has(now));
  }

  #check(
    request: SipRequest,
    credentials: DigestCredentials,
    lync: boolean,
    now: number,
  ): Identity | undefined {
    const { options } = this;
    const algorithm = credentials.algorithm ?? 'MD5';
    const { identity, ha1 } = this.#claimed(credentials.username, now);
    const expected = digestResponse(options.algorithm, ha1, request.method, credentials);
    const equal = equalSecrets(expected, credentials.response.toLowerCase());
    const wellFormed =
      algorithm.toUpperCase() === options.algorithm &&
      credentials.qop === 'auth' &&
      (credentials.cnonce ?? '') !== '' &&
      /^[0-9a-f]{8}$/i.test(credentials.nc ?? '') &&
      isOurUri(credentials.uri, request.uri, lync);
    return equal && wellFormed ? identity : undefined;
  }

  /** Who the user name stands for, and the hash to compare with; somebody's in any case. */
  #claimed(username: string, now: number): { identity: Identity | undefined; ha1: string } {
    const { domain, algorithm, accounts } = this.options;
    const guest = guestOf(username, now);
    if (guest !== undefined) {
      const aor = `sip:${guest}@${domain}`;
      const password = guestPassword(username, this.options.guestSecret);
      const expiresAt = now + this.options.guestSessionSeconds * 1000;
      return {
        identity: { aor, kind: 'guest', asserted: `<${aor}>`, expiresAt },
        ha1: digestHa1(algorithm, username, domain, password),
      };
    }
    const suffix = `@${domain}`;
    const user = username.toLowerCase().endsWith(suffix) ? username.slice(0, -suffix.length) : username;
    const account = accounts.find(user);
    const computed = digestHa1(algorithm, username, domain, account?.password ?? this.#nobodysPassword);
    const stored = user === username ? account?.ha1?.[algorithm] : undefined;
    return { identity: account === undefined ? undefined : identityOf(account), ha1: stored ?? computed };
  }
}

export function identityOf(account: Account): Identity {
  const name =
    account.displayName === undefined
      ? ''
      : `"${byteString(account.displayName).replace(/["\\]/g, '\\$&')}" `;
  return { aor: account.uri, kind: 'user', asserted: `${name}<${account.uri}>` };
}

function byteString(text: string): string {
  return Buffer.from(text, 'utf8')
    .toString('latin1')
    .replace(/[\r\n\0]+/g, ' ');
}

/** RFC 7616, 3.4.6: the hashed URI is the requested one. Lync clients hash what they please: `(null)`. */
function isOurUri(uri: string, requestUri: string, lync: boolean): boolean {
  if (uri === requestUri) return true;
  if (lync) return true;
  const plain = (text: string): string => text.replace(/[;?].*$/s, '').toLowerCase();
  return plain(uri) === plain(requestUri);
}
