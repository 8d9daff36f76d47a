import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { MediaError } from '../media-error';

export interface NetworkOptions {
  /** The only IPv4 address that media is bound to and announced with. Default: every one of the machine but loopback. */
  readonly address?: string;
  /** First and last UDP port, with `address` only; each leg takes one. Default: any. */
  readonly ports?: readonly [number, number];
}

/**
 * Addresses and ports for legs. Ports are handed out here: werift looks for a free one and binds it afterwards, and two legs that do so at
 * once would get the same.
 */
export class Network {
  readonly address: string | undefined;
  readonly #ports: readonly [number, number] | undefined;
  readonly #taken = new Set<number>();
  #next: number;

  /** @throws MediaError `unavailable` */
  constructor({ address, ports }: NetworkOptions = {}) {
    this.address = address ?? onlyLoopback();
    this.#ports = ports;
    this.#next = ports?.[0] ?? 0;
    if (address !== undefined && !isLocal(address)) {
      throw new MediaError('unavailable', `This machine has no address ${address} for media.`);
    }
    if (!ports) return;
    if (address === undefined) throw new MediaError('unavailable', 'A range of ports needs an address.');
    const [first, last] = ports;
    if (!Number.isInteger(first) || !Number.isInteger(last) || first < 1 || last > 65_535 || first > last) {
      throw new MediaError('unavailable', `${first} to ${last} is no range of ports.`);
    }
  }

  /** The next port that no leg has; undefined: any. @throws MediaError `unavailable` */
  takePort(): { readonly number: number; release(): void } | undefined {
    if (!this.#ports) return undefined;
    const [first, last] = this.#ports;
    for (let tries = last - first + 1; tries > 0; tries--) {
      const number = this.#next;
      this.#next = number === last ? first : number + 1;
      if (this.#taken.has(number)) continue;
      this.#taken.add(number);
      return { number, release: () => void this.#taken.delete(number) };
    }
    throw new MediaError('unavailable', `All ports for media (${first} to ${last}) are taken.`);
  }
}

const addresses = (): { address: string; internal: boolean }[] =>
  Object.values(networkInterfaces()).flatMap((list) => list ?? []);

// All of 127/8 is loopback, whatever the interface lists.
const isLocal = (address: string): boolean =>
  isIPv4(address) && (address.startsWith('127.') || addresses().some((own) => own.address === address));

/** A machine without a network still serves itself. */
function onlyLoopback(): string | undefined {
  return addresses().some((own) => !own.internal && isIPv4(own.address)) ? undefined : '127.0.0.1';
}
