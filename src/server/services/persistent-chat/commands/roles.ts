import type { RoleBlock, RoomBlock } from '../../../../protocol/xccos';
import { changedRoles, type RoleChange, type StoredRole, type StoredRoom } from '../../../store';
import type { KnownRoom } from '../access';
import type { ChatServices } from '../chat-services';
import { ChatRefusal } from '../refusal';
import { addressesOf, mustManage, roleChanges, roomBlockOf, roomOf, type CommandHandler } from './handler';

const roles: readonly StoredRole[] = ['member', 'manager', 'presenter'];
/** People of one reply: more do not fit an INFO. */
const maxListed = 400;

/** Members, managers and presenters: for who may join the room or manages it. */
export const getRoles: CommandHandler = async (services, session, data) => {
  const room = roomOf(services, session, data);
  if (!room.access.joins && !room.access.manages) throw new ChatRefusal('permission-denied');
  return { rooms: [rolesBlock(services, room)] };
};

export const changeRoles: CommandHandler = async (services, session, data) => {
  const room = roomOf(services, session, data);
  mustManage(room);
  const changes = roleChanges(services, roomBlockOf(data).roles);
  const next = checkPresenters(room.room.roles, changes, room.room.privacy);
  if (roles.some((role) => next[role].length > services.configuration.limits.roleMembers))
    throw new ChatRefusal('limit-exceeded');
  // Who leaves the members cannot present either.
  const orphans = room.room.privacy === 'open' ? [] : lost(room.room.roles, next);
  const known = await services.changes.update(room, session.user, {}, [
    ...changes,
    ...(orphans.length ? [{ role: 'presenter', change: 'remove', users: orphans } as const] : []),
  ]);
  return { rooms: [rolesBlock(services, known)] };
};

/** In a closed or secret room only its managers invite, and make members of those they invite. */
export const invite: CommandHandler = async (services, session, data) => {
  const room = roomOf(services, session, { rooms: data.rooms ?? [] });
  const users = addressesOf(services, data.users ?? []);
  if (!users.length || users.length > maxListed) throw new ChatRefusal('invalid-argument');
  let known: KnownRoom = room;
  if (room.room.privacy === 'open') {
    if (!room.access.joins && !room.access.manages) throw new ChatRefusal('permission-denied');
  } else {
    mustManage(room);
    const added = users.filter((user) => !room.members.has(user));
    const change = { role: 'member', change: 'add', users: added } as const;
    // They are invited below, whatever the room's setting is.
    if (added.length) known = await services.changes.update(room, session.user, {}, [change], false);
  }
  const invited = await services.changes.invite(known, users, session.user, true);
  return { rooms: [{ uri: room.uri }], users: invited.map((uri) => ({ uri })) };
};

export const searchUsers: CommandHandler = async ({ people }, _session, { search }) => {
  const limit = Math.min(search?.limit ?? 50, 100);
  return {
    users: people
      .search(search?.criteria ?? '', limit)
      .map(({ uri, name }) => ({ uri, ...(name && { name }) })),
  };
};

/** What roles become; a presenter of a room that is not open must be a member. */
export function checkPresenters(
  before: StoredRoom['roles'],
  changes: readonly RoleChange[],
  privacy: StoredRoom['privacy'],
): StoredRoom['roles'] {
  const next = changedRoles(before, changes);
  if (privacy === 'open') return next;
  const added = changes.flatMap(({ role, change, users }) =>
    role === 'presenter' && change !== 'remove' ? users : [],
  );
  if (added.some((user) => !next.member.includes(user))) throw new ChatRefusal('presenter-not-member');
  return next;
}

function lost(before: StoredRoom['roles'], next: StoredRoom['roles']): string[] {
  const members = new Set(next.member);
  return before.presenter.filter((user) => !members.has(user));
}

function rolesBlock({ people }: ChatServices, { room, uri }: KnownRoom): RoomBlock {
  let left = maxListed;
  const blocks = roles.map((role): RoleBlock => {
    const users = room.roles[role].slice(0, left);
    left -= users.length;
    return {
      role,
      users: users.map((user) => {
        const name = people.find(user)?.name;
        return { uri: user, ...(name !== undefined && { name }) };
      }),
    };
  });
  const all = roles.reduce((sum, role) => sum + room.roles[role].length, 0);
  return { uri, roles: blocks, ...(all > maxListed && { more: true }) };
}
