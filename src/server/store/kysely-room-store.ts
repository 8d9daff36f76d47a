import { sql, type Kysely, type Selectable, type Transaction } from 'kysely';
import { appendMessages, countUnread, findMessages } from './kysely-room-messages';
import type { RoomTextIndex } from './room-index';
import type { RoomDatabase, RoomTable } from './room-schema';
import {
  changedRoles,
  maxUnread,
  nameKey,
  type AppendedMessage,
  type NewRoomMessage,
  type RoleChange,
  type RoomChanges,
  type RoomMessagePage,
  type RoomMessageQuery,
  type RoomReading,
  type RoomStore,
  type StoredInvitation,
  type StoredPreference,
  type StoredRole,
  type StoredRoom,
} from './room-store';
import { StoreError } from './store-error';

/** Rooms in a database that Kysely can reach. */
export class KyselyRoomStore implements RoomStore {
  constructor(
    private readonly db: Kysely<RoomDatabase>,
    private readonly index: RoomTextIndex,
    /** Turns a driver's error into a `StoreError`. */
    private readonly guarded: <T>(work: () => Promise<T>) => Promise<T>,
  ) {}

  rooms(): Promise<readonly StoredRoom[]> {
    return this.guarded(async () => {
      const rows = await this.db.selectFrom('room').selectAll().orderBy('id').execute();
      const roles = await this.db.selectFrom('room_role').selectAll().orderBy('user_uri').execute();
      const byRoom = new Map<string, typeof roles>();
      for (const role of roles) {
        const others = byRoom.get(role.room_id);
        if (others) others.push(role);
        else byRoom.set(role.room_id, [role]);
      }
      return rows.map((row) => roomOf(row, byRoom.get(row.id) ?? []));
    });
  }

  room(id: string): Promise<StoredRoom | undefined> {
    return this.guarded(() => readRoom(this.db, id));
  }

  createRoom(room: StoredRoom): Promise<void> {
    return this.#transaction(async (db) => {
      await db
        .insertInto('room')
        .values({
          id: room.id,
          created_at: room.createdAt,
          created_by: room.createdBy,
          last_message: 0,
          last_at: 0,
          ...columnsOf(room),
        })
        .execute();
      await writeRoles(db, room.id, room.roles);
    });
  }

  updateRoom(id: string, changes: RoomChanges, roles: readonly RoleChange[] = []): Promise<StoredRoom> {
    return this.#transaction(async (db) => {
      // A write first: it takes the row, so that two changes at once come one after the other.
      await db
        .updateTable('room')
        .set((eb) => ({ last_message: eb.ref('last_message') }))
        .where('id', '=', id)
        .execute();
      const before = await readRoom(db, id);
      if (!before) throw new StoreError('not-found', 'There is no such room.');
      const room = { ...before, ...changes, roles: changedRoles(before.roles, roles) };
      await db.updateTable('room').set(columnsOf(room)).where('id', '=', id).execute();
      if (roles.length) {
        await db.deleteFrom('room_role').where('room_id', '=', id).execute();
        await writeRoles(db, id, room.roles);
      }
      return room;
    });
  }

  append(messages: readonly NewRoomMessage[]): Promise<readonly AppendedMessage[]> {
    return this.#transaction((db) => appendMessages(db, this.index, messages));
  }

  find(query: RoomMessageQuery): Promise<RoomMessagePage> {
    return this.guarded(() => findMessages(this.db, this.index, query));
  }

  markRead(user: string, roomId: string, number: number): Promise<RoomReading> {
    return this.guarded(async () => {
      const room = await this.db
        .selectFrom('room')
        .select('last_message')
        .where('id', '=', roomId)
        .executeTakeFirst();
      if (!room) throw new StoreError('not-found', 'There is no such room.');
      const lastMessage = Number(room.last_message);
      const read = Math.min(number, lastMessage);
      const row = await this.db
        .insertInto('room_reading')
        .values({ user_uri: user, room_id: roomId, last_read: read })
        .onConflict((conflict) =>
          conflict.columns(['user_uri', 'room_id']).doUpdateSet({
            last_read: sql<number>`case when room_reading.last_read > ${read} then room_reading.last_read else ${read} end`,
          }),
        )
        .returning('last_read')
        .executeTakeFirstOrThrow();
      const lastRead = Number(row.last_read);
      const unread = await countUnread(this.db, user, roomId, lastRead, maxUnread);
      return { roomId, lastRead, lastMessage, unread };
    });
  }

  reading(user: string, roomIds: readonly string[]): Promise<readonly RoomReading[]> {
    return this.guarded(async () => {
      if (!roomIds.length) return [];
      const rows = await this.db
        .selectFrom('room')
        .leftJoin('room_reading', (join) =>
          join.onRef('room_reading.room_id', '=', 'room.id').on('room_reading.user_uri', '=', user),
        )
        .select(['room.id', 'room.last_message', 'room_reading.last_read'])
        .where('room.id', 'in', roomIds)
        .orderBy('room.id')
        .execute();
      const reading: RoomReading[] = [];
      for (const { id, last_message, last_read } of rows) {
        const lastRead = Number(last_read ?? 0);
        const unread = await countUnread(this.db, user, id, lastRead, maxUnread);
        reading.push({ roomId: id, lastRead, lastMessage: Number(last_message), unread });
      }
      return reading;
    });
  }

  roomsReadBy(user: string): Promise<readonly string[]> {
    return this.guarded(async () => {
      const rows = await this.db
        .selectFrom('room_reading')
        .select('room_id')
        .where('user_uri', '=', user)
        .orderBy('room_id')
        .execute();
      return rows.map(({ room_id }) => room_id);
    });
  }

  invite(
    roomId: string,
    users: readonly string[],
    at: number,
    invitedBy?: string,
  ): Promise<readonly StoredInvitation[]> {
    return this.#transaction(async (db) => {
      const added: StoredInvitation[] = [];
      for (const user of users) {
        await db
          .deleteFrom('room_invitation')
          .where('user_uri', '=', user)
          .where('room_id', '=', roomId)
          .execute();
        const row = await db
          .insertInto('room_invitation')
          .values({ room_id: roomId, user_uri: user, invited_by: invitedBy ?? null, created_at: at })
          .returningAll()
          .executeTakeFirstOrThrow();
        added.push(invitationOf(row));
      }
      return added;
    });
  }

  invitations(user: string, after: number): Promise<readonly StoredInvitation[]> {
    return this.guarded(async () => {
      const rows = await this.db
        .selectFrom('room_invitation')
        .selectAll()
        .where('user_uri', '=', user)
        .where('number', '>', after)
        .orderBy('number')
        .execute();
      return rows.map(invitationOf);
    });
  }

  dismissInvitation(user: string, number: number): Promise<void> {
    return this.guarded(async () => {
      await this.db
        .deleteFrom('room_invitation')
        .where('user_uri', '=', user)
        .where('number', '=', number)
        .execute();
    });
  }

  preference(user: string, label: string): Promise<StoredPreference | undefined> {
    return this.guarded(async () => {
      const row = await this.db
        .selectFrom('preference')
        .select(['sequence', 'content'])
        .where('user_uri', '=', user)
        .where('label', '=', label)
        .executeTakeFirst();
      return row && { sequence: Number(row.sequence), content: row.content };
    });
  }

  setPreference(user: string, label: string, content: string): Promise<number> {
    return this.guarded(async () => {
      const row = await this.db
        .insertInto('preference')
        .values({ user_uri: user, label, content, sequence: 1 })
        .onConflict((conflict) =>
          conflict
            .columns(['user_uri', 'label'])
            .doUpdateSet({ content, sequence: sql<number>`preference.sequence + 1` }),
        )
        .returning('sequence')
        .executeTakeFirstOrThrow();
      return Number(row.sequence);
    });
  }

  #transaction<T>(work: (db: Transaction<RoomDatabase>) => Promise<T>): Promise<T> {
    return this.guarded(() => this.db.transaction().execute(work));
  }
}

async function readRoom(db: Kysely<RoomDatabase>, id: string): Promise<StoredRoom | undefined> {
  const row = await db.selectFrom('room').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) return undefined;
  const roles = await db
    .selectFrom('room_role')
    .selectAll()
    .where('room_id', '=', id)
    .orderBy('user_uri')
    .execute();
  return roomOf(row, roles);
}

async function writeRoles(
  db: Transaction<RoomDatabase>,
  id: string,
  roles: StoredRoom['roles'],
): Promise<void> {
  const rows = (Object.keys(roles) as StoredRole[]).flatMap((role) =>
    [...new Set(roles[role])].map((user) => ({ room_id: id, user_uri: user, role })),
  );
  for (let from = 0; from < rows.length; from += rolesPerInsert)
    await db
      .insertInto('room_role')
      .values(rows.slice(from, from + rolesPerInsert))
      .execute();
}

const rolesPerInsert = 1000;

function columnsOf(room: StoredRoom) {
  return {
    name: room.name,
    name_key: nameKey(room) ?? null,
    description: room.description,
    topic: room.topic,
    category_id: room.categoryId,
    privacy: room.privacy,
    behavior: room.behavior,
    disabled: room.disabled ? 1 : 0,
    invitations: room.invitations ? 1 : 0,
  };
}

function roomOf(
  row: Selectable<RoomTable>,
  roles: readonly { readonly role: string; readonly user_uri: string }[],
): StoredRoom {
  const inRole = (role: StoredRole): string[] =>
    roles.flatMap((one) => (one.role === role ? [one.user_uri] : []));
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    topic: row.topic,
    categoryId: row.category_id,
    privacy: row.privacy as StoredRoom['privacy'],
    behavior: row.behavior as StoredRoom['behavior'],
    disabled: Boolean(row.disabled),
    invitations: Boolean(row.invitations),
    createdAt: Number(row.created_at),
    createdBy: row.created_by,
    lastMessage: Number(row.last_message),
    roles: { member: inRole('member'), manager: inRole('manager'), presenter: inRole('presenter') },
  };
}

function invitationOf(row: Selectable<RoomInvitationTable>): StoredInvitation {
  return {
    number: Number(row.number),
    roomId: row.room_id,
    user: row.user_uri,
    ...(row.invited_by !== null && { invitedBy: row.invited_by }),
    createdAt: Number(row.created_at),
  };
}

type RoomInvitationTable = RoomDatabase['room_invitation'];
