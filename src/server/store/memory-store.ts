import { MemoryContactStore } from './memory-contact-store';
import { MemoryOrbitStore } from './memory-orbit-store';
import type { Store } from './store';

/** A store that forgets everything when the process ends: for tests and demonstrations. */
export function createMemoryStore(): Store {
  const contacts = new MemoryContactStore();
  const orbits = new MemoryOrbitStore();
  return {
    contacts,
    orbits,
    async close() {
      contacts.closed = orbits.closed = true;
    },
  };
}
