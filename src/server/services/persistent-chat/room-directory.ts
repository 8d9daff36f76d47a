import { formatRoomUri, parseRoomUri } from '../../../protocol/xccos';
import type { RoomStore, StoredRoom } from '../../store';
import { accessOf, type KnownRoom, type RoomAccess } from './access';
import type { PersistentChatConfiguration } from './configuration';
import { ChatRefusal } from './refusal';

export interface SeenRoom extends KnownRoom {
  readonly access: RoomAccess;
}

/** All rooms, in memory: who may see which is asked with every request. What people say is not here. */
export class RoomDirectory {
  readonly #rooms = new Map<string, KnownRoom>();

  constructor(
    private readonly store: RoomStore,
    private readonly configuration: PersistentChatConfiguration,
  ) {}

  get size(): number {
    return this.#rooms.size;
  }

  /** Reads all rooms anew. Rejects with `StoreError`. */
  async load(): Promise<void> {
    const rooms = await this.store.rooms();
    this.#rooms.clear();
    for (const room of rooms) this.put(room);
  }

  /** Reads one room anew; undefined if it is not there. */
  async reload(id: string): Promise<KnownRoom | undefined> {
    const room = await this.store.room(id);
    if (room) return this.put(room);
    this.#rooms.delete(id);
    return undefined;
  }

  put(room: StoredRoom): KnownRoom {
    const known: KnownRoom = {
      room,
      uri: formatRoomUri({ domain: this.configuration.domain, value: room.id }),
      members: new Set(room.roles.member),
      managers: new Set(room.roles.manager),
      presenters: new Set(room.roles.presenter),
    };
    this.#rooms.set(room.id, known);
    return known;
  }

  get(id: string): KnownRoom | undefined {
    return this.#rooms.get(id);
  }

  access(known: KnownRoom, user: string): RoomAccess {
    return accessOf(known, user, this.configuration);
  }

  /** Throws the same `ChatRefusal` for a room that is not there and for one that the user may not see. */
  seen(uri: string | undefined, user: string): SeenRoom {
    const id = uri === undefined ? undefined : parseRoomUri(uri);
    const known =
      id?.domain.toLowerCase() === this.configuration.domain ? this.#rooms.get(id.value) : undefined;
    const access = known && this.access(known, user);
    if (!known || !access?.views) throw new ChatRefusal('no-such-room');
    return { ...known, access };
  }

  /** Those that the user may see, by name. */
  allSeen(user: string): SeenRoom[] {
    const seen: SeenRoom[] = [];
    for (const known of this.#rooms.values()) {
      const access = this.access(known, user);
      if (access.views) seen.push({ ...known, access });
    }
    return seen.sort((a, b) => a.room.name.localeCompare(b.room.name) || (a.uri < b.uri ? -1 : 1));
  }
}
