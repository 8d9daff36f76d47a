// What bench/rooms.mjs fills rooms with, built from the sources.
export { openLibsqlStore } from '../../src/server/store';
export { openPostgresStore } from '../../src/server/store/postgres-store';
