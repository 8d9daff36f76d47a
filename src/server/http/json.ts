import type { ServerResponse } from 'node:http';

/** An answer other than what was asked for. `status` is the HTTP status; `message` is shown to the caller. */
export class HttpFailure extends Error {
  override readonly name = 'HttpFailure';
  readonly code = 'http-failure';

  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const bytes = Buffer.from(JSON.stringify(value), 'utf8');
  response
    .writeHead(status, {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Length': bytes.length,
      'Cache-Control': 'no-store',
      ...headers,
    })
    .end(bytes);
}
