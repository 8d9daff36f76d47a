import type { RoomId } from './types';

const roomUri = /^ma-chan:\/\/([A-Za-z0-9][A-Za-z0-9.-]{0,252})\/([A-Za-z0-9._~-]{1,128})$/;

/** The parts of `ma-chan://domain/value`; undefined if it is none. The value is opaque: a GUID here, a number on old servers. */
export function parseRoomUri(uri: string): RoomId | undefined {
  const [, domain, value] = roomUri.exec(uri) ?? [];
  return domain === undefined || value === undefined ? undefined : { domain, value };
}

export function formatRoomUri({ domain, value }: RoomId): string {
  return `ma-chan://${domain}/${value}`;
}

export function formatCategoryUri({ domain, value }: RoomId): string {
  return `ma-cat://${domain}/${value}`;
}
