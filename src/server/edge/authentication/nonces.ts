import { createHmac, randomBytes } from 'node:crypto';
import type { Clock } from '../../sip/clock';
import { detached } from '../../sip/message';
import { equalSecrets } from './guests';

/** `stale`: ours, but too old, or its count was used already (RFC 7616, 3.3: the client may just try again with a new one). */
export type NonceVerdict = 'good' | 'stale' | 'unknown';

/** Nonces that prove themselves: time, salt and an HMAC over both. Only the counts of those in use are kept. */
export class Nonces {
  readonly #counts = new Map<string, number>();

  constructor(
    private readonly secret: string,
    /** Seconds. */
    private readonly ttl: number,
    private readonly clock: Clock,
    private readonly maximum = 50_000,
  ) {}

  create(): string {
    const head = this.clock.now().toString(16).padStart(11, '0') + randomBytes(6).toString('hex');
    return head + this.#mac(head);
  }

  /** Counts a use: call it once per request, and only when everything else about the credentials is right. */
  use(nonce: string, count: number): NonceVerdict {
    const verdict = this.check(nonce);
    if (verdict !== 'good') return verdict;
    const last = this.#counts.get(nonce) ?? 0;
    // RFC 7616, 3.4: a count that does not grow is a replay.
    if (count <= last) return 'stale';
    if (last === 0 && this.#counts.size >= this.maximum) this.#forget();
    this.#counts.set(detached(nonce), count);
    return 'good';
  }

  check(nonce: string): NonceVerdict {
    if (!/^[0-9a-f]{55}$/.test(nonce)) return 'unknown';
    if (!equalSecrets(nonce.slice(23), this.#mac(nonce.slice(0, 23)))) return 'unknown';
    return this.#isStale(nonce) ? 'stale' : 'good';
  }

  #mac(head: string): string {
    return createHmac('sha256', this.secret).update(head).digest('hex').slice(0, 32);
  }

  /** Counts of stale nonces go; if all are fresh the oldest go, and those nonces could be replayed until they are stale. */
  #forget(): void {
    for (const nonce of this.#counts.keys()) if (this.#isStale(nonce)) this.#counts.delete(nonce);
    // Some more than needed: to look through all of them for each new one would be work that anybody could cause.
    const left = Math.floor(this.maximum * 0.9);
    for (const nonce of this.#counts.keys()) {
      if (this.#counts.size <= left) return;
      this.#counts.delete(nonce);
    }
  }

  #isStale(nonce: string): boolean {
    const age = this.clock.now() - parseInt(nonce.slice(0, 11), 16);
    return age < 0 || age >= this.ttl * 1000;
  }
}
