import { lookup } from 'node:dns/promises';
import type { Logger } from '../sip';

/** The addresses of hosts that may connect. Names are looked up again when somebody else comes, who may be one of them with a new address. */
export class KnownHosts {
  readonly #addresses = new Set<string>();

  constructor(
    private readonly hosts: readonly string[],
    private readonly log: Logger,
    private readonly find: (host: string) => Promise<readonly { address: string }[]> = (host) =>
      lookup(host, { all: true }),
  ) {}

  /** Looks all of them up. A name that is not known now may be known later. */
  async refresh(): Promise<void> {
    const found = await Promise.all(
      [...new Set(this.hosts)].map(async (host) => {
        try {
          return await this.find(host.replace(/^\[|\]$/g, ''));
        } catch (error) {
          this.log.warn('host-not-found', { host, error });
          return [];
        }
      }),
    );
    this.#addresses.clear();
    for (const { address } of found.flat()) this.#addresses.add(plain(address));
  }

  has(address: string): boolean {
    return this.#addresses.has(plain(address));
  }
}

/** An IPv4 address is the same on a socket that listens for both. */
function plain(address: string): string {
  return address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '');
}
