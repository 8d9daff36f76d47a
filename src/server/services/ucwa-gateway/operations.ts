import { createHash } from 'node:crypto';
import type { Clock } from '../../sip/clock';

const keptMs = 10 * 60_000;
const maximum = 1_000;

/**
 * What POSTs with an operationId have made, so that one that is repeated, because its answer was lost, makes nothing new. Some clients use one id
 * for all they do: only the same request is a repetition.
 */
export class Operations {
  readonly #made = new Map<string, { readonly location: string; readonly at: number }>();

  constructor(private readonly clock: Clock) {}

  /** The location that `make` gives, or gave when this was asked before. `request` is all that makes a request another one. */
  once(operationId: string | undefined, request: readonly unknown[], make: () => string): string {
    if (operationId === undefined) return make();
    const key = `${operationId} ${createHash('sha256').update(JSON.stringify(request)).digest('base64url')}`;
    const now = this.clock.now();
    for (const [oldest, { at }] of this.#made) {
      if (now - at < keptMs && this.#made.size < maximum) break;
      this.#made.delete(oldest);
    }
    const made = this.#made.get(key);
    if (made) return made.location;
    const location = make();
    this.#made.set(key, { location, at: now });
    return location;
  }
}
