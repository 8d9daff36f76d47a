import { withStorage } from './storage';

/** Under this key `link-trail.ts` keeps the links the visitor followed. They leave the tab only with the visitor's consent. */
const LINKS = 'lync-links';

export interface FollowedLink {
  readonly text: string;
  readonly href: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Oldest first. */
export function followedLinks(): readonly FollowedLink[] {
  const stored: unknown = withStorage((storage) => JSON.parse(storage.getItem(LINKS) ?? '[]') as unknown);
  return Array.isArray(stored) ? stored.filter(isLink) : [];
}

function isLink(value: unknown): value is FollowedLink {
  const { text, href, at } = (value ?? {}) as Partial<Record<keyof FollowedLink, unknown>>;
  return typeof text === 'string' && typeof href === 'string' && typeof at === 'number';
}
