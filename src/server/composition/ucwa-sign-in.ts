import { randomBytes } from 'node:crypto';
import type { AccountDirectory } from '../edge/accounts';
import { digestHa1, type DigestAlgorithm } from '../edge/authentication/digest';
import { equalSecrets, guestOf, guestPassword } from '../edge/authentication/guests';
import type { BucketTriple } from '../edge/limits';
import type { SignIn, SignInResult, UcwaUser } from '../services/ucwa-gateway';
import type { Clock } from '../sip';
import { BucketTable } from '../token-bucket';

export interface UcwaSignInOptions {
  readonly domain: string;
  readonly accounts: AccountDirectory;
  readonly algorithm: DigestAlgorithm;
  readonly guestSecret: string;
  /** Wrong passwords; there are no connections here that last. */
  readonly limits: Pick<BucketTriple, 'identity' | 'address'>;
  readonly clock: Clock;
}

/** Users by their password, guests by their credentials: the same as on the SIP side, checked in constant time. */
export function ucwaSignIn(options: UcwaSignInOptions): SignIn {
  const perIdentity = new BucketTable(options.limits.identity);
  const perAddress = new BucketTable(options.limits.address);
  // Who does not exist takes as long as who does.
  const nobodysPassword = randomBytes(12).toString('base64url');
  return ({ username, password, address }): SignInResult => {
    const now = options.clock.now();
    const name = nameOf(username, options.domain);
    const [identity, source] = [perIdentity.get(name.slice(0, 200), now), perAddress.get(address, now)];
    // That of the identity counts only for an address that has failed before: nobody locks somebody else out.
    const counting = source.isFull(now) ? [] : [identity, source];
    const empty = counting.find((bucket) => !bucket.has(now));
    if (empty) return { kind: 'limited', retryAfter: empty.retryAfter(now) };
    const user = check(options, name, password, nobodysPassword, now);
    if (user) return { kind: 'user', user };
    identity.take(now);
    source.take(now);
    return { kind: 'refused' };
  };
}

/** `alice`, `alice@contoso.com`, `sip:alice@contoso.com` and `CONTOSO\alice` are one; a guest's name stays as it is. */
function nameOf(username: string, domain: string): string {
  if (/^\d+:/.test(username)) return username;
  const bare = username
    .replace(/^sips?:/i, '')
    .replace(/^[^\\]*\\/, '')
    .toLowerCase();
  return bare.endsWith(`@${domain}`) ? bare.slice(0, -domain.length - 1) : bare;
}

function check(
  { accounts, algorithm, domain, guestSecret }: UcwaSignInOptions,
  name: string,
  password: string,
  nobodysPassword: string,
  now: number,
): UcwaUser | undefined {
  const guest = guestOf(name, now);
  const account = guest === undefined ? accounts.find(name) : undefined;
  const given = guest === undefined ? digestHa1(algorithm, name, domain, octets(password)) : password;
  const expected =
    guest === undefined
      ? (account?.ha1?.[algorithm] ??
        digestHa1(algorithm, name, domain, octets(account?.password ?? nobodysPassword)))
      : guestPassword(name, guestSecret);
  if (!equalSecrets(given, expected)) return undefined;
  if (guest !== undefined) return { uri: `sip:${guest}@${domain}`, kind: 'guest', name: '' };
  return account && { uri: account.uri, kind: 'user', name: account.displayName ?? name };
}

/** The digest is made of byte strings. */
function octets(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}
