import { createHmac } from 'node:crypto';

/** A compact JWS, HS256 (RFC 7515): what the site vouches for, as `signedContext` carries it. */
export function signJws(payload: Readonly<Record<string, unknown>>, secret: string): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(payload)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}
