import { addressOfRecord } from '../../sip';
import { newTag } from '../../sip/identifiers';
import { StoreError } from '../../store/store-error';
import type { OrbitStore, StoredOrbit, StoredParkedCall } from '../../store/orbit-store';
import type { CallParkServices } from './call-park-services';
import { ParkedCallCapability } from './capability';
import { OrbitPool } from './orbit-pool';
import type { ParkedCallFacts } from './parked-call';
import { CallParkRefusal } from './refusal';

/** The orbits: free ones in memory, all of them in the store, where other instances see them and a restart finds them. */
export class Orbits {
  #pool: OrbitPool;
  #loading: Promise<void> | undefined;
  /** Where an earlier process of ours had a call, and nobody has parked since. */
  readonly #lost = new Map<string, StoredOrbit>();
  readonly #store: OrbitStore;

  constructor(private readonly services: CallParkServices) {
    this.#store = services.orbits;
    this.#pool = new OrbitPool(services.configuration.orbits);
  }

  get size(): number {
    return this.#pool.size;
  }

  get free(): number {
    return this.#pool.free;
  }

  has(orbit: string): boolean {
    return this.#pool.has(orbit);
  }

  lost(orbit: string): StoredOrbit | undefined {
    return this.#lost.get(orbit);
  }

  allLost(): readonly StoredOrbit[] {
    return [...this.#lost.values()];
  }

  /** Reads once what earlier processes left. Rejects with `CallParkRefusal`; the next call tries again. */
  load(): Promise<void> {
    return (this.#loading ??= this.#load().catch((cause: unknown) => {
      this.#loading = undefined;
      throw unavailable(cause);
    }));
  }

  /** Takes the orbit that was least recently used, committed. Rejects with `CallParkRefusal`. */
  async reserve(call: Omit<ParkedCallFacts, 'id' | 'capability' | 'orbit'>): Promise<ParkedCallFacts> {
    const { clock, configuration } = this.services;
    const id = newTag();
    const capability = new ParkedCallCapability();
    const record: StoredParkedCall = {
      id,
      capabilityHash: capability.hash,
      parkerUri: call.parkerUri,
      parkeeUri: addressOfRecord(call.request.target),
      instance: configuration.instance,
      parkedAt: clock.now(),
    };
    const elsewhere: string[] = [];
    try {
      for (let orbit = this.#pool.reserve(); orbit !== undefined; orbit = this.#pool.reserve()) {
        if (await this.#occupy(orbit, record)) {
          this.#lost.delete(orbit);
          return { id, capability, orbit, ...call };
        }
        elsewhere.push(orbit);
      }
    } finally {
      for (const orbit of elsewhere) this.#pool.release(orbit);
    }
    throw new CallParkRefusal('no-orbit-available');
  }

  /** The orbit can be given out again at once; the store follows. */
  release({ orbit, id }: ParkedCallFacts): void {
    const { clock, log } = this.services;
    this.#pool.release(orbit);
    this.#store.release(orbit, id, clock.now()).catch((error: unknown) => {
      // Whoever gets this orbit next clears it up.
      log.error('orbit-not-released', { orbit, error });
    });
  }

  /** Whether another instance has a call there. Rejects with `CallParkRefusal`. */
  async isElsewhere(orbit: string): Promise<boolean> {
    try {
      const call = (await this.#store.find(orbit))?.call;
      return call !== undefined && call.lostAt === undefined && !this.#isOurs(call);
    } catch (cause) {
      throw unavailable(cause);
    }
  }

  async #load(): Promise<void> {
    const { clock, log, configuration } = this.services;
    for (const lost of await this.#store.markLost(configuration.instance, clock.now())) {
      log.warn('parked-call-lost', { orbit: lost.orbit, call: lost.call?.id });
    }
    const all = await this.#store.all();
    this.#pool = new OrbitPool(
      configuration.orbits,
      new Map(all.map(({ orbit, lastUsedAt }) => [orbit, lastUsedAt])),
    );
    for (const orbit of all) {
      if (orbit.call?.lostAt !== undefined && this.#isOurs(orbit.call)) this.#lost.set(orbit.orbit, orbit);
    }
  }

  /** False if another instance has a call there. */
  async #occupy(orbit: string, record: StoredParkedCall): Promise<boolean> {
    try {
      if (await this.#tryOccupy(orbit, record)) return true;
      const there = (await this.#store.find(orbit))?.call;
      if (there && !this.#isOurs(there)) return false;
      // Ours, but no call of this process, for it had the orbit free: its release is under way or was lost.
      if (there) await this.#store.release(orbit, there.id, this.services.clock.now());
      return await this.#tryOccupy(orbit, record);
    } catch (cause) {
      this.#pool.release(orbit);
      throw unavailable(cause);
    }
  }

  async #tryOccupy(orbit: string, record: StoredParkedCall): Promise<boolean> {
    try {
      await this.#store.occupy(orbit, record);
      return true;
    } catch (error) {
      if (error instanceof StoreError && error.code === 'conflict') return false;
      throw error;
    }
  }

  #isOurs({ instance }: StoredParkedCall): boolean {
    return instance === this.services.configuration.instance;
  }
}

function unavailable(cause: unknown): CallParkRefusal {
  return new CallParkRefusal('ucas-error', { detail: 'the store failed', cause });
}
