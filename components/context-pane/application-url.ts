import type { ContextApplication } from '../../src/session/contract';

/** What an address may carry (`%AppData%` is at most 2 kB); longer data reaches the application through its port only. */
const MAX_DATA = 2_000;

export type ApplicationUrl =
  | { readonly ok: true; readonly href: string; readonly origin: string; readonly sameOrigin: boolean }
  | { readonly ok: false };

const REFUSED: ApplicationUrl = Object.freeze({ ok: false });

/**
 * Fills an application's address. Id and name are the registered ones; only `data` comes from outside, so it may choose neither
 * the origin nor a parent folder.
 */
export function resolveApplicationUrl(
  application: ContextApplication,
  data: string,
  base: string,
): ApplicationUrl {
  if (!application.url) return REFUSED;
  const fill = (appData: string): URL | undefined => {
    const encoded = encodeURIComponent(toWellFormed(appData));
    const text = (application.url ?? '')
      .replaceAll('%AppId%', encodeURIComponent(application.id))
      .replaceAll('%AppName%', encodeURIComponent(application.name))
      .replaceAll('%AppData%', encoded);
    return toWebUrl(text, base);
  };
  const empty = fill('');
  const filled = data.length > MAX_DATA ? empty : fill(data);
  if (!empty || !filled || empty.origin !== filled.origin) return REFUSED;
  if (!filled.pathname.startsWith(fixedPath(empty, fill('x')))) return REFUSED;
  return {
    ok: true,
    href: filled.href,
    origin: filled.origin,
    sameOrigin: filled.origin === new URL(base).origin,
  };
}

/** The folder that no data changes: what the address has in common with and without data, up to its last slash. */
function fixedPath(empty: URL, probe: URL | undefined): string {
  const a = empty.pathname;
  const b = probe?.pathname ?? '';
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, a.lastIndexOf('/', length - 1) + 1);
}

/** An absolute http or https address without credentials, or undefined: `javascript:`, `data:` and the like are never one. */
export function toWebUrl(text: string, base?: string): URL | undefined {
  if (!URL.canParse(text, base)) return undefined;
  const url = new URL(text, base);
  // `https://bank.example@evil.example/` shows one host and opens another.
  return /^https?:$/.test(url.protocol) && !url.username && !url.password ? url : undefined;
}

/** Installer links are often written without a scheme (`www.contoso.com/download`). */
export function toInstallUrl(text: string): URL | undefined {
  return (
    toWebUrl(text) ??
    (/^[\w-]+(\.[\w-]+)+(?::\d+)?([/?#]|$)/.test(text) ? toWebUrl(`https://${text}`) : undefined)
  );
}

/** `encodeURIComponent` throws on half a surrogate pair. */
function toWellFormed(text: string): string {
  return new TextDecoder().decode(new TextEncoder().encode(text));
}
