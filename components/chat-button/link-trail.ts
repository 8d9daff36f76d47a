import type { FollowedLink } from './followed-links';

// Alone in its chunk, which a page may load before the first click: the key is that of `followed-links.ts`, and no other file is shared.
const LINKS = 'lync-links';
const LONGEST_TRAIL = 20;
const LONGEST_TEXT = 80;

let isFollowing = false;

/** Remembers, in this tab only, the links the visitor follows. Once per page; only where a site's `capture` says `links`. */
export function followLinks(): void {
  if (isFollowing) return;
  isFollowing = true;
  addEventListener('click', remember, true);
}

function remember(event: Event): void {
  const link = event
    .composedPath()
    .find((node) => node instanceof HTMLAnchorElement && /^https?:/.test(node.href));
  if (!(link instanceof HTMLAnchorElement)) return;
  const text = (link.innerText || link.ariaLabel || '').trim().slice(0, LONGEST_TEXT);
  const followed: FollowedLink = { text, href: link.href, at: Date.now() };
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(LINKS) ?? '[]');
    const trail: unknown[] = Array.isArray(kept) ? kept : [];
    sessionStorage.setItem(LINKS, JSON.stringify([...trail, followed].slice(-LONGEST_TRAIL)));
  } catch {
    // The browser denies the storage, or it is full or broken: a trail is not worth more than that.
  }
}
