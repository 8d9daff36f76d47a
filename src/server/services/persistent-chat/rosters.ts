import type { Presence } from './notifier';

/** Who is in which room, on whichever process. Somebody with several sessions is one participant. */
export class Rosters {
  /** Room, user, and the processes the user is in the room on. */
  readonly #rooms = new Map<string, Map<string, { name: string | undefined; nodes: Set<string> }>>();

  /** True when the user was nowhere in the room before. */
  add(roomId: string, user: string, node: string, name?: string): boolean {
    const room =
      this.#rooms.get(roomId) ?? new Map<string, { name: string | undefined; nodes: Set<string> }>();
    this.#rooms.set(roomId, room);
    const entry = room.get(user);
    if (entry) {
      entry.nodes.add(node);
      return false;
    }
    room.set(user, { name, nodes: new Set([node]) });
    return true;
  }

  /** True when the user was there, and is nowhere in the room any more. */
  remove(roomId: string, user: string, node: string): boolean {
    const room = this.#rooms.get(roomId);
    const entry = room?.get(user);
    if (!room || !entry?.nodes.delete(node) || entry.nodes.size > 0) return false;
    room.delete(user);
    if (room.size === 0) this.#rooms.delete(roomId);
    return true;
  }

  /** All who were there through that process alone: they are gone with it. */
  removeNode(node: string): { readonly roomId: string; readonly user: string }[] {
    const gone: { roomId: string; user: string }[] = [];
    for (const [roomId, room] of [...this.#rooms])
      for (const user of [...room.keys()]) if (this.remove(roomId, user, node)) gone.push({ roomId, user });
    return gone;
  }

  count(roomId: string): number {
    return this.#rooms.get(roomId)?.size ?? 0;
  }

  has(roomId: string, user: string): boolean {
    return this.#rooms.get(roomId)?.has(user) ?? false;
  }

  of(roomId: string): { readonly user: string; readonly name: string | undefined }[] {
    return [...(this.#rooms.get(roomId) ?? [])].map(([user, { name }]) => ({ user, name }));
  }

  /** Rooms and users of one process. */
  *on(node: string): Iterable<Presence> {
    for (const [roomId, room] of this.#rooms)
      for (const [user, { name, nodes }] of room)
        if (nodes.has(node)) yield { roomId, user, ...(name !== undefined && { name }) };
  }
}
