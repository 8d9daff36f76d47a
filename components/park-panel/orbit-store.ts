import type { CallParkOrbit } from '../../src/session/contract';

const keyOf = (uri: string): string => `lync-park:${uri}`;

/** The orbits this user has parked calls at, as far as this browser knows: the strings of `CallParkOrbit`, and nothing of the call. */
export function readOrbits(uri: string): readonly CallParkOrbit[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(uri)) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isOrbit) : [];
  } catch (error) {
    // Not ours, or the browser denies the storage (private modes, sandboxed frames): then nothing was kept.
    if (error instanceof SyntaxError || error instanceof DOMException) return [];
    throw error;
  }
}

export function writeOrbits(uri: string, orbits: readonly CallParkOrbit[]): void {
  try {
    if (orbits.length) localStorage.setItem(keyOf(uri), JSON.stringify(orbits));
    else localStorage.removeItem(keyOf(uri));
  } catch (error) {
    // Denied or full: the orbits are on show all the same, until the page is left.
    if (!(error instanceof DOMException)) throw error;
  }
}

function isOrbit(value: unknown): value is CallParkOrbit {
  const { friendlyOrbit, safeRetrieveUri, msParkedCall } = (value ?? {}) as Partial<Record<string, unknown>>;
  return (
    typeof friendlyOrbit === 'string' &&
    typeof msParkedCall === 'string' &&
    (typeof safeRetrieveUri === 'string' || safeRetrieveUri === null)
  );
}
