import { json, list, oneOf, optional, readJson, shape, text, type Reader } from '../json-reader';
import { WireFormatError } from '../wire-format-error';
import type { UcwaReason } from './reasons';
import type { UcwaEvent, UcwaEvents, UcwaEventSender, UcwaLink, UcwaLinks, UcwaResource } from './resource';

/** Largest answer read, in bytes: a batch of a hundred messages. */
export const maxUcwaBytes = 4 * 1024 * 1024;
/** Data URIs included. */
const maxHref = 262_144;

const link = shape<UcwaLink>({
  href: text(maxHref),
  rel: optional(text(100)),
  title: optional(text(1024)),
});

const links: Reader<UcwaLinks> = (value, path) =>
  each(value, path, (item, itemPath) =>
    Array.isArray(item) ? list(link, 1000)(item, itemPath) : link(item, itemPath),
  );

const embedded: Reader<NonNullable<UcwaResource['_embedded']>> = (value, path) =>
  each(value, path, (item, itemPath) =>
    Array.isArray(item) ? list(resource, 1000)(item, itemPath) : resource(item, itemPath),
  );

function resource(value: unknown, path: string): UcwaResource {
  const { _links, _embedded, ...properties } = plain(value, path);
  const read = json(6)(properties, path) as Record<string, unknown>;
  return {
    ...read,
    rel: text(100)(read.rel ?? '', `${path}.rel`),
    _links: links(_links ?? {}, `${path}._links`),
    ...(_embedded !== undefined && { _embedded: embedded(_embedded, `${path}._embedded`) }),
  };
}

const reason = shape<UcwaReason>({
  code: text(100),
  subcode: optional(text(100)),
  message: optional(text(4096)),
  // Other servers have an object here; nobody decides by it.
  parameters: () => undefined,
});

const event = shape<UcwaEvent>({
  link,
  in: optional(link),
  type: oneOf('started', 'updated', 'completed', 'added', 'deleted'),
  status: optional(oneOf('Success', 'Failure')),
  reason: optional(reason),
  _embedded: optional(embedded) as unknown as Reader<Readonly<Record<string, UcwaResource>>>,
});

const sender = shape<UcwaEventSender>({ rel: text(100), href: text(maxHref), events: list(event, 10_000) });

const events = shape<UcwaEvents>({
  _links: shape<UcwaEvents['_links']>({
    self: (value, path) => (value === undefined ? { href: '' } : link(value, path)),
    next: optional(link),
    resync: optional(link),
    resume: optional(link),
  }),
  sender: (value, path) => list(sender, 10_000)(value ?? [], path),
});

/** Any resource. Throws `WireFormatError`. */
export function parseUcwaResource(body: string): UcwaResource {
  return readJson(body, resource, maxUcwaBytes);
}

/** The answer of the event channel. Throws `WireFormatError`. */
export function parseUcwaEvents(body: string): UcwaEvents {
  return readJson(body, events, maxUcwaBytes);
}

/** The body of an error; undefined if it is not UCWA's own but, for instance, a proxy's. */
export function parseUcwaReason(body: string): UcwaReason | undefined {
  try {
    return readJson(body, reason);
  } catch (error) {
    if (error instanceof WireFormatError) return undefined;
    throw error;
  }
}

/** The link of a rel; the first, where there are several. Undefined: what it stands for cannot be done now. */
export function linkOf(resource: Pick<UcwaResource, '_links'>, rel: string): UcwaLink | undefined {
  const found = Object.hasOwn(resource._links, rel) ? resource._links[rel] : undefined;
  return found === undefined || 'href' in found ? found : found[0];
}

/** The embedded resources of a rel, none, one or many. */
export function embeddedOf(
  resource: { readonly _embedded?: UcwaResource['_embedded'] },
  rel: string,
): readonly UcwaResource[] {
  const found =
    resource._embedded && Object.hasOwn(resource._embedded, rel) ? resource._embedded[rel] : undefined;
  return found === undefined ? [] : '_links' in found ? [found] : found;
}

function plain(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new WireFormatError(value === undefined ? 'missing' : 'wrong-type', path);
  return value as Record<string, unknown>;
}

/** An object whose keys are the sender's; a null counts as absent. */
function each<T>(value: unknown, path: string, reader: Reader<T>): Readonly<Record<string, T>> {
  const entries = Object.entries(plain(value, path)).filter(
    ([key, item]) => key !== '__proto__' && item !== null && item !== undefined,
  );
  if (entries.length > 200) throw new WireFormatError('too-many', path);
  return Object.fromEntries(entries.map(([key, item]) => [key, reader(item, `${path}.${key}`)]));
}
