import type { IncomingMessage, ServerResponse } from 'node:http';

const allowedMethods = 'GET, POST, PUT, DELETE';
/** What clients of all kinds send along. */
const allowedHeaders =
  'Authorization, Content-Type, Accept, If-Match, X-Requested-With, X-MS-RequiresMinResourceVersion, X-Ms-Origin, X-Ms-Namespace, X-Ms-SDK-Instance, X-MS-Correlation-Id, Client-Request-Id';
const exposedHeaders = 'Location, ETag, WWW-Authenticate, X-Ms-Diagnostics, Retry-After';

/**
 * Lets pages of allowed origins read the answer. A program that is no page may name any origin, and is served as if it had none:
 * what counts is its token. True: it was a preflight, and is answered.
 */
export function answerCors(
  request: IncomingMessage,
  response: ServerResponse,
  isAllowed: (origin: string | undefined, host: string | undefined) => boolean,
): boolean {
  const { origin, host } = request.headers;
  const allowed = origin !== undefined && isAllowed(origin, host);
  response.setHeader('Vary', 'Origin');
  if (allowed) {
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Expose-Headers', exposedHeaders);
  }
  if (request.method !== 'OPTIONS') return false;
  if (!allowed) {
    response.writeHead(403, { 'Content-Length': 0 }).end();
    return true;
  }
  response
    .writeHead(204, {
      'Access-Control-Allow-Methods': allowedMethods,
      'Access-Control-Allow-Headers': allowedHeaders,
      'Access-Control-Max-Age': '600',
    })
    .end();
  return true;
}
