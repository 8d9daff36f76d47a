import { xccosNotices, type RoleBlock, type UserBlock } from '../../../protocol/xccos';
import type { RoleChange, RoomChanges as Changes, StoredInvitation, StoredRoom } from '../../store';
import type { KnownRoom } from './access';
import { keysOf } from './attendance';
import type { ChatServices } from './chat-services';
import { parcelOf } from './outbox';
import { permissionBits } from './access';
import { roomBlock } from './room-blocks';

/** Changes of rooms: commits them, tells other processes, and brings what people see and may do here up to date. */
export class RoomChanges {
  constructor(private readonly services: () => ChatServices) {}

  /** Rejects with `StoreError`. */
  async create(room: StoredRoom): Promise<KnownRoom> {
    const { store, directory, notifier } = this.services();
    await store.createRoom(room);
    const known = directory.put(room);
    notifier.publish({ kind: 'room', roomId: room.id, created: true });
    await this.#inviteAdded(
      known,
      known.room.roles.member.filter((user) => user !== room.createdBy),
      room.createdBy,
    );
    return known;
  }

  /** Rejects with `StoreError`. `by` changes it; new members are invited in their name, unless the caller invites them. */
  async update(
    before: KnownRoom,
    by: string,
    changes: Changes,
    roles: readonly RoleChange[] = [],
    invites = true,
  ): Promise<KnownRoom> {
    const { store, directory, notifier } = this.services();
    const after = directory.put(await store.updateRoom(before.room.id, changes, roles));
    notifier.publish({ kind: 'room', roomId: after.room.id });
    this.apply(before, after);
    const added = after.room.roles.member.filter((user) => !before.members.has(user) && user !== by);
    if (invites) await this.#inviteAdded(after, added, by);
    return after;
  }

  /** The change is committed: that the store went away before people were invited does not undo it. */
  async #inviteAdded(known: KnownRoom, users: readonly string[], by: string): Promise<void> {
    try {
      await this.invite(known, users, by);
    } catch (error) {
      this.services().log.warn('members-not-invited', { room: known.room.id, error });
    }
  }

  /** Another process has changed it. */
  async changedElsewhere(id: string): Promise<void> {
    const { directory } = this.services();
    const before = directory.get(id);
    const after = await directory.reload(id);
    if (before && after) this.apply(before, after);
  }

  /** Who may not be in the room any more leaves it; who is in it is told what it is now, and who has which role; whose roles have changed is told so. */
  apply(before: KnownRoom, after: KnownRoom): void {
    const { live, directory, attendance, sessions } = this.services();
    const told = propertiesOf(before.room) !== propertiesOf(after.room);
    for (const session of [...(live.get(after.room.id)?.sessions ?? [])]) {
      const access = directory.access(after, session.user);
      if (!access.joins) attendance.part(session, after.room.id, { forced: true });
      else if (told)
        session.send(
          parcelOf({
            kind: 'ntc',
            name: xccosNotices.roomChanged,
            seqid: '1',
            data: { rooms: [roomBlock(after, access, this.services())] },
          }),
        );
    }
    for (const user of changedUsers(before, after)) {
      const access = directory.access(after, user);
      if (!access.views) continue;
      const block = { uri: after.uri, permissions: permissionBits(access, after.room) };
      const data = { rooms: [block] };
      sessions.tell(user, parcelOf({ kind: 'ntc', name: xccosNotices.rolesChanged, seqid: '1', data }));
    }
    this.#tellRoles(before, after);
  }

  /** What those who are in the room are in it, where that has changed and the room lists them. */
  #tellRoles(before: KnownRoom, after: KnownRoom): void {
    const { attendance, live } = this.services();
    const { id, behavior } = after.room;
    if (!attendance.lists(id)) return;
    const present = attendance.rosters.of(id).map(({ user }) => user);
    if (present.every((user) => String(keysOf(before, user)) === String(keysOf(after, user)))) return;
    const users = (role: ReadonlySet<string>): UserBlock[] =>
      present.filter((user) => role.has(user)).map((uri) => ({ uri }));
    const roles: RoleBlock[] = [
      { role: 'manager', users: users(after.managers) },
      { role: 'presenter', users: behavior === 'auditorium' ? users(after.presenters) : [] },
    ];
    const data = { rooms: [{ uri: after.uri, roles }] };
    live.get(id)?.tell(parcelOf({ kind: 'ntc', name: xccosNotices.rolesChanged, seqid: '1', data }));
  }

  /** Invites those who may join, if the room invites, and returns whom. Rejects with `StoreError`. */
  async invite(known: KnownRoom, users: readonly string[], by: string, asked = false): Promise<string[]> {
    const { store, clock, directory, notifier } = this.services();
    if (!known.room.invitations && !asked) return [];
    const invited = users.filter((user) => directory.access(known, user).joins);
    if (!invited.length) return [];
    for (const invitation of await store.invite(known.room.id, invited, clock.now(), by)) {
      notifier.publish({ kind: 'invitation', user: invitation.user, number: invitation.number });
      this.tellInvited(known, invitation);
    }
    return invited;
  }

  tellInvited(known: KnownRoom, invitation: StoredInvitation): void {
    const { sessions, directory, configuration } = this.services();
    const access = directory.access(known, invitation.user);
    const data = {
      invitations: [
        {
          id: String(invitation.number),
          domain: configuration.domain,
          createdAt: new Date(invitation.createdAt).toISOString(),
          ...(invitation.invitedBy !== undefined && { by: invitation.invitedBy }),
          room: roomBlock(known, access, this.services()),
        },
      ],
    };
    sessions.tell(
      invitation.user,
      parcelOf({ kind: 'ntc', name: xccosNotices.invitation, seqid: '1', data }),
    );
  }
}

function propertiesOf({ lastMessage: _, roles: __, ...properties }: StoredRoom): string {
  return JSON.stringify(properties);
}

function changedUsers(before: KnownRoom, after: KnownRoom): Set<string> {
  const changed = new Set<string>();
  for (const key of ['members', 'managers', 'presenters'] as const) {
    for (const user of before[key]) if (!after[key].has(user)) changed.add(user);
    for (const user of after[key]) if (!before[key].has(user)) changed.add(user);
  }
  return changed;
}
