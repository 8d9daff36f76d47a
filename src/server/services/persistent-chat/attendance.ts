import { associationKeys, xccosNotices, type XccosData } from '../../../protocol/xccos';
import type { KnownRoom } from './access';
import type { ChatServices } from './chat-services';
import type { ChatSession } from './chat-session';
import type { LiveRoom } from './live-rooms';
import { parcelOf, type Parcel } from './outbox';
import { Rosters } from './rosters';

/** Who comes into rooms and leaves them, here and on other processes, and who is told. */
export class Attendance {
  readonly rosters = new Rosters();

  constructor(private readonly services: () => ChatServices) {}

  /** Messages after the room's `delivered` reach the session from now on. */
  join(session: ChatSession, known: KnownRoom, opened: LiveRoom): void {
    const { notifier, node, live: rooms } = this.services();
    const { id } = known.room;
    if (session.rooms.has(id)) return;
    const live = rooms.adopt(opened);
    live.sessions.add(session);
    session.rooms.set(id, { live, historyBefore: live.delivered + 1 });
    const isLocalFirst = [...session.others()].every((other) => !other.rooms.has(id));
    const isFirst = this.rosters.add(id, session.user, node, session.name);
    const { user, name } = session;
    if (isLocalFirst)
      notifier.publish({ kind: 'joined', roomId: id, user, ...(name !== undefined && { name }) });
    if (isFirst) this.tellJoined(known, user, name, session);
  }

  /** `silent`: the session is told nothing, because it asked or is gone. */
  part(session: ChatSession, id: string, options: { readonly forced?: boolean } = {}): void {
    const { notifier, node, live: rooms, directory } = this.services();
    const joined = session.rooms.get(id);
    if (!joined) return;
    const { live } = joined;
    session.rooms.delete(id);
    live.sessions.delete(session);
    if (options.forced) session.send(partNotice(live.uri, session.user));
    if ([...session.others()].every((other) => !other.rooms.has(id))) {
      notifier.publish({ kind: 'left', roomId: id, user: session.user });
      if (this.rosters.remove(id, session.user, node)) {
        const known = directory.get(id);
        if (known) this.tellLeft(known, session.user);
      }
    }
    rooms.release(live);
  }

  /** The session is over. */
  leaveAll(session: ChatSession): void {
    for (const id of [...session.rooms.keys()]) this.part(session, id);
  }

  tellJoined(known: KnownRoom, user: string, name: string | undefined, but?: ChatSession): void {
    if (!this.lists(known.room.id)) return;
    const live = this.services().live.get(known.room.id);
    const room = { domain: this.services().configuration.domain, value: known.room.id };
    const associations = keysOf(known, user).map((key) => ({ key, room }));
    const data: XccosData = { users: [{ uri: user, ...(name !== undefined && { name }), associations }] };
    live?.tell(parcelOf({ kind: 'ntc', name: xccosNotices.join, seqid: '1', data }), but);
  }

  tellLeft(known: KnownRoom, user: string): void {
    if (!this.lists(known.room.id)) return;
    this.services().live.get(known.room.id)?.tell(partNotice(known.uri, user));
  }

  /** Whether the room is small enough to say who is in it. */
  lists(roomId: string): boolean {
    return this.rosters.count(roomId) <= this.services().configuration.limits.listedParticipants;
  }
}

/** Every participant has the first key; clients look for the manager's beside it. */
export function keysOf({ managers, presenters, room }: KnownRoom, user: string): number[] {
  const keys: number[] = [managers.has(user) ? associationKeys.manager : associationKeys.participant];
  if (room.behavior === 'auditorium' && presenters.has(user)) keys.push(associationKeys.presenter);
  return keys;
}

function partNotice(uri: string, user: string): Parcel {
  const data: XccosData = { rooms: [{ uri, users: [{ uri: user }] }] };
  return parcelOf({ kind: 'ntc', name: xccosNotices.part, seqid: '1', data });
}
