/** A handler for one method of the paths that fit a pattern such as `conversations/:conversation/messaging`. */
export interface Route<H> {
  readonly method: string;
  readonly pattern: string;
  readonly handler: H;
}

export type RouteMatch<H> =
  | {
      readonly kind: 'found';
      readonly handler: H;
      readonly places: Readonly<Record<string, string>>;
    }
  /** The path is there, for other methods. */
  | { readonly kind: 'other-method'; readonly allow: readonly string[] }
  | { readonly kind: 'none' };

interface Compiled<H> extends Route<H> {
  readonly segments: readonly string[];
}

/** Finds routes by method and path. Fixed segments are compared without regard to case, as some documents differ in it. */
export class RouteTable<H> {
  readonly #byLength = new Map<number, Compiled<H>[]>();

  constructor(routes: readonly Route<H>[]) {
    for (const route of routes) {
      const segments = route.pattern === '' ? [] : route.pattern.split('/');
      const same = this.#byLength.get(segments.length) ?? [];
      same.push({ ...route, segments });
      this.#byLength.set(segments.length, same);
    }
  }

  /** `segments` as they came, percent-encoded. */
  match(method: string, segments: readonly string[]): RouteMatch<H> {
    const allow: string[] = [];
    for (const route of this.#byLength.get(segments.length) ?? []) {
      const places = placesOf(route.segments, segments);
      if (!places) continue;
      if (route.method === method) return { kind: 'found', handler: route.handler, places };
      allow.push(route.method);
    }
    return allow.length > 0 ? { kind: 'other-method', allow } : { kind: 'none' };
  }
}

function placesOf(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  const places: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const segment = segments[index] ?? '';
    if (!expected.startsWith(':')) {
      if (segment.toLowerCase() !== expected.toLowerCase()) return undefined;
      continue;
    }
    const value = decoded(segment);
    if (value === undefined || value === '') return undefined;
    places[expected.slice(1)] = value;
  }
  return places;
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
