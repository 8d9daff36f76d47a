/**
 * What people may say for each orbit: its own name, and the same with or without `#`, which some telephones need to dial it and others cannot, unless
 * that is another orbit.
 */
export function orbitNames(orbits: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map(orbits.map((orbit) => [orbit, orbit]));
  for (const orbit of orbits) {
    if (orbit.startsWith('*')) continue;
    const other = orbit.startsWith('#') ? orbit.slice(1) : `#${orbit}`;
    if (!names.has(other)) names.set(other, orbit);
  }
  return names;
}
