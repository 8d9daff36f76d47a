import type { OrbitStore, StoredOrbit, StoredParkedCall } from './orbit-store';
import { StoreError } from './store-error';

/** Keeps orbits in the process; what is handed in and out is copied, as with a file. */
export class MemoryOrbitStore implements OrbitStore {
  readonly #orbits = new Map<string, StoredOrbit>();
  closed = false;

  async occupy(orbit: string, call: StoredParkedCall): Promise<void> {
    this.#open();
    const there = this.#orbits.get(orbit)?.call;
    if (there && there.lostAt === undefined) throw new StoreError('conflict', 'A call is at this orbit.');
    this.#orbits.set(orbit, { orbit, lastUsedAt: call.parkedAt, call: structuredClone(call) });
  }

  async release(orbit: string, callId: string, at: number): Promise<void> {
    this.#open();
    if (this.#orbits.get(orbit)?.call?.id === callId) this.#orbits.set(orbit, { orbit, lastUsedAt: at });
  }

  async find(orbit: string): Promise<StoredOrbit | undefined> {
    this.#open();
    return structuredClone(this.#orbits.get(orbit));
  }

  async all(): Promise<readonly StoredOrbit[]> {
    this.#open();
    const orbits = [...this.#orbits.values()];
    orbits.sort((a, b) => a.lastUsedAt - b.lastUsedAt || (a.orbit < b.orbit ? -1 : 1));
    return structuredClone(orbits);
  }

  async markLost(instance: string, at: number): Promise<readonly StoredOrbit[]> {
    this.#open();
    const lost: StoredOrbit[] = [];
    for (const [orbit, { call }] of this.#orbits) {
      if (call?.instance !== instance || call.lostAt !== undefined) continue;
      const marked = { orbit, lastUsedAt: at, call: { ...call, lostAt: at } };
      this.#orbits.set(orbit, marked);
      lost.push(marked);
    }
    return structuredClone(lost);
  }

  #open(): void {
    if (this.closed) throw new StoreError('closed', 'The store is closed.');
  }
}
