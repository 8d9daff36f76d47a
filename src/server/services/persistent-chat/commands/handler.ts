import { addressOfRecord } from '../../../sip';
import type { RoomBlock, RoleBlock, UserBlock, XccosData } from '../../../../protocol/xccos';
import type { RoleChange } from '../../../store';
import type { ChatServices } from '../chat-services';
import type { ChatSession } from '../chat-session';
import { ChatRefusal } from '../refusal';
import type { SeenRoom } from '../room-directory';

/**
 * Does a command. Gives the data of its reply, or a function that makes it in the very turn in which the reply is sent. Throws `ChatRefusal`; a `StoreError` is answered
 * for it.
 */
export type CommandHandler = (
  services: ChatServices,
  session: ChatSession,
  data: XccosData,
) => Promise<XccosData | (() => XccosData)>;

/** The one room the command is about. */
export function roomOf(services: ChatServices, session: ChatSession, data: XccosData): SeenRoom {
  return services.directory.seen(roomBlockOf(data).uri, session.user);
}

export function roomBlockOf({ rooms = [] }: XccosData): RoomBlock {
  const [room] = rooms;
  if (!room || rooms.length > 1) throw new ChatRefusal('invalid-argument');
  return room;
}

export function mustManage({ access }: SeenRoom): void {
  if (!access.manages) throw new ChatRefusal('permission-denied');
}

/** Addresses of people that there are. */
export function addressesOf(services: ChatServices, users: readonly UserBlock[]): string[] {
  return users.map(({ uri }) => {
    const address = addressOfRecord(uri);
    if (!services.people.find(address)) throw new ChatRefusal('no-such-user');
    return address;
  });
}

/** Roles as the store changes them. Who is to be removed need not be there any more. */
export function roleChanges(services: ChatServices, roles: readonly RoleBlock[] = []): RoleChange[] {
  return roles.map(({ role, change = 'set', users }) => {
    if (users.length > services.configuration.limits.roleMembers) throw new ChatRefusal('limit-exceeded');
    return {
      role,
      change,
      users:
        change === 'remove' ? users.map(({ uri }) => addressOfRecord(uri)) : addressesOf(services, users),
    };
  });
}
