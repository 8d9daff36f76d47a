import type { VisitorContext } from '../../src/session/contract';
import { followedLinks } from './followed-links';

const LONGEST = 512;

/** What a `capture` attribute allows: words, and after `cookies:` names, separated by commas or blanks. */
export interface CapturePermission {
  readonly page: boolean;
  readonly referrer: boolean;
  readonly links: boolean;
  readonly cookies: readonly string[];
}

export function parseCapture(capture: string): CapturePermission {
  const words = new Set<string>();
  const cookies: string[] = [];
  let isNamingCookies = false;
  for (const token of capture.split(/[\s,]+/)) {
    if (!token) continue;
    const named = token.startsWith('cookies:') ? token.slice('cookies:'.length) : undefined;
    if (named !== undefined) {
      isNamingCookies = true;
      if (named) cookies.push(named);
    } else if (['page', 'referrer', 'links'].includes(token)) {
      words.add(token);
      isNamingCookies = false;
    } else if (isNamingCookies) cookies.push(token);
  }
  return { page: words.has('page'), referrer: words.has('referrer'), links: words.has('links'), cookies };
}

export type CapturedContext = Pick<VisitorContext, 'page' | 'links' | 'cookies'>;

/** What the browser knows and `capture` allows. Nothing is sent by this: the visitor sees it first. */
export function captureContext(capture: string, page: Document = document): CapturedContext {
  const permission = parseCapture(capture);
  const links = permission.links ? followedLinks() : [];
  const cookies = pickCookies(page.cookie, permission.cookies);
  const referrer = permission.referrer && page.referrer ? { referrer: withoutSecrets(page.referrer) } : {};
  return {
    ...((permission.page || permission.referrer) && {
      page: permission.page
        ? {
            url: withoutSecrets(page.URL),
            ...(page.title && { title: page.title.slice(0, LONGEST) }),
            ...referrer,
          }
        : { url: '', ...referrer },
    }),
    ...(links.length && { links }),
    ...(Object.keys(cookies).length && { cookies }),
  };
}

/** A user name or password in an address is nobody's business. */
function withoutSecrets(address: string): string {
  if (!URL.canParse(address)) return address.slice(0, LONGEST);
  const url = new URL(address);
  url.username = url.password = '';
  return url.href.slice(0, LONGEST);
}

function pickCookies(all: string, names: readonly string[]): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const cookie of all.split(/;\s*/)) {
    const [name = '', ...rest] = cookie.split('=');
    if (names.includes(name)) picked[name] = decode(rest.join('='));
  }
  return picked;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (error) {
    if (error instanceof URIError) return value;
    throw error;
  }
}
