import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Logger } from '../sip/log';
import type { GuestCredentialsIssuer, PreviousCredentials } from './credentials';
import { HttpFailure, readJson, sendJson } from './json';
import { isAllowedOrigin, isKnownHost } from './origins';
import type { StaticFiles } from './static-files';

/** A service that answers some paths itself. */
export interface HttpMount {
  /** False when the path is none of its own; nothing was sent then. Paths are as they came, percent-encoded. */
  serve(
    request: IncomingMessage,
    response: ServerResponse,
    pathname: string,
    query: string,
  ): Promise<boolean>;
}

export interface HttpHandlerOptions {
  /** Asked before everything else. */
  readonly mount?: HttpMount;
  readonly files: StaticFiles;
  readonly credentials: GuestCredentialsIssuer;
  /** Credentials of a demo user; undefined when there are none of that name. Absent when no demo passwords are configured. */
  readonly demoCredentials?: (user: string) => Record<string, unknown> | undefined;
  readonly health: () => { readonly ready: boolean } & Record<string, unknown>;
  readonly allowedOrigins: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly log: Logger;
}

/** Bytes; the previous user name and password and little else. */
const MAX_CREDENTIALS_BODY = 4096;

/** Everything of the server that is HTTP, but for the upgrade to WebSocket. */
export function createHttpHandler(options: HttpHandlerOptions): RequestListener {
  return (request, response) => {
    for (const [name, value] of Object.entries(options.headers)) response.setHeader(name, value);
    handle(options, request, response).catch((error: unknown) => {
      // A client that went away while it sent its request is no failure of ours.
      const isGone = request.destroyed && !request.complete;
      if (isGone) options.log.debug('http-request-aborted', { error });
      else if (!(error instanceof HttpFailure)) options.log.error('http-request-failed', { error });
      if (response.headersSent) {
        response.destroy();
        return;
      }
      const failure = error instanceof HttpFailure ? error : new HttpFailure(500, 'internal error');
      sendJson(response, failure.status, { error: failure.message }, failure.headers);
    });
  };
}

async function handle(
  options: HttpHandlerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // The request target is a path as it stands; an absolute one (RFC 9112, 3.2.2) has its path behind the authority.
  const target = (request.url ?? '/').replace(/^https?:\/\/[^/]*/i, '');
  const [pathname = '/', query = ''] = target.split(/\?(.*)/s, 2);
  if (await options.mount?.serve(request, response, pathname, query)) return;
  if (pathname === '/api/guest-credentials') return guestCredentials(options, request, response, query);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new HttpFailure(405, 'method not allowed', { Allow: 'GET, HEAD' });
  }
  if (pathname === '/healthz') {
    const health = options.health();
    return sendJson(response, health.ready ? 200 : 503, {
      status: health.ready ? 'ok' : 'stopping',
      ...health,
    });
  }
  if (pathname === '/api/demo-credentials' && options.demoCredentials !== undefined) {
    return demoCredentials(options, options.demoCredentials, request, response, query);
  }
  if (await options.files.serve(request, response, pathname)) return;
  throw new HttpFailure(404, 'not found');
}

async function guestCredentials(
  options: HttpHandlerOptions,
  request: IncomingMessage,
  response: ServerResponse,
  query: string,
): Promise<void> {
  allowOrigin(options, request, response);
  if (request.method === 'OPTIONS') {
    response
      .writeHead(204, {
        'Access-Control-Allow-Methods': 'POST',
        'Access-Control-Allow-Headers': 'Content-Type',
        'Access-Control-Max-Age': '600',
      })
      .end();
    return;
  }
  if (request.method !== 'POST') throw new HttpFailure(405, 'method not allowed', { Allow: 'POST, OPTIONS' });
  // A site of its own takes the customer from its session; here the query stands in for one.
  const customer = new URLSearchParams(query).get('customer') ?? undefined;
  const previous = previousCredentials(await readJson(request, MAX_CREDENTIALS_BODY));
  sendJson(response, 200, options.credentials.issue(request.socket.remoteAddress ?? '', customer, previous));
}

/** `{ "renew": { username, password } }`; anything else asks for new ones. */
function previousCredentials(body: unknown): PreviousCredentials | undefined {
  const renew = (body as { renew?: Partial<PreviousCredentials> } | undefined)?.renew;
  const { username, password } = renew ?? {};
  return typeof username === 'string' && typeof password === 'string' ? { username, password } : undefined;
}

function demoCredentials(
  options: HttpHandlerOptions,
  find: (user: string) => Record<string, unknown> | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  query: string,
): void {
  // A name somebody else made point here (DNS rebinding) makes their page one of ours, in the eyes of the browser.
  if (!isKnownHost(request.headers.host, options.allowedOrigins))
    throw new HttpFailure(403, 'this host is not known');
  // A page of the own origin sends no Origin with GET; a foreign one that does is refused.
  if (request.headers.origin !== undefined) allowOrigin(options, request, response);
  const credentials = find(new URLSearchParams(query).get('user') ?? '');
  if (credentials === undefined) throw new HttpFailure(404, 'no such demo user');
  sendJson(response, 200, credentials);
}

function allowOrigin(options: HttpHandlerOptions, request: IncomingMessage, response: ServerResponse): void {
  const { origin, host } = request.headers;
  if (!isAllowedOrigin(origin, host, options.allowedOrigins))
    throw new HttpFailure(403, 'this origin is not allowed');
  response.setHeader('Access-Control-Allow-Origin', origin ?? '');
  response.setHeader('Vary', 'Origin');
}
