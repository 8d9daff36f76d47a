import { withStorage } from './storage';

/** Under this key a tab keeps the links the visitor followed. They leave it only with the visitor's consent. */
const LINKS = 'lync-links';
const LONGEST_TRAIL = 20;
const LONGEST_TEXT = 80;

export interface FollowedLink {
  readonly text: string;
  readonly href: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

let isFollowing = false;

/** Remembers, in this tab only, the links the visitor follows. Once per page; only where a site's `capture` says `links`. */
export function followLinks(): void {
  if (isFollowing) return;
  isFollowing = true;
  addEventListener('click', remember, true);
}

/** Oldest first. */
export function followedLinks(): readonly FollowedLink[] {
  const stored: unknown = withStorage((storage) => JSON.parse(storage.getItem(LINKS) ?? '[]') as unknown);
  return Array.isArray(stored) ? stored.filter(isLink) : [];
}

function remember(event: Event): void {
  const link = event
    .composedPath()
    .find((node) => node instanceof HTMLAnchorElement && /^https?:/.test(node.href));
  if (!(link instanceof HTMLAnchorElement)) return;
  const text = (link.innerText || link.ariaLabel || '').trim().slice(0, LONGEST_TEXT);
  const trail = [...followedLinks(), { text, href: link.href, at: Date.now() }].slice(-LONGEST_TRAIL);
  withStorage((storage) => storage.setItem(LINKS, JSON.stringify(trail)));
}

function isLink(value: unknown): value is FollowedLink {
  const { text, href, at } = (value ?? {}) as Partial<Record<keyof FollowedLink, unknown>>;
  return typeof text === 'string' && typeof href === 'string' && typeof at === 'number';
}
