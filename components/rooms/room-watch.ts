import type { ChatRoomMessageSnapshot, ChatRoomSessionContract } from '../../src/session/contract';

interface RoomWatchHooks {
  onChanged(): void;
  onMessage(room: ChatRoomSessionContract, message: ChatRoomMessageSnapshot): void;
}

/** Listens to every room that is joined. */
export class RoomWatch {
  readonly #followed = new Map<ChatRoomSessionContract, AbortController>();

  constructor(private readonly hooks: RoomWatchHooks) {}

  follow(rooms: readonly ChatRoomSessionContract[]): void {
    for (const [room, listening] of this.#followed) {
      if (rooms.includes(room)) continue;
      listening.abort();
      this.#followed.delete(room);
    }
    for (const room of rooms) {
      if (this.#followed.has(room)) continue;
      const listening = new AbortController();
      const { signal } = listening;
      this.#followed.set(room, listening);
      room.addEventListener('changed', () => this.hooks.onChanged(), { signal });
      room.addEventListener('message-received', ({ message }) => this.hooks.onMessage(room, message), {
        signal,
      });
    }
  }
}
