import { xccosNotices } from '../../../protocol/xccos';
import type { Timer } from '../../sip';
import type { ChatServices } from './chat-services';
import { presentParts, type Presence, type RoomChange } from './notifier';
import { parcelOf } from './outbox';
import { readingBlock } from './room-blocks';

const aliveMs = 10_000;
/** Not heard of for so long, a process is dead. */
const deadMs = 35_000;

/** Brings this process up to date with what others on the same store have done. */
export class OtherProcesses {
  readonly #heard = new Map<string, number>();
  /** Whom a process has named so far, of those who are in rooms on it. */
  readonly #named = new Map<string, Set<string>>();
  /** Comings and goings, one after the other: reading a room that is new here must not let a going overtake a coming. */
  #presence: Promise<void> = Promise.resolve();
  readonly #stop: readonly (() => void)[];
  #timer: Timer | undefined;

  constructor(private readonly services: ChatServices) {
    const { notifier } = services;
    this.#stop = [
      notifier.onChange((change, node) => {
        this.#changed(change, node).catch((error: unknown) =>
          services.log.error('room-change-not-applied', { kind: change.kind, error }),
        );
      }),
      notifier.onReset(() => {
        this.#reset().catch((error: unknown) => services.log.error('rooms-not-read-anew', { error }));
      }),
    ];
    notifier.publish({ kind: 'begun' });
    this.#tick();
  }

  close(): void {
    this.#timer?.cancel();
    for (const stop of this.#stop) stop();
    this.services.notifier.publish({ kind: 'ended' });
  }

  #tick(): void {
    const { clock, notifier } = this.services;
    this.#timer = clock.setTimeout(() => {
      notifier.publish({ kind: 'alive' });
      for (const [node, at] of this.#heard)
        if (clock.now() - at > deadMs) void this.#inOrder(() => this.#gone(node));
      this.#tick();
    }, aliveMs);
  }

  async #changed(change: RoomChange, node: string): Promise<void> {
    const { live, changes, clock } = this.services;
    if (change.kind === 'ended') return this.#inOrder(() => this.#gone(node));
    if (!this.#heard.has(node) && change.kind !== 'begun') this.services.notifier.publish({ kind: 'begun' });
    this.#heard.set(node, clock.now());
    switch (change.kind) {
      case 'message':
        return live.get(change.roomId)?.behind(change.number);
      case 'room':
        return changes.changedElsewhere(change.roomId);
      case 'invitation':
        return this.#invited(change.user, change.number);
      case 'read':
        return this.#read(change.user, change.roomId);
      case 'begun':
        return this.#announce();
      case 'joined':
        return this.#inOrder(() => this.#joined(change, node));
      case 'left':
        return this.#inOrder(() => this.#left(change, node));
      case 'present':
        return this.#inOrder(() => this.#present(change, node));
    }
  }

  #inOrder(work: () => void | Promise<void>): Promise<void> {
    const done = this.#presence.then(work);
    // Its failure is its caller's; what follows is done all the same.
    this.#presence = done.catch(() => undefined);
    return done;
  }

  async #joined({ roomId, user, name }: Presence, node: string): Promise<void> {
    const { directory, attendance } = this.services;
    const known = directory.get(roomId) ?? (await directory.reload(roomId));
    if (known && attendance.rosters.add(roomId, user, node, name)) attendance.tellJoined(known, user, name);
  }

  #left({ roomId, user }: Presence, node: string): void {
    const { directory, attendance } = this.services;
    if (!attendance.rosters.remove(roomId, user, node)) return;
    const known = directory.get(roomId);
    if (known) attendance.tellLeft(known, user);
  }

  /** Who has left while nothing was heard is not named any more. */
  async #present(
    { part, isLast, people }: Extract<RoomChange, { kind: 'present' }>,
    node: string,
  ): Promise<void> {
    const { rosters } = this.services.attendance;
    const named = part === 0 ? new Set<string>() : this.#named.get(node);
    for (const person of people) named?.add(keyOf(person));
    if (named && !isLast) this.#named.set(node, named);
    else this.#named.delete(node);
    if (named && isLast)
      for (const person of [...rosters.on(node)]) if (!named.has(keyOf(person))) this.#left(person, node);
    for (const person of people) await this.#joined(person, node);
  }

  /** Says who is in which room here. */
  #announce(): void {
    const { attendance, node, notifier } = this.services;
    for (const part of presentParts(attendance.rosters.on(node))) notifier.publish(part);
  }

  #gone(node: string): void {
    const { attendance, directory } = this.services;
    this.#heard.delete(node);
    this.#named.delete(node);
    for (const { roomId, user } of attendance.rosters.removeNode(node)) {
      const known = directory.get(roomId);
      if (known) attendance.tellLeft(known, user);
    }
  }

  async #invited(user: string, number: number): Promise<void> {
    const { sessions, store, directory, changes } = this.services;
    if (!sessions.of(user).size) return;
    const [invitation] = await store.invitations(user, number - 1);
    if (invitation?.number !== number) return;
    const known = directory.get(invitation.roomId) ?? (await directory.reload(invitation.roomId));
    if (known) changes.tellInvited(known, invitation);
  }

  async #read(user: string, roomId: string): Promise<void> {
    const { sessions, store, directory } = this.services;
    const known = directory.get(roomId);
    if (!known || !sessions.of(user).size) return;
    const [reading] = await store.reading(user, [roomId]);
    if (!reading) return;
    const data = { rooms: [readingBlock(known.uri, reading)] };
    sessions.tell(user, parcelOf({ kind: 'ntc', name: xccosNotices.read, seqid: '1', data }));
  }

  /** Something may have been missed: rooms are read anew, messages caught up with, and everybody says again who is where. */
  async #reset(): Promise<void> {
    const { directory, changes, live, store, notifier } = this.services;
    for (const room of await store.rooms()) {
      const before = directory.get(room.id);
      const after = directory.put(room);
      if (before) changes.apply(before, after);
      live.get(room.id)?.behind(room.lastMessage);
    }
    notifier.publish({ kind: 'begun' });
    this.#announce();
  }
}

function keyOf({ roomId, user }: Presence): string {
  return `${roomId} ${user}`;
}
