import type { OrbitStore, StoredOrbit, StoredParkedCall } from '../../../store/orbit-store';
import { StoreError } from '../../../store/store-error';

/** A store as a process sees it that may die: afterwards nothing gets through. */
export class MortalOrbitStore implements OrbitStore {
  alive = true;

  constructor(private readonly store: OrbitStore) {}

  async occupy(orbit: string, call: StoredParkedCall): Promise<void> {
    this.#check();
    return this.store.occupy(orbit, call);
  }

  async release(orbit: string, callId: string, at: number): Promise<void> {
    this.#check();
    return this.store.release(orbit, callId, at);
  }

  async find(orbit: string): Promise<StoredOrbit | undefined> {
    this.#check();
    return this.store.find(orbit);
  }

  async all(): Promise<readonly StoredOrbit[]> {
    this.#check();
    return this.store.all();
  }

  async markLost(instance: string, at: number): Promise<readonly StoredOrbit[]> {
    this.#check();
    return this.store.markLost(instance, at);
  }

  #check(): void {
    if (!this.alive) throw new StoreError('unavailable', 'The process is dead.');
  }
}
