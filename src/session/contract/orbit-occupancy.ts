/** An orbit as those see it who may watch it (dialog event package, RFC 4235). */
export interface OrbitOccupancy {
  readonly orbit: string;
  readonly isOccupied: boolean;
  /** Who waits there; absent: nobody who may watch is told. */
  readonly name?: string;
  /** Who has parked the call, as people read it. */
  readonly parkedBy?: string;
  /** Milliseconds since 1970. */
  readonly since?: number;
}

export type OrbitListener = (orbits: readonly OrbitOccupancy[]) => void;
