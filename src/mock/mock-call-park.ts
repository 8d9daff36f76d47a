import {
  SessionError,
  type CallParkOrbit,
  type CallSnapshot,
  type OrbitListener,
  type OrbitOccupancy,
  type SessionErrorCode,
} from '../session/contract';
import type { MockConversation } from './mock-conversation';

const SERVICE = 'sip:park@contoso.com';

interface Parked {
  readonly orbit: CallParkOrbit;
  readonly conversation: MockConversation;
}

/** The call park service of a {@link MockSession}: orbits 100 to 109, the least recently used first. */
export class MockCallPark {
  /** False: nothing is provisioned, so that nothing can be parked. */
  isProvisioned = true;
  /** Free orbits; emptied, the next park fails with `no-orbit-available`. */
  readonly freeOrbits = Array.from({ length: 10 }, (_, index) => String(100 + index));
  /** Seconds after which the service says that it rings back; a script does it, with `unpark`. */
  ringBackSeconds: number | undefined;
  readonly #parked = new Map<string, Parked>();
  readonly #watchers = new Set<OrbitListener>();
  #others: readonly OrbitOccupancy[] = [];
  #failures: SessionErrorCode[] = [];
  #ids = 0;

  park(conversation: MockConversation): CallParkOrbit {
    const friendlyOrbit = this.freeOrbits.shift();
    if (!friendlyOrbit) throw new SessionError('no-orbit-available', 'No more available orbits.');
    const msParkedCall = `parked-${++this.#ids}`;
    const orbit = Object.freeze({
      friendlyOrbit,
      safeRetrieveUri: `${SERVICE};orbit=${friendlyOrbit};ms-parked-call=${msParkedCall}`,
      msParkedCall,
    });
    this.#parked.set(friendlyOrbit, { orbit, conversation });
    this.#tell();
    return orbit;
  }

  /** Who is at `target`; the orbit is free again then. */
  take(target: string): Parked {
    const code = this.#failures.shift();
    if (code) throw new SessionError(code, 'The mock was told to fail.');
    const isSafe = target.includes('ms-parked-call=');
    const wanted = (/orbit=([^;]+)/.exec(target)?.[1] ?? target).replace(/^#/, '');
    const found = this.#parked.get(wanted);
    if (isSafe && found?.orbit.safeRetrieveUri !== target)
      throw new SessionError('could-not-safe-retrieve', 'Could not safe retrieve.', { status: 404 });
    if (!found) throw new SessionError('orbit-not-found', 'Orbit not found.', { status: 404 });
    this.#free(wanted);
    return found;
  }

  /** What becomes of the call at `orbit`; `ringback` rings first, and is answered as any call. */
  unpark(orbit: string, reason: NonNullable<CallSnapshot['unparked']>['reason'], target?: string): void {
    const found = this.#parked.get(orbit);
    if (!found) throw new SessionError('orbit-not-found', `Nobody is at ${orbit}.`);
    this.#free(orbit);
    found.conversation.audioVideo.unpark(reason, target);
  }

  /** The next `count` retrievals fail. */
  failNext(code: SessionErrorCode, count = 1): void {
    for (let i = 0; i < count; i++) this.#failures.push(code);
  }

  /** Orbits that others have occupied, for those who watch. */
  setOthers(others: readonly OrbitOccupancy[]): void {
    this.#others = others;
    this.#tell();
  }

  watch(listener: OrbitListener): () => void {
    this.#watchers.add(listener);
    listener(this.#list());
    return () => this.#watchers.delete(listener);
  }

  #free(orbit: string): void {
    this.#parked.delete(orbit);
    this.freeOrbits.push(orbit);
    this.#tell();
  }

  #tell(): void {
    const orbits = this.#list();
    for (const listener of this.#watchers) listener(orbits);
  }

  #list(): readonly OrbitOccupancy[] {
    const mine = [...this.#parked].map(([orbit, { conversation }]) => ({
      orbit,
      isOccupied: true,
      name: conversation.snapshot.participants[0]?.displayName ?? '',
    }));
    const all = [...mine, ...this.#others];
    const free = this.freeOrbits
      .filter((orbit) => !all.some((one) => one.orbit === orbit))
      .map((orbit) => ({ orbit, isOccupied: false }));
    return [...all, ...free].sort((a, b) => a.orbit.localeCompare(b.orbit, 'en', { numeric: true }));
  }
}
