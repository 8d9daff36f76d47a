import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What a site hands to a visitor's browser: the scheme of Kamailio's auth_ephemeral and of TURN REST. */
export interface GuestCredentials {
  readonly uri: string;
  /** `<expiry>:guest-<32 hex>`; expiry in seconds since 1970. */
  readonly username: string;
  readonly password: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/**
 * Credentials of a guest of `domain`, good for signing in until `lifetimeSeconds` after `now` (milliseconds): of a new one, or of
 * the guest `user` whose identity was checked before.
 */
export function createGuestCredentials(options: {
  domain: string;
  secret: string;
  lifetimeSeconds: number;
  now: number;
  user?: string;
}): GuestCredentials {
  const user = options.user ?? `guest-${randomBytes(16).toString('hex')}`;
  const expiry = Math.floor(options.now / 1000) + options.lifetimeSeconds;
  const username = `${expiry}:${user}`;
  return {
    uri: `sip:${user}@${options.domain}`,
    username,
    password: guestPassword(username, options.secret),
    expiresAt: expiry * 1000,
  };
}

export function guestPassword(username: string, secret: string): string {
  return createHmac('sha1', secret).update(username, 'utf8').digest('base64');
}

/** The user part of a guest's digest user name, when it is one and has not expired at `now` (milliseconds). */
export function guestOf(username: string, now: number): string | undefined {
  const colon = username.indexOf(':');
  if (colon < 1 || colon > 12) return undefined;
  const expiry = username.slice(0, colon);
  const user = username.slice(colon + 1);
  if (!/^\d+$/.test(expiry) || !isGuestUser(user)) return undefined;
  return Number(expiry) * 1000 > now ? user : undefined;
}

/**
 * The guest whose credentials these were, expired or not, if they are genuine and expired at most `graceSeconds` before `now`:
 * who holds them may stay the guest they are.
 */
export function renewableGuest(
  previous: { readonly username: string; readonly password: string },
  options: { secret: string; graceSeconds: number; now: number },
): string | undefined {
  const user = guestOf(previous.username, options.now - options.graceSeconds * 1000);
  const isGenuine = equalSecrets(previous.password, guestPassword(previous.username, options.secret));
  return isGenuine ? user : undefined;
}

/** `guest-` and 32 hexadecimal digits. */
export function isGuestUser(user: string): boolean {
  return /^guest-[0-9a-f]{32}$/.test(user);
}

/** Compares in a time that does not depend on where they differ. */
export function equalSecrets(a: string, b: string): boolean {
  const left = Buffer.from(a, 'utf8');
  const right = Buffer.from(b, 'utf8');
  if (left.length !== right.length) return false;
  return timingSafeEqual(left, right);
}
