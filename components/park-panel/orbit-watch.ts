import type { OrbitOccupancy, SessionContract } from '../../src/session/contract';

/** Which orbits are occupied, where the session can tell. */
export class OrbitWatch {
  orbits: readonly OrbitOccupancy[] = [];
  #session: SessionContract | undefined;
  #stop: (() => void) | undefined;

  constructor(private readonly onChange: () => void) {}

  follow(session: SessionContract | undefined): void {
    if (session === this.#session) return;
    this.#stop?.();
    this.#session = session;
    this.orbits = [];
    this.#stop = session?.watchOrbits?.((orbits) => {
      this.orbits = orbits;
      this.onChange();
    });
  }
}
