/**
 * The free orbits, least recently used first: a number that was read out a minute ago does not soon lead to another call. Every operation
 * is O(1).
 */
export class OrbitPool {
  /** In the order in which they are given out. */
  readonly #free: Set<string>;
  readonly #all: ReadonlySet<string>;

  /** `lastUsed`: when an orbit was last used; orbits that never were come first, in the order of `orbits`. */
  constructor(orbits: readonly string[], lastUsed: ReadonlyMap<string, number> = new Map()) {
    const time = (orbit: string): number => lastUsed.get(orbit) ?? -Infinity;
    // Equal times (and two infinities) keep their order: the sort is stable.
    this.#free = new Set([...orbits].sort((a, b) => (time(a) === time(b) ? 0 : time(a) - time(b))));
    this.#all = new Set(orbits);
  }

  get size(): number {
    return this.#all.size;
  }

  get free(): number {
    return this.#free.size;
  }

  has(orbit: string): boolean {
    return this.#all.has(orbit);
  }

  isFree(orbit: string): boolean {
    return this.#free.has(orbit);
  }

  /** Undefined when all are taken. */
  reserve(): string | undefined {
    const [orbit] = this.#free;
    if (orbit !== undefined) this.#free.delete(orbit);
    return orbit;
  }

  /** It is the most recently used now. Throws if it was not taken: then two calls believed to have it. */
  release(orbit: string): void {
    if (!this.#all.has(orbit) || this.#free.has(orbit)) throw new RangeError(`orbit ${orbit} is not taken`);
    this.#free.add(orbit);
  }
}
