import { createHmac, timingSafeEqual } from 'node:crypto';
import { json, readJson, record } from '../../../protocol/json-reader';
import { WireFormatError } from '../../../protocol/wire-format-error';
import { addressOfRecord } from '../../sip/message';

export type Claims = Readonly<Record<string, unknown>>;
export type SignedContextRefusal =
  'no-secret' | 'malformed' | 'algorithm' | 'signature' | 'subject' | 'expired' | 'not-yet';
export type SignedContextVerdict = { readonly claims: Claims } | { readonly refused: SignedContextRefusal };

/** RFC 7519 section 4.1: about the token, not about the customer. */
const registered = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti']);

/**
 * Whether the site vouches for what a visitor brought: a compact JWS (RFC 7515), HS256 only, whose `sub` is the visitor's proven address and
 * whose `exp` and `nbf` (seconds, RFC 7519 section 4.1) hold. Never throws.
 */
export function verifySignedContext(
  token: string,
  options: { readonly secret: string | undefined; readonly subject: string; readonly now: number },
): SignedContextVerdict {
  const { secret, subject, now } = options;
  if (!secret) return { refused: 'no-secret' };
  const [header, payload, signature, ...rest] = token.split('.');
  if (!header || !payload || !signature || rest.length > 0) return { refused: 'malformed' };
  const head = readPart(header);
  const claims = readPart(payload);
  if (!head || !claims) return { refused: 'malformed' };
  // The algorithm is ours to choose, never the token's (RFC 8725 section 3.1); unknown critical headers refuse (RFC 7515 section 4.1.11).
  if (head.alg !== 'HS256' || 'crit' in head) return { refused: 'algorithm' };
  const expected = createHmac('sha256', secret).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { refused: 'signature' };
  if (typeof claims.sub !== 'string' || !sameAddress(claims.sub, subject)) return { refused: 'subject' };
  if (!inTime(claims.exp, (exp) => now < exp * 1000)) return { refused: 'expired' };
  if (!inTime(claims.nbf, (nbf) => now >= nbf * 1000)) return { refused: 'not-yet' };
  return { claims: Object.fromEntries(Object.entries(claims).filter(([name]) => !registered.has(name))) };
}

function inTime(value: unknown, holds: (seconds: number) => boolean): boolean {
  return value === undefined || (typeof value === 'number' && holds(value));
}

function sameAddress(a: string, b: string): boolean {
  const canonical = (address: string) => addressOfRecord(address.includes(':') ? address : `sip:${address}`);
  return canonical(a) === canonical(b);
}

function readPart(part: string): Claims | undefined {
  if (!/^[\w-]+$/.test(part)) return undefined;
  try {
    return readJson(Buffer.from(part, 'base64url').toString('utf8'), record(json(8), 256));
  } catch (error) {
    if (error instanceof WireFormatError) return undefined;
    throw error;
  }
}
