import type { Clock, Logger } from '../../sip';
import type { RoomStore } from '../../store';
import type { Attendance } from './attendance';
import type { PersistentChatConfiguration } from './configuration';
import type { LiveRooms } from './live-rooms';
import type { MessageWriter } from './message-writer';
import type { RoomNotifier } from './notifier';
import type { PeopleDirectory } from './people';
import type { RoomChanges } from './room-changes';
import type { RoomDirectory } from './room-directory';
import type { Sessions } from './sessions';
import type { BucketTable } from '../../token-bucket';

/** What the parts of the service share. */
export interface ChatServices {
  readonly configuration: PersistentChatConfiguration;
  readonly store: RoomStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly people: PeopleDirectory;
  readonly notifier: RoomNotifier;
  /** Names this process to others. */
  readonly node: string;
  readonly directory: RoomDirectory;
  readonly sessions: Sessions;
  readonly live: LiveRooms;
  readonly attendance: Attendance;
  readonly changes: RoomChanges;
  readonly writer: MessageWriter;
  readonly postBuckets: BucketTable;
  readonly commandBuckets: BucketTable;
}
