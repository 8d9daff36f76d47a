import type { ContactStore } from './contact-store';
import type { OrbitStore } from './orbit-store';
import type { RoomStore } from './room-store';

/** Everything the services keep. Each service adds its part; drivers implement all of them. */
export interface Store {
  readonly contacts: ContactStore;
  readonly orbits: OrbitStore;
  readonly rooms: RoomStore;
  /** Later calls reject with `closed`. Closing twice does nothing. */
  close(): Promise<void>;
}
