import type { Logger } from './log';
import { silentLog } from './log';
import type { SipMessage } from './message';
import { handOver, parseMessage, serialize } from './message';

/** Octets waiting to be sent at which a peer counts as congested, and its connection is closed. */
export const MAX_BUFFERED = 1_048_576;

export type ConnectionProtocol = 'WS' | 'WSS' | 'TCP' | 'TLS' | 'MEMORY';

/** One reliable, ordered flow of SIP messages: a WebSocket, a TCP connection, or one end of an in-memory pair. */
export interface SipConnection {
  /** Unique in this process; never reused. */
  readonly id: string;
  readonly protocol: ConnectionProtocol;
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly closed: boolean;
  /** Never throws. On a closed connection nothing happens; a congested one (`MAX_BUFFERED`) is closed. */
  send(message: SipMessage | Buffer): void;
  /** Ends the flow. `onClose` follows, not synchronously. */
  close(reason?: string): void;
  /** Set by the owner, before the first message can arrive. The message is parsed, not validated. */
  onMessage: (message: SipMessage) => void;
  /** Called exactly once, whoever ended the flow. */
  onClose: (reason: string) => void;
}

let connections = 0;

/** What all flows share: identity, the two callbacks, and the promise that `onClose` runs once. */
export abstract class BaseConnection implements SipConnection {
  readonly id: string;
  onMessage: (message: SipMessage) => void = ignore;
  onClose: (reason: string) => void = ignore;
  #closed = false;

  protected constructor(
    readonly protocol: ConnectionProtocol,
    readonly remoteAddress: string,
    readonly remotePort: number,
    protected readonly log: Logger,
  ) {
    this.id = `${protocol.toLowerCase()}-${(++connections).toString(36)}`;
  }

  get closed(): boolean {
    return this.#closed;
  }

  abstract send(message: SipMessage | Buffer): void;
  abstract close(reason?: string): void;

  /** An owner's mistake with one message must not end the other flows of the process. */
  protected deliver(message: SipMessage): void {
    try {
      this.onMessage(message);
    } catch (error) {
      this.log.error('message-handler-failed', { connection: this.id, error });
    }
  }

  /** Marks the flow as ended and reports it once, outside of the caller's stack. */
  protected ended(reason: string): boolean {
    if (this.#closed) return false;
    this.#closed = true;
    queueMicrotask(() => {
      try {
        this.onClose(reason);
      } catch (error) {
        this.log.error('close-handler-failed', { connection: this.id, error });
      }
      this.onMessage = ignore;
    });
    return true;
  }
}

function ignore(): void {
  // A flow without an owner drops what arrives.
}

/** Deliveries in one turn before other work (sockets, timers) gets its chance. */
const DELIVERIES_PER_TURN = 64;

class MemoryConnection extends BaseConnection {
  peer: MemoryConnection | undefined;
  readonly #inbox: (SipMessage | Buffer)[] = [];
  #scheduled = false;
  #closing: string | undefined;

  constructor(log: Logger) {
    super('MEMORY', '127.0.0.1', 0, log);
  }

  send(message: SipMessage | Buffer): void {
    if (this.closed || !this.peer) return;
    this.peer.#accept(Buffer.isBuffer(message) ? message : (handOver(message) ?? serialize(message)));
  }

  close(reason = 'closed'): void {
    if (!this.ended(reason)) return;
    const { peer } = this;
    this.peer = undefined;
    if (peer) peer.#acceptClose(reason);
  }

  #accept(message: SipMessage | Buffer): void {
    if (this.closed) return;
    this.#inbox.push(message);
    this.#schedule();
  }

  /** What was sent before the close is still delivered, as on a socket. */
  #acceptClose(reason: string): void {
    this.#closing = reason;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(this.#drain);
  }

  readonly #drain = (): void => {
    let delivered = 0;
    while (delivered < this.#inbox.length && delivered < DELIVERIES_PER_TURN && !this.closed) {
      this.#receive(this.#inbox[delivered++]!);
    }
    this.#inbox.splice(0, delivered);
    this.#scheduled = false;
    if (this.closed) return;
    if (this.#inbox.length > 0) {
      this.#scheduled = true;
      setImmediate(this.#drain);
    } else if (this.#closing !== undefined) {
      this.peer = undefined;
      this.ended(this.#closing);
    }
  };

  #receive(received: SipMessage | Buffer): void {
    let message: SipMessage;
    try {
      message = Buffer.isBuffer(received) ? parseMessage(received) : received;
    } catch (error) {
      this.log.warn('message-unparsable', { connection: this.id, error });
      return;
    }
    this.deliver(message);
  }
}

/**
 * Two ends of a flow inside the process. Messages are delivered in order, asynchronously, and as copies: neither end
 * sees what the other does to a message.
 */
export function memoryPair(options: { log?: Logger } = {}): [SipConnection, SipConnection] {
  const log = options.log ?? silentLog;
  const left = new MemoryConnection(log);
  const right = new MemoryConnection(log);
  left.peer = right;
  right.peer = left;
  return [left, right];
}
