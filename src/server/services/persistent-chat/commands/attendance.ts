import { formatRoomUri, type RoomId } from '../../../../protocol/xccos';
import type { KnownRoom } from '../access';
import type { LiveRoom } from '../live-rooms';
import { ChatRefusal } from '../refusal';
import { joinedData, roomBlock } from '../room-blocks';
import type { SeenRoom } from '../room-directory';
import type { ChatServices } from '../chat-services';
import type { ChatSession } from '../chat-session';
import { roomBlockOf, type CommandHandler } from './handler';

/** One room; refused if the user may not join it. */
export const join: CommandHandler = async (services, session, { roomIds = [] }) => {
  const [id] = roomIds;
  if (!id || roomIds.length > 1) throw new ChatRefusal('invalid-argument');
  const room = joinable(services, session, id);
  const live = await services.live.open(room.room.id, room.uri);
  return () => {
    // What has changed while we waited counts.
    const now = joinable(services, session, id);
    checkRooms(services, session, 1);
    services.attendance.join(session, now, live);
    return joinedData([joined(services, now)], services);
  };
};

/** Several rooms: those that the user may not join are left out. */
export const bulkJoin: CommandHandler = async (services, session, { roomIds = [] }) => {
  checkRooms(services, session, roomIds.length);
  const opened: { readonly id: RoomId; readonly live: LiveRoom }[] = [];
  for (const id of roomIds) {
    const room = joinableOrNone(services, session, id);
    if (room) opened.push({ id, live: await services.live.open(room.room.id, room.uri) });
  }
  return () => {
    const rooms = opened.flatMap(({ id, live }) => {
      const now = joinableOrNone(services, session, id);
      if (!now) return [];
      services.attendance.join(session, now, live);
      return [joined(services, now)];
    });
    return joinedData(rooms, services);
  };
};

export const part: CommandHandler = async (services, session, data) => {
  const { uri } = roomBlockOf(data);
  const known = services.directory.seen(uri, session.user);
  services.attendance.part(session, known.room.id);
  // The address as the client wrote it: it finds its room by that.
  return { rooms: [{ uri }] };
};

function joinable(services: ChatServices, session: ChatSession, id: RoomId): SeenRoom {
  const room = services.directory.seen(formatRoomUri(id), session.user);
  if (room.room.disabled) throw new ChatRefusal('room-disabled');
  if (!room.access.joins) throw new ChatRefusal('permission-denied');
  return room;
}

function joinableOrNone(services: ChatServices, session: ChatSession, id: RoomId): SeenRoom | undefined {
  try {
    return joinable(services, session, id);
  } catch (error) {
    if (error instanceof ChatRefusal) return undefined;
    throw error;
  }
}

function checkRooms({ configuration }: ChatServices, session: ChatSession, more: number): void {
  if (session.rooms.size + more > configuration.limits.roomsPerSession)
    throw new ChatRefusal('limit-exceeded');
}

function joined(services: ChatServices, room: SeenRoom) {
  const live = services.live.get(room.room.id);
  const known: KnownRoom = room;
  const block = {
    ...roomBlock(known, room.access, services),
    lastMessage: String(live?.delivered ?? room.room.lastMessage),
  };
  return { known, block };
}
