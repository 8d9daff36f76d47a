import { xccosCommands } from '../../protocol/xccos';
import type { RoleBlock, RoomBlock, RoomRole } from '../../protocol/xccos';
import { SessionError } from '../contract';
import type { ChatRoomDetails, ChatRoomUpdate, CreateChatRoomOptions } from '../contract';
import { addressOf } from '../identity';
import { detailsOf, roleBlock } from './blocks';
import type { XccosChannel } from './xccos-channel';
import { isNotSupported } from './xccos-failure';

/** What managers do with rooms. All reject with `SessionError`. */

export async function readDetails(channel: XccosChannel, uri: string): Promise<ChatRoomDetails> {
  const { data } = await channel.command(xccosCommands.searchRooms, { search: { by: 'uri', criteria: uri } });
  const room = data.rooms?.find((each) => each.uri === uri);
  if (!room) throw new SessionError('not-found', 'There is no such room');
  return detailsOf(room, await readRoles(channel, uri));
}

/** Empty where the server does not tell this user, or anybody. */
async function readRoles(channel: XccosChannel, uri: string): Promise<readonly RoleBlock[]> {
  try {
    const { data } = await channel.command(xccosCommands.getRoles, { rooms: [{ uri }] });
    return data.rooms?.find((each) => each.uri === uri)?.roles ?? [];
  } catch (error) {
    if (isNotSupported(error) || (error instanceof SessionError && error.code === 'forbidden')) return [];
    throw error;
  }
}

export async function createRoom(
  channel: XccosChannel,
  options: CreateChatRoomOptions,
  defaultCategory: string | undefined,
): Promise<ChatRoomDetails> {
  const { managers, members, name, presenters, privacy = 'closed' } = options;
  if (!name.trim()) throw new SessionError('invalid-argument', 'A room needs a name');
  const categoryUri = options.categoryUri ?? defaultCategory;
  const lists = { member: members, manager: managers, presenter: presenters };
  const roles = Object.entries(lists).flatMap(([role, uris]) =>
    uris?.length ? [roleBlock(role as RoomRole, addresses(uris))] : [],
  );
  const { data } = await channel.command(xccosCommands.createRoom, {
    rooms: [
      {
        uri: '',
        ...changesOf({ ...options, name: name.trim(), privacy }),
        ...(categoryUri !== undefined && { categoryUri }),
        ...(roles.length > 0 && { roles }),
      },
    ],
  });
  const [room] = data.rooms ?? [];
  if (!room?.uri) throw new SessionError('server-error', 'The chat server did not say which room it made');
  return detailsOf(room, await readRoles(channel, room.uri));
}

/** Resolves with what the server says of the room now. */
export async function changeRoom(
  channel: XccosChannel,
  uri: string,
  changes: ChatRoomUpdate & { readonly isDisabled?: boolean },
): Promise<RoomBlock | undefined> {
  const { data } = await channel.command(xccosCommands.modifyRoom, {
    rooms: [{ uri, ...changesOf(changes) }],
  });
  return data.rooms?.find((each) => each.uri === uri);
}

export async function setRole(
  channel: XccosChannel,
  uri: string,
  role: RoomRole,
  users: readonly string[],
): Promise<void> {
  const roles = [roleBlock(role, addresses(users), 'set')];
  await channel.command(xccosCommands.changeRoles, { rooms: [{ uri, roles }] });
}

export async function inviteUsers(
  channel: XccosChannel,
  uri: string,
  users: readonly string[],
): Promise<void> {
  const wanted = addresses(users);
  if (wanted.length === 0) return;
  await channel.command(xccosCommands.invite, {
    rooms: [{ uri }],
    users: wanted.map((user) => ({ uri: user })),
  });
}

function changesOf(changes: ChatRoomUpdate & { readonly isDisabled?: boolean }): Omit<RoomBlock, 'uri'> {
  const { description, isAuditorium, isDisabled, name, privacy, sendsInvitations, topic } = changes;
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(topic !== undefined && { topic }),
    ...(privacy && { privacy }),
    ...(isAuditorium !== undefined && { behavior: isAuditorium ? 'auditorium' : 'normal' }),
    ...(sendsInvitations !== undefined && { invitations: sendsInvitations }),
    ...(isDisabled !== undefined && { disabled: isDisabled }),
  };
}

function addresses(uris: readonly string[]): readonly string[] {
  return uris.map((uri) => {
    const address = addressOf(uri);
    if (!address) throw new SessionError('invalid-argument', `Not a SIP address: ${uri}`);
    return address;
  });
}
