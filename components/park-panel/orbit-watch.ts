import type { OrbitOccupancy, SessionContract } from '../../src/session/contract';
import { shortAddress } from '../call/address';

/** What is told of the call that this user has parked at `orbit`; nothing if somebody else's is there now. */
export function ownCallAt(
  orbits: readonly OrbitOccupancy[],
  orbit: string,
  ownUri: string,
): OrbitOccupancy | undefined {
  return orbits.find(
    (one) =>
      one.orbit === orbit &&
      one.isOccupied &&
      (one.parkedBy === undefined || one.parkedBy === shortAddress(ownUri)),
  );
}

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
