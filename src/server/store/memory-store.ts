import { MemoryContactStore } from './memory-contact-store';
import { MemoryOrbitStore } from './memory-orbit-store';
import { MemoryRoomStore } from './memory-room-store';
import type { Store } from './store';

/** A store that forgets everything when the process ends: for tests and demonstrations. */
export function createMemoryStore(): Store {
  const contacts = new MemoryContactStore();
  const orbits = new MemoryOrbitStore();
  const rooms = new MemoryRoomStore();
  return {
    contacts,
    orbits,
    rooms,
    async close() {
      contacts.closed = orbits.closed = rooms.closed = true;
    },
  };
}
