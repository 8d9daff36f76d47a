import type { Conversation } from './conversation';

/** What the parker was told, and how its dialog ended. */
export const told = (call: Conversation) => [
  call.controlEnded,
  ...call.notifications.map(({ reason, target }) => (target === undefined ? reason : `${reason} ${target}`)),
];
