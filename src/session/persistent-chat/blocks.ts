import { roomPermissions } from '../../protocol/xccos';
import type { InvitationBlock, RoleBlock, RoomBlock, RoomRole, UserBlock } from '../../protocol/xccos';
import type { ChatRoomDetails, ChatRoomInvitation, ChatRoomSummary, ChatRoomUser } from '../contract';
import { addressOf } from '../identity';

/** XCCOS blocks as the values that pages see. */

export function userOf(uri: string, name?: string): ChatRoomUser {
  const address = addressOf(uri) || uri;
  // Servers that know no name write the address.
  const known = name && !/^sips?:/i.test(name) ? name : undefined;
  return Object.freeze({ uri: address, displayName: known ?? address.replace(/^sips?:|@.*$/g, '') });
}

export const userOfBlock = ({ name, uri }: UserBlock): ChatRoomUser => userOf(uri, name);

export function summaryOf(room: RoomBlock): ChatRoomSummary {
  const { behavior, description = '', disabled = false, name, participants, privacy, unread, uri } = room;
  return Object.freeze({
    uri,
    name: name ?? uri,
    description,
    ...(participants !== undefined && { participantCount: participants }),
    privacy: privacy ?? 'open',
    isAuditorium: behavior === 'auditorium',
    isDisabled: disabled,
    ...(unread !== undefined && { unread }),
  });
}

/** `roles`: of the reply about people, which older servers do not have. */
export function detailsOf(room: RoomBlock, roles: readonly RoleBlock[] = room.roles ?? []): ChatRoomDetails {
  const of = (role: RoomRole): readonly string[] =>
    Object.freeze(
      roles
        .filter((each) => each.role === role)
        .flatMap(({ users }) => users.map(({ uri }) => addressOf(uri) || uri)),
    );
  const { categoryUri, invitations = false, topic = '' } = room;
  const named = roles.flatMap(({ users }) => users).filter(({ name }) => name);
  const people = new Map(named.map((user) => [addressOf(user.uri), userOfBlock(user)]));
  return Object.freeze({
    ...summaryOf(room),
    topic,
    ...(categoryUri !== undefined && { categoryUri }),
    sendsInvitations: invitations,
    members: of('member'),
    managers: of('manager'),
    presenters: of('presenter'),
    ...(people.size > 0 && { people: Object.freeze([...people.values()]) }),
  });
}

/** Undefined for one that names no room. */
export function invitationOf({ by, createdAt, id, room }: InvitationBlock): ChatRoomInvitation | undefined {
  if (!room?.uri) return undefined;
  const at = createdAt === undefined ? NaN : Date.parse(createdAt);
  return Object.freeze({
    id,
    room: summaryOf(room),
    ...(!Number.isNaN(at) && { createdAt: at }),
    ...(by !== undefined && { invitedBy: addressOf(by) || by }),
  });
}

export function roleBlock(role: RoomRole, uris: readonly string[], change?: RoleBlock['change']): RoleBlock {
  return { role, ...(change && { change }), users: uris.map((uri) => ({ uri })) };
}

/** A bit of what the server says one may do; undefined where it says nothing. */
export function mayIn(
  { permissions }: Pick<RoomBlock, 'permissions'>,
  permission: keyof typeof roomPermissions,
): boolean | undefined {
  return permissions === undefined ? undefined : (permissions & roomPermissions[permission]) !== 0;
}
