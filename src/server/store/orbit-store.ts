/** A call at an orbit, as far as it outlives the process: the call itself does not. Times are milliseconds since 1970. */
export interface StoredParkedCall {
  /** Names the call in logs and to watchers. */
  readonly id: string;
  /** SHA-256 of `ms-parked-call`, hexadecimal: who reads the store cannot retrieve a call. */
  readonly capabilityHash: string;
  readonly parkerUri: string;
  readonly parkeeUri: string;
  /** Which instance of the call park service holds the call. */
  readonly instance: string;
  readonly parkedAt: number;
  /** When it was found that the instance had died with the call. The orbit is free. */
  readonly lostAt?: number;
}

export interface StoredOrbit {
  /** Text: `100`, `#100`. */
  readonly orbit: string;
  /** When a call was last parked here or left. */
  readonly lastUsedAt: number;
  readonly call?: StoredParkedCall;
}

/** Who is at which orbit. A promise that resolves means committed. All reject with `StoreError`. */
export interface OrbitStore {
  /** Takes a free orbit, or one whose call was lost; `conflict` when a call is there. */
  occupy(orbit: string, call: StoredParkedCall): Promise<void>;
  /** Frees the orbit if that call is there; nothing happens otherwise, so that a late answer harms no later call. */
  release(orbit: string, callId: string, at: number): Promise<void>;
  find(orbit: string): Promise<StoredOrbit | undefined>;
  /** Every orbit that was ever used, least recently first. */
  all(): Promise<readonly StoredOrbit[]>;
  /** Marks the calls that an instance held as lost, and returns them: what a process that died has left. */
  markLost(instance: string, at: number): Promise<readonly StoredOrbit[]>;
}
