import { MAX_VIAS } from './limits';
import { parseDecimal, TOKEN, allOf, trimSpace } from './lexical';
import type { SipMessage, SipRequest } from './message';
import { parseParams, type Params } from './params';
import type { Rejection } from './rejection';
import { schemeOf } from './uri';

/**
 * The checks that depend on what an element is (RFC 3261 sections 8.2.2, 8.2.3 and 16.3), for requests that passed
 * `validate`. Each returns why not to go on, or undefined.
 */

/** 416 unless the Request-URI's scheme is one of `schemes`. */
export function checkScheme(
  request: SipRequest,
  schemes: readonly string[] = ['sip', 'sips'],
): Rejection | undefined {
  return schemes.includes(schemeOf(request.uri) ?? '')
    ? undefined
    : refuse(request, 416, 'Unsupported URI Scheme');
}

/** The option tags of Require or Proxy-Require that are not in `supported`. */
export function unsupportedExtensions(
  request: SipRequest,
  header: 'Require' | 'Proxy-Require',
  supported: readonly string[],
): string[] {
  // RFC 3261 section 8.2.2.3: ignored in ACK and CANCEL.
  if (request.method === 'ACK' || request.method === 'CANCEL') return [];
  const known = supported.map((tag) => tag.toLowerCase());
  return request.headers.list(header).filter((tag) => !known.includes(tag.toLowerCase()));
}

/** 420 with Unsupported if Require (user agents) or Proxy-Require (proxies) names what is not supported. */
export function checkExtensions(
  request: SipRequest,
  header: 'Require' | 'Proxy-Require',
  supported: readonly string[],
): Rejection | undefined {
  if (!request.headers.has(header)) return undefined;
  const unsupported = unsupportedExtensions(request, header, supported);
  if (unsupported.length === 0) return undefined;
  return refuse(request, 420, 'Bad Extension', [['Unsupported', unsupported.join(', ')]]);
}

/** 483 if a proxy must not forward it: no hops left, or more than 16 hops behind it. */
export function checkHops(request: SipRequest, maxVias = MAX_VIAS): Rejection | undefined {
  const vias = request.headers.count('Via') > maxVias || request.headers.list('Via').length > maxVias;
  return vias || request.maxForwards() === 0 ? refuse(request, 483, 'Too Many Hops') : undefined;
}

/** What a proxy writes into Max-Forwards: one less, never above 70; 70 if there was none (RFC 3261 section 16.6). */
export function nextMaxForwards(request: SipRequest): number {
  const value = request.maxForwards();
  return value === undefined ? 70 : Math.min(70, Math.max(0, value - 1));
}

/** 415 with Accept unless there is no body or its type is one of `types` (lower case, `text/*` allowed). */
export function checkContentType(request: SipRequest, types: readonly string[]): Rejection | undefined {
  if (request.body.length === 0) return undefined;
  const type = contentType(request)?.type;
  if (
    type !== undefined &&
    types.some((t) => t === type || (t.endsWith('/*') && type.startsWith(t.slice(0, -1))))
  ) {
    return undefined;
  }
  return refuse(request, 415, 'Unsupported Media Type', [['Accept', types.join(', ')]]);
}

/** The media type in lower case and its parameters; undefined if missing or malformed. */
export function contentType(message: SipMessage): { type: string; params: Params } | undefined {
  const value = message.headers.get('Content-Type');
  if (value === undefined) return undefined;
  const semicolon = value.indexOf(';');
  const [major, minor, more] = value
    .slice(0, semicolon < 0 ? value.length : semicolon)
    .split('/')
    .map(trimSpace);
  if (!major || !minor || more !== undefined || !allOf(major, TOKEN) || !allOf(minor, TOKEN))
    return undefined;
  const params = parseParams(value, semicolon < 0 ? value.length : semicolon);
  return params && { type: `${major}/${minor}`.toLowerCase(), params };
}

/** Seconds of Expires and the like, cut at 2^32 - 1; undefined if missing or malformed (RFC 3261 section 20.19). */
export function deltaSeconds(value: string | undefined): number | undefined {
  const seconds = parseDecimal(value ?? '', Number.POSITIVE_INFINITY);
  return seconds === undefined ? undefined : Math.min(seconds, 0xffff_ffff);
}

function refuse(
  request: SipRequest,
  status: number,
  reason: string,
  headers?: Rejection['headers'],
): Rejection {
  // An ACK is never answered.
  return { status, reason, drop: request.method === 'ACK', ...(headers ? { headers } : {}) };
}
