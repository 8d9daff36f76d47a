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
export type { Store } from './store';
export { StoreError, type StoreErrorCode } from './store-error';
