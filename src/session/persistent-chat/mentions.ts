import type { ChatRoomUser } from '../contract';

/** Whether somebody wrote `@name`, `@user` or `@user@domain` of this user, as a word of its own; case does not matter. */
export function mentions(body: string, user: ChatRoomUser): boolean {
  const address = user.uri.replace(/^sips?:/i, '');
  const names = [address, address.split('@')[0] ?? '', user.displayName].filter(Boolean);
  const text = body.toLowerCase();
  return names.some((name) => {
    const wanted = `@${name.toLowerCase()}`;
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
      const before = text.slice(0, at);
      const after = text.slice(at + wanted.length);
      // `joe@alice` is an address, `@alicent` somebody else, and `@alice@fabrikam.com` too.
      if (!/[\p{L}\p{N}]$/u.test(before) && !/^([\p{L}\p{N}_-]|[.@][\p{L}\p{N}])/u.test(after)) return true;
    }
    return false;
  });
}
