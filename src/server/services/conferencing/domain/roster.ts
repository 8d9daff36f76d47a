import type {
  ConferenceEndpointStatus,
  ConferenceRole,
  McuType,
} from '../../../../protocol/conferencing/conference-info-names';
import type {
  ConferenceEndpoint,
  ConferenceUser,
} from '../../../../protocol/conferencing/conference-info-user';
import type { MediaFilterRules } from '../../../../protocol/conferencing/media-filter-rules';

export type SessionType = 'focus' | McuType;

/** One connection of a participant, as the roster shows it. */
export interface RosterEndpoint {
  readonly entity: string;
  readonly sessionType: SessionType;
  readonly status: ConferenceEndpointStatus;
  /** Called by the conference. */
  readonly dialedOut?: boolean;
  /** What it sends is dropped at the MCU. */
  readonly muted?: boolean;
  readonly talking?: boolean;
}

export interface RosterUser {
  /** Address of record, canonical. */
  readonly uri: string;
  readonly displayName: string;
  readonly role: ConferenceRole;
  readonly endpoints: readonly RosterEndpoint[];
}

/** What has changed since somebody was last told. */
export interface RosterChange {
  /** As they are now. */
  readonly users: readonly RosterUser[];
  readonly gone: readonly string[];
  readonly locked?: boolean;
  /** What the MCUs show of themselves is another. */
  readonly views?: boolean;
}

/** Who is in a conference, with what. Pure: it collects what changes until `takeChange`. A user is there as long as one endpoint is. */
export class Roster {
  readonly #users = new Map<string, RosterUser>();
  readonly #changed = new Set<string>();
  #locked = false;
  #lockChanged = false;
  #filterRules: MediaFilterRules | undefined;
  #rulesChanged = false;
  #revision = 0;

  /** Rises with every change. */
  get revision(): number {
    return this.#revision;
  }

  get size(): number {
    return this.#users.size;
  }

  get users(): readonly RosterUser[] {
    return [...this.#users.values()];
  }

  get locked(): boolean {
    return this.#locked;
  }

  /** Undefined: nobody is muted but by name. */
  get filterRules(): MediaFilterRules | undefined {
    return this.#filterRules;
  }

  get(uri: string): RosterUser | undefined {
    return this.#users.get(uri);
  }

  endpoint(uri: string, entity: string): RosterEndpoint | undefined {
    return this.#users.get(uri)?.endpoints.find((each) => isSame(each.entity, entity));
  }

  setLocked(locked: boolean): void {
    if (locked === this.#locked) return;
    this.#locked = locked;
    this.#lockChanged = true;
    this.#revision++;
  }

  setFilterRules(rules: MediaFilterRules | undefined): void {
    const { attendeeIngress, attendeesMayUnmute } = this.#filterRules ?? {};
    if (attendeeIngress === rules?.attendeeIngress && attendeesMayUnmute === rules?.attendeesMayUnmute)
      return;
    this.#filterRules = rules;
    this.#rulesChanged = true;
    this.#revision++;
  }

  /** Adds an endpoint, or replaces the one with its entity; the user comes with the first. Role and name of a user who is there stay. */
  put(user: Omit<RosterUser, 'endpoints'>, endpoint: RosterEndpoint): void {
    const known = this.#users.get(user.uri);
    const others = known?.endpoints.filter(({ entity }) => !isSame(entity, endpoint.entity)) ?? [];
    this.#set({ ...(known ?? user), endpoints: [...others, endpoint] });
  }

  /** False if there is no such endpoint. */
  update(
    uri: string,
    entity: string,
    change: Partial<Omit<RosterEndpoint, 'entity' | 'sessionType'>>,
  ): boolean {
    const user = this.#users.get(uri);
    const old = this.endpoint(uri, entity);
    if (!user || !old) return false;
    const keys = Object.keys(change) as (keyof typeof change)[];
    if (keys.every((key) => (old[key] ?? false) === (change[key] ?? false))) return true;
    const endpoints = user.endpoints.map((each) => (each === old ? { ...old, ...change } : each));
    this.#set({ ...user, endpoints });
    return true;
  }

  /** True if the user has gone with it. */
  remove(uri: string, entity: string): boolean {
    const user = this.#users.get(uri);
    if (!user || !this.endpoint(uri, entity)) return false;
    const endpoints = user.endpoints.filter((each) => !isSame(each.entity, entity));
    if (endpoints.length > 0) {
      this.#set({ ...user, endpoints });
      return false;
    }
    this.#users.delete(uri);
    this.#touch(uri);
    return true;
  }

  setRole(uri: string, role: ConferenceRole): boolean {
    const user = this.#users.get(uri);
    if (!user) return false;
    if (user.role !== role) this.#set({ ...user, role });
    return true;
  }

  /** Undefined if nothing has. */
  takeChange(): RosterChange | undefined {
    if (this.#changed.size === 0 && !this.#lockChanged && !this.#rulesChanged) return undefined;
    const uris = [...this.#changed];
    const change: RosterChange = {
      users: uris.flatMap((uri) => this.#users.get(uri) ?? []),
      gone: uris.filter((uri) => !this.#users.has(uri)),
      ...(this.#lockChanged && { locked: this.#locked }),
      ...((this.#lockChanged || this.#rulesChanged) && { views: true }),
    };
    this.#changed.clear();
    this.#lockChanged = this.#rulesChanged = false;
    return change;
  }

  #set(user: RosterUser): void {
    this.#users.set(user.uri, user);
    this.#touch(user.uri);
  }

  #touch(uri: string): void {
    this.#changed.add(uri);
    this.#revision++;
  }
}

/** As the event package shows it (RFC 4575). Always a whole user: whoever missed a document has no less of this one. */
export function conferenceUser({ displayName, endpoints, role, uri }: RosterUser): ConferenceUser {
  return {
    entity: uri,
    state: 'full',
    displayName,
    roles: [role],
    endpoints: endpoints.map(conferenceEndpoint),
  };
}

function conferenceEndpoint(endpoint: RosterEndpoint): ConferenceEndpoint {
  const { dialedOut, entity, muted, sessionType, status, talking } = endpoint;
  return {
    entity,
    sessionType,
    status,
    ...(sessionType !== 'focus' && { joiningMethod: dialedOut ? 'dialed-out' : 'dialed-in' }),
    ...(sessionType === 'audio-video' && {
      media: [
        {
          id: audioMediaId,
          type: 'audio',
          status: status === 'on-hold' ? 'inactive' : muted ? 'recvonly' : 'sendrecv',
          ingressFilter: muted ? 'block' : 'unblock',
          ...(talking && { isTalking: true }),
        },
      ],
    }),
    ...(sessionType === 'chat' && { media: [{ id: '1', type: 'chat', status: 'sendrecv' }] }),
  };
}

/** There is one stream of audio for each endpoint. */
export const audioMediaId = '1';

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
