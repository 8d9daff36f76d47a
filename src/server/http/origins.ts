/**
 * Whether a page of `origin` may talk to this server: the server's own origin (of the `Host` it was asked for) or one of the
 * list. A request without `Origin` is no page's, and is refused where a page is expected.
 */
export function isAllowedOrigin(
  origin: string | undefined,
  host: string | undefined,
  allowed: readonly string[],
): boolean {
  if (origin === undefined) return false;
  if (host !== undefined && (origin === `http://${host}` || origin === `https://${host}`)) return true;
  return allowed.includes(origin);
}

const loopback = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/i;

/** Whether `host`, as a request names it, is this machine for itself, or that of an allowed origin. */
export function isKnownHost(host: string | undefined, allowed: readonly string[]): boolean {
  if (host === undefined) return false;
  return loopback.test(host) || allowed.includes(`http://${host}`) || allowed.includes(`https://${host}`);
}
