/** Bounds of one listening transport. What is left out has the default. */
export interface TransportLimits {
  /** Connections at once. Default: no limit of our own. */
  maxConnections?: number;
  /** Connections at once from one address. Default: no limit (thousands of users may share one proxy's address). */
  maxConnectionsPerAddress?: number;
  /** Largest message, in octets. Default 65,536. WebSocket only: the TCP framer has the same bound built in. */
  maxMessageBytes?: number;
  /** A message that began to arrive must be complete after this time (slow loris). Default 5,000 ms. */
  incompleteMs?: number;
  /** WebSocket pings; a peer silent for two intervals is dead. Default 30,000 ms. */
  pingIntervalMs?: number;
  /** Messages that cannot even be parsed before the connection is closed. Default 16. */
  maxUnparsable?: number;
}

export const DEFAULT_LIMITS: Required<TransportLimits> = {
  maxConnections: Infinity,
  maxConnectionsPerAddress: Infinity,
  maxMessageBytes: 65_536,
  incompleteMs: 5_000,
  pingIntervalMs: 30_000,
  maxUnparsable: 16,
};

export interface Transport {
  /** Stops accepting, ends every connection, resolves when all sockets are gone. */
  close(): Promise<void>;
}

/** Counts connections against `maxConnections` and `maxConnectionsPerAddress`. */
export class Admission {
  readonly #perAddress = new Map<string, number>();
  #total = 0;

  constructor(private readonly limits: Required<TransportLimits>) {}

  get total(): number {
    return this.#total;
  }

  admit(address: string): boolean {
    const here = this.#perAddress.get(address) ?? 0;
    if (this.#total >= this.limits.maxConnections || here >= this.limits.maxConnectionsPerAddress)
      return false;
    this.#perAddress.set(address, here + 1);
    this.#total++;
    return true;
  }

  release(address: string): void {
    const here = this.#perAddress.get(address) ?? 0;
    if (here <= 1) this.#perAddress.delete(address);
    else this.#perAddress.set(address, here - 1);
    this.#total--;
  }
}
