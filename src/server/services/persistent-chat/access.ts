import { roomPermissions } from '../../../protocol/xccos';
import type { StoredRoom } from '../../store';
import { includes, type PersistentChatConfiguration } from './configuration';

/** What somebody may do in a room. */
export interface RoomAccess {
  readonly views: boolean;
  readonly joins: boolean;
  readonly posts: boolean;
  readonly reads: boolean;
  readonly manages: boolean;
}

/** A room, and sets for what is asked often. */
export interface KnownRoom {
  readonly room: StoredRoom;
  readonly uri: string;
  readonly members: ReadonlySet<string>;
  readonly managers: ReadonlySet<string>;
  readonly presenters: ReadonlySet<string>;
}

export const noAccess: RoomAccess = {
  views: false,
  joins: false,
  posts: false,
  reads: false,
  manages: false,
};

/**
 * Open rooms are for all in the category's scope; closed ones are seen by them and joined by members; secret ones exist for members and managers. Being
 * a manager is not enough to join. A disabled room is there for those who can enable it again.
 */
export function accessOf(
  { room, members, managers, presenters }: KnownRoom,
  user: string,
  { administrators, categories }: PersistentChatConfiguration,
): RoomAccess {
  const category = categories.find(({ id }) => id === room.categoryId);
  const inScope = category !== undefined && includes(category.scope, user);
  const isMember = members.has(user);
  const manages = managers.has(user) || administrators.includes(user);
  if (room.disabled) return { ...noAccess, views: manages, manages };
  const joins = isMember || (room.privacy === 'open' && inScope);
  return {
    views: joins || manages || (room.privacy !== 'secret' && inScope),
    joins,
    posts: joins && (room.behavior === 'normal' || presenters.has(user)),
    reads: joins,
    manages,
  };
}

/** `perms` of the room for its reader. */
export function permissionBits(access: RoomAccess, { behavior }: StoredRoom): number {
  const bit = (has: boolean, value: number): number => (has ? value : 0);
  return (
    bit(access.manages, roomPermissions.manage) |
    bit(access.joins, roomPermissions.join) |
    bit(access.posts, roomPermissions.chat) |
    bit(access.reads, roomPermissions.readHistory) |
    bit(access.views, roomPermissions.view) |
    bit(access.posts && behavior === 'auditorium', roomPermissions.auditoriumChat)
  );
}
