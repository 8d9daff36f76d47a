interface Json {
  [key: string]: Json | Json[] | string | number | boolean | null;
}

/** Where autodiscovery begins: the one address that a client knows by itself. */
const root = '/autodiscover/autodiscoverservice.svc/root';

/**
 * A network in which addresses say nothing of what is behind them: each link that a server gives is replaced by one made up, and a request to
 * anything else finds nothing. Who builds addresses, or takes them apart, gets nowhere. What a client adds to the query of a link is passed on.
 */
export class OpaqueLinks {
  /** Requests to addresses that nobody has given out. */
  readonly strays: string[] = [];
  readonly #real: string[] = [];
  /** One address stands for one thing, as before. */
  readonly #paths = new Map<string, string>();

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const asked = new URL(input instanceof Request ? input.url : input);
    const target = this.#resolve(asked);
    if (!target) {
      this.strays.push(`${init?.method ?? 'GET'} ${asked.pathname}`);
      return Response.json({ code: 'NotFound' }, { status: 404 });
    }
    const response = await globalThis.fetch(target, init);
    const body = await response.text();
    const headers = new Headers(response.headers);
    const location = headers.get('Location');
    if (location) headers.set('Location', this.#disguise(location, target));
    const challenge = headers.get('WWW-Authenticate');
    if (challenge)
      headers.set(
        'WWW-Authenticate',
        challenge.replace(/href="([^"]*)"/, (_, href: string) => `href="${this.#disguise(href, target)}"`),
      );
    headers.delete('Content-Length');
    const told = body.startsWith('{') ? JSON.stringify(this.#walk(JSON.parse(body) as Json, target)) : body;
    return new Response(told === '' ? null : told, { status: response.status, headers });
  };

  #resolve(asked: URL): URL | undefined {
    if (asked.pathname.toLowerCase() === root) return asked;
    const number = /^\/x\/(\d+)$/.exec(asked.pathname)?.[1];
    // A query in a link has to be kept.
    const href = asked.searchParams.get('kept') === 'yes' ? this.#real[Number(number)] : undefined;
    if (href === undefined) return undefined;
    const real = new URL(href);
    for (const [name, value] of asked.searchParams) if (name !== 'kept') real.searchParams.set(name, value);
    return real;
  }

  #disguise(href: string, base: URL): string {
    const real = new URL(href, base);
    const path = this.#paths.get(real.href) ?? `/x/${this.#real.push(real.href) - 1}?kept=yes`;
    this.#paths.set(real.href, path);
    return /^https?:/.test(href) ? real.origin + path : path;
  }

  #walk(value: Json, base: URL): Json {
    const walk = (each: Json[string]): Json[string] =>
      Array.isArray(each)
        ? (each.map((item) => walk(item)) as Json[])
        : typeof each === 'object' && each !== null
          ? this.#walk(each, base)
          : each;
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [
        name,
        name === 'href' && typeof each === 'string' && !each.startsWith('data:')
          ? this.#disguise(each, base)
          : walk(each),
      ]),
    );
  }
}
