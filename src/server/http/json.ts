import type { IncomingMessage, ServerResponse } from 'node:http';

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
  headers: Readonly<Record<string, string | string[]>> = {},
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

/** The body of a request; beyond `limit` bytes it throws what `tooLarge` makes. */
export async function readBytes(
  request: IncomingMessage,
  limit: number,
  tooLarge: () => Error,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * The body of a request as JSON; undefined when it is empty.
 * Throws `HttpFailure` 413 beyond `limit` bytes, 400 when it is not JSON.
 */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  const bytes = await readBytes(
    request,
    limit,
    () => new HttpFailure(413, `expected at most ${limit} bytes`, { Connection: 'close' }),
  );
  if (bytes.length === 0) return undefined;
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch (cause) {
    throw new HttpFailure(400, 'expected JSON', {}, { cause });
  }
}
