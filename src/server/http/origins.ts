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
