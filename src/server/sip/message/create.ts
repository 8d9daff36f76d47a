import { randomBytes } from 'node:crypto';
import { Headers } from './headers';
import { allOf, TOKEN } from './lexical';
import { SipRequest, SipResponse } from './message';
import { encodeUtf8, safeOctets } from './octets';
import type { Rejection } from './rejection';
import { reasonPhrase } from './status';

export interface ResponseOptions {
  /** Text. Default: the usual phrase of the status. */
  reason?: string;
  /** Used if To has no tag yet and the status is not 100. Default: a random one (RFC 3261 section 8.2.6.2). */
  toTag?: string;
  headers?: readonly (readonly [name: string, value: string])[];
  /** A string is written as UTF-8. */
  body?: Buffer | string;
  contentType?: string;
}

/** Header values are byte strings; a string body is written as UTF-8. Throws TypeError on a method or URI with white space. */
export function createRequest(
  method: string,
  uri: string,
  headers: readonly (readonly [name: string, value: string])[],
  body?: Buffer | string,
): SipRequest {
  const octets = safeOctets(uri);
  if (!allOf(method, TOKEN)) throw new TypeError(`not a method: ${JSON.stringify(method)}`);
  if (octets === '' || /[\s<>"]/.test(octets))
    throw new TypeError(`not a Request-URI: ${JSON.stringify(uri)}`);
  return new SipRequest(method, octets, headersOf(headers), bodyOf(body));
}

/**
 * RFC 3261 section 8.2.6: Via (all), From, To, Call-ID and CSeq as they came. What is missing in a faulty request
 * is missing in its response. Record-Route is the dialog's business: pass it in `headers`.
 */
export function createResponse(
  request: SipRequest,
  status: number,
  options: ResponseOptions = {},
): SipResponse {
  const headers = new Headers();
  headers.copyFrom(request.headers, 'Via');
  headers.copyFrom(request.headers, 'From');
  if (status > 100 && request.toTag() === undefined && request.headers.has('To')) {
    headers.append('To', `${request.headers.get('To')};tag=${options.toTag ?? createTag()}`);
  } else {
    headers.copyFrom(request.headers, 'To');
  }
  headers.copyFrom(request.headers, 'Call-ID');
  headers.copyFrom(request.headers, 'CSeq');
  // RFC 3261 section 8.2.6.1.
  if (status === 100) headers.copyFrom(request.headers, 'Timestamp');
  for (const [name, value] of options.headers ?? []) headers.append(name, value);
  if (options.contentType !== undefined) headers.set('Content-Type', options.contentType);
  const reason = safeOctets(encodeUtf8(options.reason ?? reasonPhrase(status)));
  return new SipResponse(status, reason, headers, bodyOf(options.body));
}

/** The response that says a rejection; its `drop` must have been looked at before. */
export function rejectionResponse(request: SipRequest, rejection: Rejection, toTag?: string): SipResponse {
  const { status, reason } = rejection;
  return createResponse(request, status, {
    reason,
    headers: rejection.headers ?? [],
    ...(toTag ? { toTag } : {}),
  });
}

/** A From or To tag: 64 random bits. */
export function createTag(): string {
  return randomBytes(8).toString('hex');
}

function headersOf(list: readonly (readonly [name: string, value: string])[]): Headers {
  const headers = new Headers();
  for (const [name, value] of list) headers.append(name, value);
  return headers;
}

function bodyOf(body: Buffer | string | undefined): Buffer | undefined {
  return typeof body === 'string' ? Buffer.from(body, 'utf8') : body;
}
