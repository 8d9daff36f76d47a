import type { ConferenceInfo } from './conference-info';
import type { ElementState } from './conference-info-elements';
import type { ConferenceEndpoint, ConferenceMedia, ConferenceUser } from './conference-info-user';

/** The conference as the documents of one subscription tell it: itself a full document, without anything deleted. */
export type Roster = ConferenceInfo;

/**
 * `stale`: seen already, nothing changed. `out-of-sync`: a document is missing; only a new subscription, which begins with a full one, helps. `ended`: there
 * is no conference any more.
 */
export type RosterUpdate =
  | { readonly kind: 'applied'; readonly roster: Roster }
  | { readonly kind: 'stale' | 'out-of-sync' | 'ended' };

/** RFC 4575 section 4.6: what the next document of a subscription makes of the roster; `roster` is undefined before the first. */
export function applyConferenceInfo(roster: Roster | undefined, document: ConferenceInfo): RosterUpdate {
  const { state, version } = document;
  if (roster?.version !== undefined && version !== undefined && version <= roster.version)
    return { kind: 'stale' };
  if (state === 'deleted') return { kind: 'ended' };
  if (state === 'full') return { kind: 'applied', roster: complete(document) };
  if (!roster || version === undefined || version !== (roster.version ?? NaN) + 1)
    return { kind: 'out-of-sync' };
  const { description, status, users, usersState, views, viewsState } = document;
  return {
    kind: 'applied',
    roster: {
      ...roster,
      version,
      ...(description && { description: { ...roster.description, ...description } }),
      ...(status && { status: { ...roster.status, ...status } }),
      ...(users && { users: merge(roster.users, users, usersState, entityOf, mergeUser) }),
      ...(views && { views: merge(roster.views, views, viewsState, entityOf, mergeFlat) }),
    },
  };
}

function complete(document: ConferenceInfo): Roster {
  const { users = [], usersState: _, views = [], viewsState: __, ...rest } = document;
  return {
    ...rest,
    users: merge(undefined, users, 'full', entityOf, mergeUser),
    views: merge(undefined, views, 'full', entityOf, mergeFlat),
  };
}

const entityOf = ({ entity }: { readonly entity: string }): string => entity.toLowerCase();
const idOf = ({ id }: ConferenceMedia): string => id;

interface Stateful {
  readonly state?: ElementState;
}

/** Elements of a list by key, in the order in which they came first. `collection` full: whatever is not listed is gone. */
function merge<T extends Stateful>(
  before: readonly T[] | undefined,
  changes: readonly T[],
  collection: ElementState | undefined,
  keyOf: (element: T) => string,
  mergeOne: (old: T | undefined, change: T) => T,
): readonly T[] {
  const known = new Map((before ?? []).map((element) => [keyOf(element), element]));
  const merged = collection === 'partial' ? new Map(known) : new Map<string, T>();
  for (const change of changes) {
    const key = keyOf(change);
    if (change.state === 'deleted') merged.delete(key);
    else merged.set(key, mergeOne(change.state === 'partial' ? known.get(key) : undefined, change));
  }
  return [...merged.values()];
}

function mergeFlat<T extends Stateful>(old: T | undefined, { state: _, ...change }: T): T {
  return { ...old, ...change } as T;
}

function mergeUser(old: ConferenceUser | undefined, change: ConferenceUser): ConferenceUser {
  const endpoints = merge(old?.endpoints, change.endpoints ?? [], 'partial', entityOf, mergeEndpoint);
  return { ...mergeFlat(old, change), endpoints };
}

function mergeEndpoint(old: ConferenceEndpoint | undefined, change: ConferenceEndpoint): ConferenceEndpoint {
  const media = merge(old?.media, change.media ?? [], 'partial', idOf, mergeFlat);
  return { ...mergeFlat(old, change), media };
}
