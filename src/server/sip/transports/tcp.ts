import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import type { Clock } from '../clock';
import type { SipConnection } from '../connection';
import { SipTransactionError } from '../errors';
import type { Logger } from '../log';
import { Admission, DEFAULT_LIMITS } from './limits';
import type { Transport, TransportLimits } from './limits';
import { TcpConnection } from './tcp-connection';

/** What one end shows, and takes: both ends prove who they are (mutual TLS). PEM. */
export interface TlsIdentity {
  readonly key: string;
  readonly certificate: string;
  /** The other end's certificate, or who has signed it. */
  readonly peers: string;
}

export interface TcpListenOptions {
  host: string;
  /** 0: any free port; the transport says which. */
  port: number;
  limits?: TransportLimits;
  clock: Clock;
  log: Logger;
  /** Over TLS, for who has a certificate of these peers. */
  tls?: TlsIdentity;
  /** Called synchronously before the first message: set `onMessage` and `onClose` here. */
  onConnection(connection: SipConnection): void;
}

export interface TcpConnectOptions {
  host: string;
  port: number;
  limits?: TransportLimits;
  clock: Clock;
  log: Logger;
  /** Over TLS, to who has a certificate of these peers, with the name `serverName`, or `host`. */
  tls?: TlsIdentity & { readonly serverName?: string };
  /** Milliseconds for the handshakes. Default 10,000. */
  timeoutMs?: number;
  signal?: AbortSignal;
}

const HANDSHAKE_MS = 10_000;

/** Accepts SIP over TCP, or over TLS. Rejects with the system's error if the address cannot be listened on, or with TLS's if the certificates are none. */
export async function listenTcp(options: TcpListenOptions): Promise<Transport & { port: number }> {
  const { clock, log } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const admission = new Admission(limits);
  const open = new Set<TcpConnection>();

  const accept = (socket: Socket): void => {
    const address = socket.remoteAddress ?? '';
    if (!admission.admit(address)) {
      log.warn('tcp-refused', { address });
      socket.destroy();
      return;
    }
    const connection = new TcpConnection({ socket, limits, clock, log, initiator: false });
    open.add(connection);
    socket.once('close', () => {
      open.delete(connection);
      admission.release(address);
    });
    try {
      options.onConnection(connection);
    } catch (error) {
      log.error('connection-handler-failed', { connection: connection.id, error });
      connection.close('internal error');
    }
  };
  const { tls } = options;
  const server = tls
    ? createTlsServer(
        {
          ...{ key: tls.key, cert: tls.certificate, ca: tls.peers, minVersion: 'TLSv1.2' },
          ...{ requestCert: true, rejectUnauthorized: true, handshakeTimeout: HANDSHAKE_MS },
        },
        accept,
      ).on('tlsClientError', (error) => log.info('tls-refused', { error }))
    : createServer(accept);

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      server.on('error', (error) => log.error('tcp-listener-failed', { error }));
      resolve();
    });
  });

  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const connection of open) connection.close('shutting down');
      }),
  };
}

/** Opens a flow to a peer, such as the proxy in front of a service. Rejects with `SipTransactionError` `connection-lost` or `aborted`. */
export function connectTcp(options: TcpConnectOptions): Promise<SipConnection> {
  const { host, port, clock, log, signal, timeoutMs = HANDSHAKE_MS, tls } = options;
  return new Promise((resolve, reject) => {
    const socket: Socket = tls ? secured(host, port, tls) : connect({ host, port });
    const fail = (code: 'connection-lost' | 'aborted', text: string, cause?: unknown): void => {
      settle();
      socket.once('error', (error) => log.debug('tcp-error', { error }));
      socket.destroy();
      reject(new SipTransactionError(code, `${host}:${port}: ${text}`, { cause }));
    };
    const onError = (error: Error): void => fail('connection-lost', error.message, error);
    const onAbort = (): void => fail('aborted', 'aborted', signal?.reason);
    const timer = clock.setTimeout(() => fail('connection-lost', 'no answer in time'), timeoutMs);
    const settle = (): void => {
      timer.cancel();
      socket.off('error', onError);
      signal?.removeEventListener('abort', onAbort);
    };
    socket.once('error', onError);
    socket.once(tls ? 'secureConnect' : 'connect', () => {
      settle();
      resolve(
        new TcpConnection({
          socket,
          limits: { ...DEFAULT_LIMITS, ...options.limits },
          clock,
          log,
          initiator: true,
        }),
      );
    });
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function secured(
  host: string,
  port: number,
  { key, certificate, peers, serverName }: NonNullable<TcpConnectOptions['tls']>,
): Socket {
  return connectTls({
    ...{ host, port, key, cert: certificate, ca: peers, minVersion: 'TLSv1.2' },
    ...(serverName !== undefined && { servername: serverName }),
  });
}
