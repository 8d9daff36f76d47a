import type { Clock, Timer } from '../../sip/clock';
import { BaseConnection, type SipConnection } from '../../sip/connection';
import type { Logger } from '../../sip/log';
import { createResponse, parseUri, type SipMessage, type SipRequest } from '../../sip/message';

/** Where an edge listens for application nodes; browsers cannot reach it. */
export interface EdgeAddress {
  readonly host: string;
  readonly port: number;
}

export interface UpstreamOptions {
  readonly edges: readonly EdgeAddress[];
  /** Opens a connection to an edge; rejects when it cannot be reached. */
  readonly connect: (address: EdgeAddress, signal: AbortSignal) => Promise<SipConnection>;
  /** A connection to an edge stands, for the first time or again. */
  readonly onConnected?: () => void;
  readonly clock: Clock;
  readonly log: Logger;
}

const reconnectAfter = 1_000;

/**
 * All connections between this node and the edges in front of it, as one flow: an edge of several processes opens several, and
 * a dialog does not depend on which of them a message takes.
 */
export class UpstreamConnection extends BaseConnection {
  /** Says 503 to the edges' keep-alive, so that they send nothing new here. */
  draining = false;
  readonly #ours = new Map<EdgeAddress, SipConnection>();
  readonly #theirs = new Set<SipConnection>();
  readonly #timers = new Set<Timer>();
  readonly #aborting = new AbortController();

  constructor(private readonly options: UpstreamOptions) {
    const [first] = options.edges;
    super('TCP', first?.host ?? '', first?.port ?? 0, options.log);
    for (const edge of options.edges) this.#connect(edge);
  }

  /** Takes over a connection that an edge has opened. */
  adopt(connection: SipConnection): void {
    this.#theirs.add(connection);
    this.#listen(connection, () => this.#theirs.delete(connection));
  }

  send(message: SipMessage | Buffer): void {
    if (this.closed) return;
    const link = this.#linkFor(message);
    if (link) return link.send(message);
    this.log.warn('upstream-unreachable', {});
    // Who asked learns it at once, and not by the end of a transaction's time (RFC 3261, 8.1.3.1).
    if (!Buffer.isBuffer(message) && message.kind === 'request' && message.method !== 'ACK') {
      const failure = createResponse(message, 503, { reason: 'Edge Unreachable' });
      queueMicrotask(() => this.deliver(failure));
    }
  }

  close(reason = 'closed'): void {
    if (!this.ended(reason)) return;
    this.#aborting.abort();
    for (const timer of this.#timers) timer.cancel();
    for (const link of [...this.#ours.values(), ...this.#theirs]) link.close(reason);
  }

  /** A response goes to the edge that its top Via names (RFC 3261, 18.2.2); a request to the first that is there. */
  #linkFor(message: SipMessage | Buffer): SipConnection | undefined {
    const open = [...this.#ours].filter(([, link]) => !link.closed);
    const via = !Buffer.isBuffer(message) && message.kind === 'response' ? message.topVia() : undefined;
    const named = via && open.find(([{ host, port }]) => host === via.host && port === (via.port ?? 5060));
    return named?.[1] ?? open[0]?.[1] ?? [...this.#theirs].find((link) => !link.closed);
  }

  #connect(edge: EdgeAddress): void {
    this.options.connect(edge, this.#aborting.signal).then(
      (link) => {
        if (this.closed) return link.close('closed');
        this.#ours.set(edge, link);
        this.log.info('upstream-connected', { edge: `${edge.host}:${edge.port}` });
        this.#listen(link, () => {
          this.#ours.delete(edge);
          this.#retry(edge);
        });
        this.options.onConnected?.();
      },
      (error: unknown) => {
        if (this.closed) return;
        this.log.debug('upstream-not-connected', { edge: `${edge.host}:${edge.port}`, error });
        this.#retry(edge);
      },
    );
  }

  #retry(edge: EdgeAddress): void {
    if (this.closed) return;
    const timer = this.options.clock.setTimeout(() => {
      this.#timers.delete(timer);
      this.#connect(edge);
    }, reconnectAfter);
    this.#timers.add(timer);
  }

  #listen(link: SipConnection, onClosed: () => void): void {
    link.onMessage = (message) => {
      if (isKeepAlive(message)) link.send(createResponse(message, this.draining ? 503 : 200));
      else this.deliver(message);
    };
    link.onClose = onClosed;
  }
}

/** An edge asks whether the node is there: an OPTIONS to no user, as Kamailio's dispatcher sends it. */
function isKeepAlive(message: SipMessage): message is SipRequest {
  return (
    message.kind === 'request' && message.method === 'OPTIONS' && parseUri(message.uri)?.user === undefined
  );
}
