import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export type ServerErrorCode = 'port-in-use' | 'address-not-available' | 'permission-denied' | 'listen-failed';

/** The server cannot start. `message` is one line for whoever started it. */
export class ServerError extends Error {
  override readonly name = 'ServerError';

  constructor(
    readonly code: ServerErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const causes: Readonly<Record<string, readonly [ServerErrorCode, string]>> = {
  EADDRINUSE: ['port-in-use', 'is in use'],
  EADDRNOTAVAIL: ['address-not-available', 'is no address of this machine'],
  EACCES: ['permission-denied', 'may not be listened on by this user'],
};

/** The error of a failed `listen`, as one line; `variable` is what sets another port. */
export function listenError(cause: unknown, host: string, port: number, variable: string): ServerError {
  const system = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const [code, text] =
    causes[system] ?? (['listen-failed', `cannot be listened on: ${String(cause)}`] as const);
  const hint =
    code === 'port-in-use' || code === 'permission-denied' ? `; ${variable} sets another port` : '';
  return new ServerError(code, `${host}:${port} ${text}${hint}`, { cause });
}

/** Listens; rejects with `ServerError`. The handler can be set later: until then everything is answered 503. */
export async function listenHttp(
  host: string,
  port: number,
): Promise<{ server: Server; port: number; serve(handler: RequestListener): void }> {
  let handler: RequestListener | undefined;
  const server = createServer((request, response) => {
    if (handler !== undefined) handler(request, response);
    else response.writeHead(503, { 'Retry-After': '1', 'Content-Length': 0 }).end();
  });
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, host, port, 'PORT')));
    server.listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return { server, port: address.port, serve: (listener) => (handler = listener) };
}

export async function closeHttp(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
