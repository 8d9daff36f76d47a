import { isUtf8 } from 'node:buffer';
import type { Socket } from 'node:net';
import type { RawData, WebSocket } from 'ws';
import { BaseConnection, MAX_BUFFERED } from '../connection';
import type { Logger } from '../log';
import type { SipMessage } from '../message';
import { parseMessage, serialize } from '../message';
import type { TransportLimits } from './limits';

const TEXT = { binary: false };
const BINARY = { binary: true };
const CRLF = Buffer.from('\r\n');
const CR = 0x0d;
const LF = 0x0a;

/** One SIP message per WebSocket message, text or binary (RFC 7118 section 4.2). */
export class WebSocketConnection extends BaseConnection {
  readonly #ws: WebSocket;
  readonly #socket: Socket;
  readonly #limits: Required<TransportLimits>;
  #unparsable = 0;
  /** Any complete frame since the last look. */
  #active = true;
  #pinged = false;
  #bytesSeen: number;
  #incompleteSince = 0;

  constructor(
    ws: WebSocket,
    socket: Socket,
    address: string,
    limits: Required<TransportLimits>,
    log: Logger,
  ) {
    super('encrypted' in socket ? 'WSS' : 'WS', address, socket.remotePort ?? 0, log);
    this.#ws = ws;
    this.#socket = socket;
    this.#limits = limits;
    this.#bytesSeen = socket.bytesRead;
    ws.on('message', (data) => this.#receive(data));
    ws.on('ping', () => (this.#active = true));
    ws.on('pong', () => (this.#active = true));
    ws.on('error', (error) => this.log.debug('websocket-error', { connection: this.id, error }));
    ws.on('close', (code) => this.ended(`websocket closed ${code}`));
  }

  send(message: SipMessage | Buffer): void {
    if (this.closed) return;
    const bytes = Buffer.isBuffer(message) ? message : serialize(message);
    // A text frame must be UTF-8 (RFC 6455 section 5.6); SIP bodies need not be.
    this.#ws.send(bytes, isUtf8(bytes) ? TEXT : BINARY);
    if (this.#socket.writableLength > MAX_BUFFERED) this.#terminate('congested');
  }

  close(reason = 'closed'): void {
    if (!this.ended(reason)) return;
    this.#ws.close(1000, reason.slice(0, 100));
  }

  /** The transport is going away: RFC 6455 status 1001. */
  shutDown(): void {
    this.ended('shutting down');
    this.#ws.close(1001);
  }

  /** Finds a message that trickles in: octets arrive, but no frame gets complete. Called about once a second. */
  watch(now: number): void {
    if (this.closed) return;
    const bytes = this.#socket.bytesRead;
    if (this.#active) {
      this.#active = false;
      this.#pinged = false;
      this.#incompleteSince = 0;
    } else if (bytes !== this.#bytesSeen && this.#incompleteSince === 0) {
      this.#incompleteSince = now;
    }
    this.#bytesSeen = bytes;
    if (this.#incompleteSince > 0 && now - this.#incompleteSince >= this.#limits.incompleteMs) {
      this.#terminate('message incomplete for too long');
    }
  }

  /** Called once per ping interval: a peer that did not answer the last ping is gone. */
  ping(): void {
    if (this.closed) return;
    if (this.#pinged && !this.#active) {
      this.#terminate('no answer to ping');
      return;
    }
    this.#pinged = true;
    this.#active = false;
    this.#ws.ping();
  }

  #receive(data: RawData): void {
    if (this.closed) return;
    this.#active = true;
    const bytes = data as Buffer; // binaryType 'nodebuffer'
    if (bytes.length <= 4 && isCrlf(bytes)) {
      this.#ws.send(CRLF, TEXT); // keep-alive of RFC 5626 section 3.5.1, as browser libraries send it
      return;
    }
    let message: SipMessage;
    try {
      message = parseMessage(bytes);
    } catch (error) {
      this.log.info('message-unparsable', { connection: this.id, error });
      if (++this.#unparsable >= this.#limits.maxUnparsable) this.close('too many unparsable messages');
      return;
    }
    this.deliver(message);
  }

  /** Without the closing handshake: the peer does not read or does not speak. */
  #terminate(reason: string): void {
    this.ended(reason);
    this.#ws.terminate();
  }
}

function isCrlf(bytes: Buffer): boolean {
  for (const octet of bytes) if (octet !== CR && octet !== LF) return false;
  return true;
}
