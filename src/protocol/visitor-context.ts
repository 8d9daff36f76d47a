import {
  json,
  list,
  optional,
  optionalText,
  readJson,
  record,
  shape,
  text,
  timestamp,
  url,
  writeJson,
} from './json-reader';
import type { Reader } from './json-reader';
import { WireFormatError } from './wire-format-error';

export const visitorContextContentType = 'application/vnd.lync-widgets.context+json';

/** Largest context in the INVITE, in bytes of UTF-8. Later INFOs may have `maxJsonBytes`. */
export const maxVisitorContextBytes = 4096;

/** What the visitor agreed to share. What the browser says is a claim; `signed` is what the site vouches for. */
export interface VisitorContext {
  readonly contact?: {
    readonly name?: string;
    readonly email?: string;
    readonly phone?: string;
    readonly [key: string]: string | undefined;
  };
  readonly page?: { readonly url: string; readonly title?: string; readonly referrer?: string };
  readonly links?: readonly { readonly text: string; readonly href: string; readonly at: number }[];
  readonly cookies?: Readonly<Record<string, string>>;
  readonly data?: Readonly<Record<string, unknown>>;
  /** Compact JWS of the site's back end. */
  readonly signed?: string;
}

/** Everything a browser claims: the context without the signed part. */
export type VisitorClaims = Omit<VisitorContext, 'signed'>;

const maxLinks = 64;

const claims = {
  contact: optional(record(text(512), 32)),
  page: optional(
    shape<NonNullable<VisitorContext['page']>>({
      url,
      title: optional(text(512)),
      referrer: optionalText(url),
    }),
  ),
  links: optional(
    list(
      shape<NonNullable<VisitorContext['links']>[number]>({ text: text(512), href: url, at: timestamp }),
      maxLinks,
    ),
  ),
  cookies: optional(record(text(4096), 64)),
  data: optional(record(json(8), 256)),
};

export const visitorClaims: Reader<VisitorClaims> = shape<VisitorClaims>(claims);

const compactJws: Reader<string> = (value, path) => {
  const token = text(16_384)(value, path);
  // RFC 7515 section 3.1: three base64url parts. Whether it is true is the contact centre's to verify.
  if (!/^[\w-]+\.[\w-]*\.[\w-]+$/.test(token)) throw new WireFormatError('invalid-value', path);
  return token;
};

const visitorContext = shape<VisitorContext>({ ...claims, signed: optional(compactJws) });

/**
 * Throws `WireFormatError`. Limits: `maxBytes` in all; contact 32 keys of 512 characters; 64 links; 64 cookies of 4,096;
 * `data` 8 levels; URLs http(s) only. Unknown keys are dropped.
 */
export function parseVisitorContext(body: string, maxBytes?: number): VisitorContext {
  return readJson(body, visitorContext, maxBytes);
}

/** Throws `WireFormatError`, `too-large` above `maxBytes` (default: what an INVITE may carry). */
export function buildVisitorContext(context: VisitorContext, maxBytes = maxVisitorContextBytes): string {
  return writeJson(context, visitorContext, maxBytes);
}

/** As `buildVisitorContext`, leaving out the oldest links until it fits. Throws if it is too large without any. */
export function fitVisitorContext(context: VisitorContext, maxBytes = maxVisitorContextBytes): string {
  let links = [...(context.links ?? [])].sort((a, b) => a.at - b.at).slice(-maxLinks);
  for (;;) {
    try {
      return buildVisitorContext(
        links.length ? { ...context, links } : { ...context, links: undefined },
        maxBytes,
      );
    } catch (error) {
      const tooMuch = error instanceof WireFormatError && error.code === 'too-large';
      if (!tooMuch || !links.length) throw error;
      links = links.slice(1);
    }
  }
}

/** Newer context replaces older by top-level key; what the newer one does not mention stays. */
export function mergeVisitorContext(older: VisitorContext, newer: VisitorContext): VisitorContext {
  return { ...older, ...newer };
}
