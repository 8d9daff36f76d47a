/**
 * `resp/@code` and its text. Only 200 with `SUCCESS_OK` is known from real servers; the other codes are ours, their meanings those of
 * PersistentChatErrorCode. Clients show the text.
 */
export const xccosResults = {
  ok: [200, 'SUCCESS_OK'],
  'invalid-argument': [400, 'The request cannot be read or is not valid.'],
  'permission-denied': [403, 'You are not allowed to do this.'],
  /** Also for a room that one may not see. */
  'no-such-room': [404, 'There is no such room.'],
  'no-such-category': [404, 'There is no such category.'],
  'no-such-user': [404, 'There is no such user.'],
  'not-supported': [405, 'This server does not support the request.'],
  'duplicate-name': [409, 'There is a room with this name already.'],
  'limit-exceeded': [413, 'The request is larger than the server allows.'],
  'presenter-not-member': [422, 'A presenter of the room must be a member of it.'],
  'room-disabled': [423, 'The room is disabled.'],
  'too-fast': [429, 'Too many requests. Wait a moment.'],
  'server-error': [500, 'The server failed.'],
  'database-unavailable': [503, 'The server cannot store or read messages now. Try again later.'],
} as const satisfies Record<string, readonly [code: number, text: string]>;

export type XccosResultName = keyof typeof xccosResults;

/** The meaning of a code; that of a class for codes of other servers. */
export function resultOf(code: number, text?: string): XccosResultName {
  const names = Object.keys(xccosResults) as XccosResultName[];
  const same = names.filter((name) => xccosResults[name][0] === code);
  const exact = same.find((name) => xccosResults[name][1] === text) ?? same[0];
  if (exact) return exact;
  if (code >= 200 && code < 300) return 'ok';
  return code >= 400 && code < 500 ? 'invalid-argument' : 'server-error';
}
