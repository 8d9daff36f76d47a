/** Longest URL accepted from a peer, in characters. */
export const maxUrlLength = 2048;

/**
 * The normalised URL if `text` is an absolute http or https URL without user name and password, else undefined. Everything a
 * peer sends as a link goes through here, so that `javascript:`, `data:` and the like never reach an element.
 */
export function httpUrl(text: string): string | undefined {
  if (text.length > maxUrlLength || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  // user:password@ is refused because it lets a link show one host and open another.
  return /^https?:$/.test(url.protocol) && !url.username && !url.password ? url.href : undefined;
}

/** As `httpUrl`, but also takes `www.contoso.com/download`, which Lync's documentation uses, as https. */
export function httpUrlOrHost(text: string): string | undefined {
  const trimmed = text.trim();
  return httpUrl(/^[\w-]+(\.[\w-]+)+([/?#:]|$)/.test(trimmed) ? `https://${trimmed}` : trimmed);
}
