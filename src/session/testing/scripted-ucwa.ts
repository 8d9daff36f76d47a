type Answer = Response | 'network-error';
export type Respond = (request: {
  method: string;
  path: string;
  query: URLSearchParams;
  body: string;
}) => Answer;

const self = '/ucwa/1';

/** A UCWA server of a few lines: one application, whose events come when a test says so. */
export class ScriptedUcwa {
  /** What comes first in line for each request; undefined: the usual answer. */
  override: (...request: Parameters<Respond>) => Answer | undefined = () => undefined;
  readonly seen: string[] = [];
  #ack = 1;
  #waiting: ((answer: Response) => void) | undefined;

  /** Requests for events that wait now. */
  get isPolled(): boolean {
    return this.#waiting !== undefined;
  }

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const { pathname, search, searchParams } = new URL(input instanceof Request ? input.url : input);
    const method = init?.method ?? 'GET';
    this.seen.push(`${method} ${pathname}${search}`);
    const body = typeof init?.body === 'string' ? init.body : '';
    const answer = this.override({ method, path: pathname, query: searchParams, body });
    if (answer === 'network-error') throw new TypeError('The network is down');
    if (answer) return answer;
    if (pathname === `${self}/events`) return this.#wait(init?.signal ?? undefined);
    return this.#usual(method, pathname);
  };

  /** Answers the request that waits. */
  tell(sender: readonly object[] = []): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    const next = { href: `${self}/events?ack=${++this.#ack}` };
    waiting?.(Response.json({ _links: { self: { href: `${self}/events` }, next }, sender }));
  }

  #wait(signal: AbortSignal | undefined): Promise<Response> {
    return new Promise((resolve, reject) => {
      this.#waiting = resolve;
      signal?.addEventListener('abort', () => {
        if (this.#waiting === resolve) this.#waiting = undefined;
        reject(new DOMException('Aborted', 'AbortError'));
      });
    });
  }

  #usual(method: string, path: string): Response {
    if (path.endsWith('/root')) return linking({ user: '/user' });
    if (path === '/user') return linking({ applications: '/applications' });
    if (path === '/applications' || path === self) {
      if (method === 'DELETE') return new Response(null, { status: 204 });
      return Response.json({
        rel: 'application',
        _links: { self: { href: self }, events: { href: `${self}/events?ack=${this.#ack}` } },
        _embedded: {
          me: { rel: 'me', _links: { self: { href: `${self}/me` } } },
          communication: {
            rel: 'communication',
            _links: { startMessaging: { href: `${self}/invitations` } },
          },
        },
      });
    }
    return new Response(null, { status: method === 'POST' ? 201 : 404 });
  }
}

function linking(links: Readonly<Record<string, string>>): Response {
  const entries = Object.entries(links).map(([rel, href]) => [rel, { href }]);
  return Response.json({ _links: Object.fromEntries(entries) as object });
}
