import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { Clock, Timer } from '../clock';
import type { SipConnection } from '../connection';
import type { Logger } from '../log';
import { Admission, DEFAULT_LIMITS } from './limits';
import type { Transport, TransportLimits } from './limits';
import { WebSocketConnection } from './websocket-connection';

export interface WebSocketOptions {
  /** The upgrade requests of this server are ours when their path is `path`. */
  server: Server;
  path: string;
  /** Exact origins (`https://shop.example`); a browser with another gets 403 (RFC 6455 section 10.2). `*` allows all: demos only. */
  allowedOrigins: readonly string[];
  /** Browsers always send Origin; what does not is another client. Default true. */
  allowMissingOrigin?: boolean;
  limits?: TransportLimits;
  clock: Clock;
  log: Logger;
  /** The client's address, where a trusted proxy stands before us. Default: the socket's peer. */
  addressOf?(request: IncomingMessage): string;
  /** Called synchronously before the first message: set `onMessage` and `onClose` here. */
  onConnection(connection: SipConnection, request: IncomingMessage): void;
}

/** Peers get this long to answer a closing handshake. */
const CLOSE_TIMEOUT_MS = 2_000;
const WATCH_MS = 1_000;

/** SIP over WebSocket (RFC 7118) on an HTTP server. */
export function acceptWebSockets(options: WebSocketOptions): Transport {
  return new WebSocketTransport(options);
}

class WebSocketTransport implements Transport {
  readonly #options: WebSocketOptions;
  readonly #limits: Required<TransportLimits>;
  readonly #admission: Admission;
  readonly #ws: WebSocketServer;
  /** Ping slots, one per watch: the pings of thousands of connections are spread over the interval. */
  readonly #slots: Set<WebSocketConnection>[];
  #slot = 0;
  #next = 0;
  #watch: Timer;
  #emptied: (() => void) | undefined;

  constructor(options: WebSocketOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.#admission = new Admission(this.#limits);
    const slots = Math.max(1, Math.round(this.#limits.pingIntervalMs / WATCH_MS));
    this.#slots = Array.from({ length: slots }, () => new Set());
    const settings = {
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: this.#limits.maxMessageBytes,
      closeTimeout: CLOSE_TIMEOUT_MS,
      handleProtocols: () => 'sip',
    };
    this.#ws = new WebSocketServer(settings);
    options.server.on('upgrade', this.#upgrade);
    this.#watch = options.clock.setTimeout(this.#look, WATCH_MS);
  }

  async close(): Promise<void> {
    this.#options.server.off('upgrade', this.#upgrade);
    this.#watch.cancel();
    if (this.#admission.total === 0) return;
    const emptied = new Promise<void>((resolve) => (this.#emptied = resolve));
    for (const slot of this.#slots) for (const connection of slot) connection.shutDown();
    await emptied;
  }

  readonly #upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (request.url?.split('?', 1)[0] !== this.#options.path) {
      // Somebody else's path, unless nobody else listens.
      if (this.#options.server.listenerCount('upgrade') === 1) refuse(socket, '404 Not Found');
      return;
    }
    const address = this.#options.addressOf?.(request) ?? request.socket.remoteAddress ?? '';
    const refusal = this.#verdict(request, address);
    if (refusal) {
      const { origin } = request.headers;
      this.#options.log.warn('websocket-refused', { address, origin, refusal });
      refuse(socket, refusal);
      return;
    }
    // The handshake may still fail inside `ws`: the place is given back when the socket closes.
    socket.once('close', () => this.#release(address));
    this.#ws.handleUpgrade(request, socket, head, (ws) => this.#open(ws, request, address));
  };

  #verdict(request: IncomingMessage, address: string): string | undefined {
    const { origin } = request.headers;
    const { allowedOrigins, allowMissingOrigin = true } = this.#options;
    if (origin === undefined) {
      if (!allowMissingOrigin) return '403 Forbidden';
    } else if (!allowedOrigins.includes(origin) && !allowedOrigins.includes('*')) {
      return '403 Forbidden';
    }
    const protocols = request.headers['sec-websocket-protocol']?.split(',').map((name) => name.trim());
    if (!protocols?.includes('sip')) return '400 Bad Request'; // RFC 7118 section 4.1
    if (!this.#admission.admit(address)) return '503 Service Unavailable';
    return undefined;
  }

  #open(ws: WebSocket, request: IncomingMessage, address: string): void {
    const { log } = this.#options;
    const connection = new WebSocketConnection(ws, request.socket, address, this.#limits, log);
    const slot = this.#slots[this.#next++ % this.#slots.length]!;
    slot.add(connection);
    ws.on('close', () => slot.delete(connection));
    try {
      this.#options.onConnection(connection, request);
    } catch (error) {
      log.error('connection-handler-failed', { connection: connection.id, error });
      connection.close('internal error');
    }
  }

  #release(address: string): void {
    this.#admission.release(address);
    if (this.#admission.total === 0) this.#emptied?.();
  }

  readonly #look = (): void => {
    this.#watch = this.#options.clock.setTimeout(this.#look, WATCH_MS);
    const now = this.#options.clock.now();
    for (const slot of this.#slots) for (const connection of slot) connection.watch(now);
    this.#slot = (this.#slot + 1) % this.#slots.length;
    for (const connection of this.#slots[this.#slot]!) connection.ping();
  };
}

function refuse(socket: Duplex, status: string): void {
  socket.once('error', () => socket.destroy());
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
