import type { Socket } from 'node:net';
import type { Clock, Timer } from '../clock';
import { BaseConnection, MAX_BUFFERED } from '../connection';
import type { Logger } from '../log';
import type { FrameEvent, SipMessage } from '../message';
import { rejectionResponse, serialize, StreamFramer, validate } from '../message';
import type { TransportLimits } from './limits';

const PING = Buffer.from('\r\n\r\n');
const PONG = Buffer.from('\r\n');
/** A closed socket gets this long to take what was sent last. */
const LINGER_MS = 2_000;

export interface TcpConnectionOptions {
  socket: Socket;
  limits: Required<TransportLimits>;
  clock: Clock;
  log: Logger;
  /** Who opened the connection sends the keep-alives: RFC 5626 section 3.5.1. */
  initiator: boolean;
}

/** SIP over a byte stream: messages framed by Content-Length (RFC 3261 18.3). */
export class TcpConnection extends BaseConnection {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #limits: Required<TransportLimits>;
  readonly #framer: StreamFramer;
  #incomplete: Timer | undefined;
  #keepAlive: Timer | undefined;
  /** The peer has answered a ping before, so that silence means something. */
  #answers = false;
  #heard = true;

  constructor(options: TcpConnectionOptions) {
    const { socket } = options;
    super(
      'encrypted' in socket ? 'TLS' : 'TCP',
      socket.remoteAddress ?? '',
      socket.remotePort ?? 0,
      options.log,
    );
    this.#socket = socket;
    this.#clock = options.clock;
    this.#limits = options.limits;
    this.#framer = new StreamFramer({ keepAlive: options.initiator ? 'expect' : 'answer' });
    socket.setNoDelay(true);
    socket.setKeepAlive(true, this.#limits.pingIntervalMs);
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('end', () => this.#finish('closed by the peer'));
    socket.on('error', (error) => {
      this.log.debug('tcp-error', { connection: this.id, error });
      this.#finish(`connection failed: ${error.message}`);
    });
    socket.on('close', () => this.#finish('closed'));
    if (options.initiator) this.#keepAlive = this.#clock.setTimeout(this.#ping, this.#limits.pingIntervalMs);
  }

  send(message: SipMessage | Buffer): void {
    if (this.closed) return;
    this.#socket.write(Buffer.isBuffer(message) ? message : serialize(message));
    if (this.#socket.writableLength > MAX_BUFFERED) {
      this.#finish('congested');
      this.#socket.destroy();
    }
  }

  close(reason = 'closed'): void {
    if (this.closed) return;
    this.#finish(reason);
  }

  #finish(reason: string): void {
    if (!this.ended(reason)) return;
    this.#incomplete?.cancel();
    this.#keepAlive?.cancel();
    const socket = this.#socket;
    if (socket.destroyed) return;
    socket.end();
    const linger = this.#clock.setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once('close', () => linger.cancel());
  }

  #receive(chunk: Buffer): void {
    if (this.closed) return;
    this.#heard = true;
    for (const event of this.#framer.push(chunk)) {
      this.#take(event);
      if (this.closed) return;
    }
    const begun = this.#framer.partial;
    if (begun !== undefined) this.#incomplete ??= this.#expectRest(begun);
  }

  #take(event: FrameEvent): void {
    switch (event.type) {
      case 'message':
        return this.deliver(event.message);
      case 'ping':
        this.#socket.write(PONG);
        return;
      case 'pong':
        this.#answers = true;
        return;
      case 'error':
        return this.#refuse(event);
    }
  }

  /** What follows cannot be framed any more: say why if it can be said, and close. */
  #refuse({ error, message }: Extract<FrameEvent, { type: 'error' }>): void {
    this.log.info('stream-unparsable', { connection: this.id, error });
    const rejection = message && validate(message);
    if (message?.kind === 'request' && rejection && !rejection.drop) {
      this.send(rejectionResponse(message, rejection));
    }
    this.close(`unparsable: ${error.code}`);
  }

  /** One timer at most: when it runs out it looks whether the message that had begun is still the same. */
  #expectRest(begun: number): Timer {
    return this.#clock.setTimeout(() => {
      this.#incomplete = undefined;
      const now = this.#framer.partial;
      if (now === begun) this.close('message incomplete for too long');
      else if (now !== undefined) this.#incomplete = this.#expectRest(now);
    }, this.#limits.incompleteMs);
  }

  readonly #ping = (): void => {
    if (this.#answers && !this.#heard) {
      this.#finish('no answer to keep-alive');
      this.#socket.destroy();
      return;
    }
    this.#heard = false;
    this.#socket.write(PING);
    this.#keepAlive = this.#clock.setTimeout(this.#ping, this.#limits.pingIntervalMs);
  };
}
