import { randomUUID } from 'node:crypto';
import {
  formatCategoryUri,
  type CategoryBlock,
  type RoomBlock,
  type XccosData,
} from '../../../../protocol/xccos';
import { addressOfRecord } from '../../../sip';
import { noRoles, StoreError, type RoomChanges } from '../../../store';
import { includes, type ChatCategory } from '../configuration';
import type { ChatServices } from '../chat-services';
import type { ChatSession } from '../chat-session';
import { fitting } from '../outbox';
import { ChatRefusal } from '../refusal';
import { roomBlock } from '../room-blocks';
import type { SeenRoom } from '../room-directory';
import { mustManage, roleChanges, roomBlockOf, roomOf, type CommandHandler } from './handler';
import { checkPresenters } from './roles';

/** Characters; of a name, and of a description or topic. */
const maxName = 256;
const maxText = 1_024;
export const searchRooms: CommandHandler = async (services, session, { search }) => {
  const { by = 'name', criteria = '', extended, offset = 0 } = search ?? {};
  const { searchResults } = services.configuration.limits;
  const limit = Math.min(search?.limit ?? searchResults, searchResults);
  const found = services.directory
    .allSeen(session.user)
    .filter((room) => fits(services, session, room, by, criteria, extended ?? false));
  const blocks = found.slice(offset, offset + limit).map((room) => roomBlock(room, room.access, services));
  const rooms = fitting(blocks, (room) => ({ rooms: [room] }));
  return {
    rooms,
    search: {
      ...{ by, criteria },
      ...(offset && { offset }),
      ...(found.length > offset + rooms.length && { more: true }),
    },
  };
};

function fits(
  { attendance, configuration }: ChatServices,
  { user }: ChatSession,
  { room, uri, members, managers }: SeenRoom,
  by: NonNullable<XccosData['search']>['by'],
  criteria: string,
  extended: boolean,
): boolean {
  switch (by) {
    case 'name': {
      const wanted = criteria.trim().toLowerCase();
      const text = extended ? `${room.name}\n${room.description}\n${room.topic}` : room.name;
      return text.toLowerCase().includes(wanted);
    }
    case 'uri':
      return uri === criteria;
    case 'category':
      return formatCategoryUri({ domain: configuration.domain, value: room.categoryId }) === criteria;
    case 'member':
      return members.has(user);
    case 'manager':
      return managers.has(user);
    case 'user':
      return attendance.rosters.has(room.id, addressOfRecord(criteria));
  }
}

export const createRoom: CommandHandler = async (services, session, data) => {
  const block = roomBlockOf(data);
  const { configuration, clock, changes, directory } = services;
  const category = categoryOf(services, block.categoryUri ?? onlyCategory(services, session));
  if (!category || !mayCreateIn(services, category, session.user)) throw new ChatRefusal('permission-denied');
  const { name, ...rest } = changesOf(services, block);
  if (name === undefined || block.disabled) throw new ChatRefusal('invalid-argument');
  const given = roleChanges(services, block.roles);
  const own = [
    { role: 'member', change: 'add', users: [session.user] },
    { role: 'manager', change: 'add', users: [session.user] },
  ] as const;
  const room = {
    ...({ id: randomUUID(), name, description: '', topic: '', privacy: 'open', behavior: 'normal' } as const),
    ...{ disabled: false, invitations: true, createdAt: clock.now(), createdBy: session.user },
    ...rest,
    ...{ categoryId: category.id, lastMessage: 0 },
    roles: checkPresenters(noRoles, [...given, ...own], rest.privacy ?? 'open'),
  };
  if (configuration.limits.roleMembers < room.roles.member.length) throw new ChatRefusal('limit-exceeded');
  const known = await unlessTaken(changes.create(room));
  return { rooms: [roomBlock(known, directory.access(known, session.user), services)] };
};

export const modifyRoom: CommandHandler = async (services, session, data) => {
  const room = roomOf(services, session, data);
  mustManage(room);
  const block = roomBlockOf(data);
  const changes = changesOf(services, block);
  if (block.categoryUri !== undefined) {
    const category = categoryOf(services, block.categoryUri);
    if (!category || !mayCreateIn(services, category, session.user))
      throw new ChatRefusal('permission-denied');
    changes.categoryId = category.id;
  }
  const known = await unlessTaken(services.changes.update(room, session.user, changes));
  return { rooms: [roomBlock(known, services.directory.access(known, session.user), services)] };
};

/** Categories that the user may create rooms in. */
export const categoriesToCreateIn: CommandHandler = async (services, session) => ({
  categories: services.configuration.categories
    .filter((category) => mayCreateIn(services, category, session.user))
    .map((category) => categoryBlock(services, category)),
});

export const categories: CommandHandler = async (services, session) => ({
  categories: services.configuration.categories
    .filter(({ scope, creators }) => includes(scope, session.user) || includes(creators, session.user))
    .map((category) => categoryBlock(services, category)),
});

function mayCreateIn({ configuration }: ChatServices, { creators }: ChatCategory, user: string): boolean {
  return includes(creators, user) || configuration.administrators.includes(user);
}

function categoryBlock(
  { configuration }: ChatServices,
  { id, name, description }: ChatCategory,
): CategoryBlock {
  return { uri: formatCategoryUri({ domain: configuration.domain, value: id }), name, description };
}

function categoryOf({ configuration }: ChatServices, uri: string | undefined): ChatCategory | undefined {
  const { domain } = configuration;
  return configuration.categories.find(({ id }) => formatCategoryUri({ domain, value: id }) === uri);
}

/** Who may create in one category only need not name it. */
function onlyCategory(services: ChatServices, { user }: ChatSession): string | undefined {
  const [only, second] = services.configuration.categories.filter((category) =>
    mayCreateIn(services, category, user),
  );
  return only && !second
    ? formatCategoryUri({ domain: services.configuration.domain, value: only.id })
    : undefined;
}

function changesOf(
  _services: ChatServices,
  { name, description, topic, privacy, behavior, disabled, invitations }: RoomBlock,
): { -readonly [Key in keyof RoomChanges]: RoomChanges[Key] } {
  const trimmed = name?.trim();
  if (trimmed === '') throw new ChatRefusal('invalid-argument');
  if ((trimmed?.length ?? 0) > maxName) throw new ChatRefusal('limit-exceeded');
  if ((description?.length ?? 0) > maxText || (topic?.length ?? 0) > maxText)
    throw new ChatRefusal('limit-exceeded');
  return {
    ...(trimmed !== undefined && { name: trimmed }),
    ...(description !== undefined && { description }),
    ...(topic !== undefined && { topic }),
    ...(privacy && { privacy }),
    ...(behavior && { behavior }),
    ...(disabled !== undefined && { disabled }),
    ...(invitations !== undefined && { invitations }),
  };
}

/** The store keeps names apart, except those of secret rooms: nobody learns of one by this refusal. */
async function unlessTaken<T>(change: Promise<T>): Promise<T> {
  try {
    return await change;
  } catch (error) {
    if (error instanceof StoreError && error.code === 'conflict')
      throw new ChatRefusal('duplicate-name', { cause: error });
    throw error;
  }
}
