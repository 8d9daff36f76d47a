import { xccosNotices } from '../../../protocol/xccos';
import type { Timer } from '../../sip';
import type { ChatServices } from './chat-services';
import type { RoomChange } from './notifier';
import { parcelOf } from './outbox';
import { readingBlock } from './room-blocks';

const aliveMs = 10_000;
/** Not heard of for so long, a process is dead. */
const deadMs = 35_000;

/** Brings this process up to date with what others on the same store have done. */
export class OtherProcesses {
  readonly #heard = new Map<string, number>();
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
      for (const [node, at] of this.#heard) if (clock.now() - at > deadMs) this.#gone(node);
      this.#tick();
    }, aliveMs);
  }

  async #changed(change: RoomChange, node: string): Promise<void> {
    const { live, changes, directory, attendance, clock } = this.services;
    if (change.kind === 'ended') return this.#gone(node);
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
      case 'left': {
        const { roomId, user } = change;
        const known = directory.get(roomId) ?? (await directory.reload(roomId));
        if (!known) return;
        if (change.kind === 'joined') {
          if (attendance.rosters.add(roomId, user, node, change.name))
            attendance.tellJoined(known, user, change.name);
        } else if (attendance.rosters.remove(roomId, user, node)) attendance.tellLeft(known, user);
      }
    }
  }

  /** Says who is in which room here. */
  #announce(): void {
    const { attendance, node, notifier } = this.services;
    for (const { roomId, user, name } of attendance.rosters.on(node))
      notifier.publish({ kind: 'joined', roomId, user, ...(name !== undefined && { name }) });
  }

  #gone(node: string): void {
    const { attendance, directory } = this.services;
    this.#heard.delete(node);
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
