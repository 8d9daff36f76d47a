import { associationKeys, formatCategoryUri } from '../../../protocol/xccos';
import type { AssociationBlock, RoomBlock, UserBlock, XccosData } from '../../../protocol/xccos';
import type { KnownRoom, RoomAccess } from './access';
import { permissionBits } from './access';
import { keysOf } from './attendance';
import type { ChatServices } from './chat-services';
import { fitting } from './outbox';
import type { RoomReading } from '../../store';

/** What a room is, for one reader. */
export function roomBlock(
  { room, uri }: KnownRoom,
  access: RoomAccess,
  services: Pick<ChatServices, 'attendance' | 'configuration'>,
): RoomBlock {
  const { domain } = services.configuration;
  return {
    uri,
    name: room.name,
    description: room.description,
    topic: room.topic,
    categoryUri: formatCategoryUri({ domain, value: room.categoryId }),
    behavior: room.behavior,
    privacy: room.privacy,
    ...(room.disabled && { disabled: true }),
    invitations: room.invitations,
    logged: true,
    filePost: false,
    participants: services.attendance.rosters.count(room.id),
    permissions: permissionBits(access, room),
  };
}

export function readingBlock(uri: string, { lastRead, lastMessage, unread }: RoomReading): RoomBlock {
  return { uri, lastRead: String(lastRead), lastMessage: String(lastMessage), unread };
}

/** Participants of all rooms of one reply: more would not fit an INFO. */
const maxListed = 300;

/**
 * The answer to join and bjoin: a table of users for the whole message, and rooms that pick from it. Rooms that would make it too long come without
 * their participants, only with their number.
 */
export function joinedData(
  rooms: readonly { readonly known: KnownRoom; readonly block: RoomBlock }[],
  services: ChatServices,
): XccosData {
  const users = new Map<string, UserBlock>();
  const blocks = rooms.map(({ known, block }): RoomBlock => {
    const { id } = known.room;
    const { rosters } = services.attendance;
    if (!services.attendance.lists(id) || users.size + rosters.count(id) > maxListed) return block;
    const byKey = new Map<number, string[]>();
    for (const { user, name } of rosters.of(id)) {
      const entry = users.get(user) ?? {
        uri: user,
        id: String(users.size),
        ...(name !== undefined && { name }),
      };
      users.set(user, entry);
      for (const key of keysOf(known, user)) byKey.set(key, [...(byKey.get(key) ?? []), entry.id ?? '']);
    }
    const associations: AssociationBlock[] = Object.values(associationKeys).flatMap((key) => {
      const listed = byKey.get(key);
      return listed ? [{ key, users: listed }] : [];
    });
    return { ...block, associations };
  });
  const data = { users: [...users.values()], rooms: blocks };
  if (
    fitting([{ users: data.users }, ...blocks.map((room) => ({ rooms: [room] }))], (part) => part).length >
    blocks.length
  )
    return data;
  // So many rooms that only what a client cannot do without has place.
  return {
    rooms: blocks.map(({ uri, name, permissions, participants, lastMessage }) => ({
      ...{ uri, name, permissions, participants, lastMessage },
    })),
  };
}
