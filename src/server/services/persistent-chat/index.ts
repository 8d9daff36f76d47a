import type { PersistentChatConfiguration } from './configuration';
import { PersistentChat, type PersistentChatOptions } from './persistent-chat';

export {
  defaultLimits,
  type ChatCategory,
  type InitialRoom,
  type People,
  type PersistentChatConfiguration,
  type PersistentChatLimits,
} from './configuration';
export { LocalRoomNotifiers, noNotifier, type RoomChange, type RoomNotifier } from './notifier';
export { peopleDirectory, type PeopleDirectory, type Person } from './people';
export type { PersistentChat, PersistentChatOptions, PersistentChatSnapshot } from './persistent-chat';

/** Starts Persistent Chat on an endpoint that other services may share. */
export function startPersistentChat(options: PersistentChatOptions): PersistentChat {
  return new PersistentChat(options);
}

/** Addresses the service answers, for the edge. */
export function persistentChatAddresses({ uri, channelUri }: PersistentChatConfiguration): string[] {
  return [...new Set([uri, channelUri])];
}
