import type { BucketLimit } from '../../token-bucket';
import type { StoredRole, StoredRoom } from '../../store';

/** Everybody of the domain, or these addresses. */
export type People = 'everybody' | readonly string[];

export interface ChatCategory {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Who sees its rooms, except secret ones, and may be given roles in them. */
  readonly scope: People;
  /** Who may create rooms in it. */
  readonly creators: People;
}

/** A room that the service makes when it is not there. What people change in it later stays. */
export interface InitialRoom extends Pick<
  StoredRoom,
  'name' | 'description' | 'topic' | 'categoryId' | 'privacy' | 'behavior' | 'invitations'
> {
  /** Its id; also the last part of its address. */
  readonly id: string;
  readonly roles: Readonly<Record<StoredRole, readonly string[]>>;
}

export interface PersistentChatLimits {
  /** UTF-8 bytes of a message's text. */
  readonly messageBytes: number;
  /** UTF-8 bytes of a story. */
  readonly storyBytes: number;
  /** Messages of a page of history. */
  readonly pageMessages: number;
  /** Results of a search at most. */
  readonly searchResults: number;
  /** Participants up to which a room lists them and tells of those who come and go. */
  readonly listedParticipants: number;
  /** People with one role in one room. */
  readonly roleMembers: number;
  /** Rooms that one session is in. */
  readonly roomsPerSession: number;
  /** Sessions of one user. */
  readonly sessionsPerUser: number;
  /** Of one user. */
  readonly posts: BucketLimit;
  /** Of one user. */
  readonly commands: BucketLimit;
  /** UTF-8 bytes that wait for one session before it is given up. */
  readonly waitingBytes: number;
  /** Posts that wait to be stored. */
  readonly waitingPosts: number;
}

export interface PersistentChatConfiguration {
  readonly domain: string;
  /** Look-up address: where clients begin. */
  readonly uri: string;
  /** Where the rooms are; in a cluster, this process. */
  readonly channelUri: string;
  readonly name: string;
  /** May manage all rooms. */
  readonly administrators: readonly string[];
  readonly categories: readonly ChatCategory[];
  readonly rooms: readonly InitialRoom[];
  /** Seconds after which a silent session is ended. */
  readonly sessionSeconds: number;
  readonly limits: PersistentChatLimits;
}

export const defaultLimits: PersistentChatLimits = {
  messageBytes: 8_000,
  storyBytes: 32_000,
  pageMessages: 100,
  searchResults: 500,
  listedParticipants: 250,
  roleMembers: 5_000,
  roomsPerSession: 200,
  sessionsPerUser: 20,
  posts: { perSecond: 10, burst: 50 },
  commands: { perSecond: 20, burst: 200 },
  waitingBytes: 2_000_000,
  waitingPosts: 10_000,
};

export function includes(people: People, address: string): boolean {
  return people === 'everybody' || people.includes(address);
}
