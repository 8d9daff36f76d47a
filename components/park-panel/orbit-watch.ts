import type { SessionContract } from '../../src/session/contract';

/** An orbit as those see it who may watch it (dialog event package, RFC 4235). */
export interface OrbitOccupancy {
  readonly orbit: string;
  readonly isOccupied: boolean;
  /** Who waits there. */
  readonly name?: string;
  readonly parkedBy?: string;
  /** Milliseconds since 1970. */
  readonly since?: number;
}

/** What a session has more that can watch orbits. */
export interface OrbitWatchingSession extends SessionContract {
  /** Tells now, and after each change. Returns what ends it. */
  watchOrbits(listener: (orbits: readonly OrbitOccupancy[]) => void): () => void;
}

const canWatch = (session: SessionContract): session is OrbitWatchingSession =>
  typeof (session as Partial<OrbitWatchingSession>).watchOrbits === 'function';

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
    this.#stop =
      session && canWatch(session)
        ? session.watchOrbits((orbits) => {
            this.orbits = orbits;
            this.onChange();
          })
        : undefined;
  }
}
