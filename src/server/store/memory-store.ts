import { MemoryContactStore } from './memory-contact-store';
import type { Store } from './store';

/** A store that forgets everything when the process ends: for tests and demonstrations. */
export function createMemoryStore(): Store {
  const contacts = new MemoryContactStore();
  return {
    contacts,
    async close() {
      contacts.closed = true;
    },
  };
}
