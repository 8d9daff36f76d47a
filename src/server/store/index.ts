export type {
  ContactChanges,
  ContactEnding,
  ContactQuery,
  ContactStore,
  LineAuthor,
  NewLine,
  StoredAttempt,
  StoredContact,
  TranscriptLine,
} from './contact-store';
export { openLibsqlStore, type LibsqlStoreOptions } from './libsql-store';
export { createMemoryStore } from './memory-store';
export type { OrbitStore, StoredOrbit, StoredParkedCall } from './orbit-store';
export {
  changedRoles,
  maxUnread,
  noRoles,
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
  type StoredRoomMessage,
} from './room-store';
export type { TextSearch } from './room-text';
export type { Store } from './store';
export { StoreError, type StoreErrorCode } from './store-error';
