import { formatCategoryUri, xccosNotices } from '../../../../protocol/xccos';
import { ChatRefusal } from '../refusal';
import { fitting, parcelOf } from '../outbox';
import { readingBlock, roomBlock } from '../room-blocks';
import { roomBlockOf, roomOf, type CommandHandler } from './handler';

/** Where the rooms are: the look-up. */
export const requestUri: CommandHandler = async ({ configuration }) => ({
  users: [{ uri: configuration.channelUri }],
});

export const getServerInfo: CommandHandler = async ({ configuration, clock }, _session, { server }) => ({
  server: {
    ...(server?.infoType !== undefined && { infoType: server.infoType }),
    serverTime: new Date(clock.now()).toISOString(),
    searchLimit: configuration.limits.searchResults,
    messageSizeLimit: configuration.limits.messageBytes,
    storySizeLimit: configuration.limits.storyBytes,
    rootUri: formatCategoryUri({ domain: configuration.domain, value: 'root' }),
    dbVersion: '1',
    displayName: configuration.name,
  },
});

/** Those with a greater id. One to a room that the user may not see any more is not told. */
export const getInvitations: CommandHandler = async (services, session, { invitations = [] }) => {
  const after = Math.min(Number(invitations[0]?.id ?? 0), Number.MAX_SAFE_INTEGER);
  const { store, directory, configuration } = services;
  const found = await store.invitations(session.user, after);
  const told = found.flatMap(({ number, roomId, invitedBy, createdAt }) => {
    const known = directory.get(roomId);
    const access = known && directory.access(known, session.user);
    if (!known || !access?.joins) return [];
    return [
      {
        id: String(number),
        domain: configuration.domain,
        createdAt: new Date(createdAt).toISOString(),
        ...(invitedBy !== undefined && { by: invitedBy }),
        room: roomBlock(known, access, services),
      },
    ];
  });
  // The next are asked for with the last one's id.
  return { invitations: fitting(told, (invitation) => ({ invitations: [invitation] })) };
};

export const dismissInvitation: CommandHandler = async ({ store }, session, { invitations = [] }) => {
  const [invitation] = invitations;
  if (!invitation) throw new ChatRefusal('invalid-argument');
  await store.dismissInvitation(session.user, Math.min(Number(invitation.id), Number.MAX_SAFE_INTEGER));
  return { invitations };
};

/** Characters of a label, and of a bundle. */
const maxLabel = 128;
const maxBundle = 30_000;

/** Nothing but its number when the caller has the newest. */
export const getPreference: CommandHandler = async ({ store }, session, { preference }) => {
  if (!preference || preference.label.length > maxLabel) throw new ChatRefusal('invalid-argument');
  const { label, sequence } = preference;
  const kept = await store.preference(session.user, label);
  const current = !kept || String(kept.sequence) === sequence;
  return {
    preference: {
      ...{ label, sequence: String(kept?.sequence ?? 0), createDefault: false },
      ...(!current && { content: kept.content }),
    },
  };
};

export const setPreference: CommandHandler = async ({ store }, session, { preference }) => {
  const { label, content } = preference ?? {};
  if (label === undefined || content === undefined || label.length > maxLabel)
    throw new ChatRefusal('invalid-argument');
  if (content.length > maxBundle) throw new ChatRefusal('limit-exceeded');
  const sequence = await store.setPreference(session.user, label, content);
  return { preference: { label, sequence: String(sequence), createDefault: false } };
};

/** The user's other devices are told. */
export const markRead: CommandHandler = async (services, session, data) => {
  const room = roomOf(services, session, data);
  const { lastRead } = roomBlockOf(data);
  if (!room.access.reads) throw new ChatRefusal('permission-denied');
  if (lastRead === undefined) throw new ChatRefusal('invalid-argument');
  const { store, sessions, notifier } = services;
  const number = Math.min(Number(lastRead), Number.MAX_SAFE_INTEGER);
  const reading = await store.markRead(session.user, room.room.id, number);
  const rooms = [readingBlock(room.uri, reading)];
  sessions.tell(
    session.user,
    parcelOf({ kind: 'ntc', name: xccosNotices.read, seqid: '1', data: { rooms } }),
    session,
  );
  notifier.publish({ kind: 'read', user: session.user, roomId: room.room.id });
  return { rooms };
};

/** Rooms that the user is a member of or has read in. */
export const getUnread: CommandHandler = async ({ store, directory }, session) => {
  const read = new Set(await store.roomsReadBy(session.user));
  const rooms = new Map(
    directory
      .allSeen(session.user)
      .filter(({ room, members, access }) => access.reads && (members.has(session.user) || read.has(room.id)))
      .map((room) => [room.room.id, room]),
  );
  const reading = await store.reading(session.user, [...rooms.keys()]);
  const blocks = reading.flatMap((one) => {
    const room = rooms.get(one.roomId);
    return room ? [{ ...readingBlock(room.uri, one), name: room.room.name }] : [];
  });
  // Where something waits comes first, should not all fit.
  blocks.sort((a, b) => (b.unread ?? 0) - (a.unread ?? 0));
  return { rooms: fitting(blocks, (room) => ({ rooms: [room] })) };
};
