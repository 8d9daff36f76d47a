import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBytes, sendJson } from '../../../http/json';
import { UcwaFailure } from '../failure';

/** What a request is answered with. Without a body it is empty, which some clients insist on. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

export const noContent: Answer = { status: 204 };

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function created(location: string): Answer {
  return { status: 201, headers: { Location: location } };
}

export function failed(failure: UcwaFailure): Answer {
  return { status: failure.status, body: failure.reason, headers: failure.headers };
}

export function send(response: ServerResponse, { status, body, headers }: Answer): void {
  if (body === undefined) {
    // RFC 9110, 8.6: a 204 has no Content-Length.
    response
      .writeHead(status, {
        ...(status !== 204 && { 'Content-Length': 0 }),
        'Cache-Control': 'no-store',
        ...headers,
      })
      .end();
    return;
  }
  sendJson(response, status, body, headers);
}

/** The body of a request. Throws `UcwaFailure` EntityTooLarge beyond `limit` bytes. */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const message = `The body has at most ${limit} bytes.`;
  const headers = { Connection: 'close' };
  return readBytes(request, limit, () => new UcwaFailure('EntityTooLarge', undefined, message, { headers }));
}
