import type { IncomingMessage, ServerResponse } from 'node:http';
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
  const bytes = Buffer.from(JSON.stringify(body), 'utf8');
  response
    .writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': bytes.length,
      'Cache-Control': 'no-store',
      ...headers,
    })
    .end(bytes);
}

/** The body of a request. Throws `UcwaFailure` EntityTooLarge beyond `limit` bytes. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) {
      throw new UcwaFailure('EntityTooLarge', undefined, `The body has at most ${limit} bytes.`, {
        headers: { Connection: 'close' },
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
