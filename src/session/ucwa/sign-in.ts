import { linkOf, parseChallenge, parseUcwaResource } from '../../protocol/ucwa';
import { SessionError } from '../contract';
import type { SessionCredentials } from '../contract';
import type { CredentialsStore } from '../credentials';
import { UcwaHttp, UcwaRefusal } from './http';

/** Where every way in begins; the one address that is not learned from a link. */
const AUTODISCOVER = '/Autodiscover/AutodiscoverService.svc/root';
/** From the first address to the applications: two, and two more for each server that sends us on. */
const MAX_HOPS = 8;

/** The address to begin at: `server` itself where it is one of autodiscovery, else the well-known one of its host. */
export function rootOf(server: string, page: string | undefined = globalThis.location?.href): string {
  const url = new URL(server, page);
  return /\/autodiscover/i.test(url.pathname) ? url.href : new URL(AUTODISCOVER, url).href;
}

/** Who signs in, and how they get a token. */
export class UcwaSignIn {
  readonly http: UcwaHttp;
  #credentials: SessionCredentials | undefined;

  constructor(
    private readonly root: string,
    private readonly store: CredentialsStore,
    fetch: typeof globalThis.fetch,
  ) {
    this.http = new UcwaHttp(root, fetch, (challenge, signal) => this.#token(challenge, signal));
  }

  /** Who we are, as soon as somebody has asked. */
  get credentials(): SessionCredentials | undefined {
    return this.#credentials ?? this.store.current;
  }

  /** Address at which applications are made, wherever the user is at home. Rejects with `SessionError`. */
  async discover(signal: AbortSignal): Promise<string> {
    // Beside the first request, not behind it.
    const credentials = this.store.get(signal);
    credentials.catch(() => undefined);
    let href = this.root;
    for (let hop = 0; hop < MAX_HOPS; hop++) {
      const { body, url } = await this.http.send('GET', href, { signal });
      this.#credentials = await credentials;
      const resource = readResource(body);
      const [applications, redirect, user] = ['applications', 'redirect', 'user'].map((rel) =>
        linkOf(resource, rel),
      );
      if (applications) return new URL(applications.href, url).href;
      // DOC AuthenticationInUCWA: `redirect` leads to the autodiscovery of another server.
      const next = redirect ?? user;
      if (!next) throw new SessionError('connection-failed', 'The server has no link user');
      href = new URL(next.href, url).href;
    }
    throw new SessionError('connection-failed', 'Autodiscovery goes in circles');
  }

  /** RFC 6749, 4.3. Refused credentials are fetched anew, once, where there is somebody to ask. */
  async #token(
    header: string,
    signal: AbortSignal = new AbortController().signal,
    mayRenew = true,
  ): Promise<string> {
    const challenge = parseChallenge(header);
    if (!challenge?.grantTypes.includes('password'))
      throw new SessionError('credentials-refused', 'The server takes no passwords');
    this.#credentials = await this.store.get(signal);
    const { password, uri, username = uri } = this.#credentials;
    const form = new URLSearchParams({ grant_type: 'password', username, password });
    try {
      const { body } = await this.http.send('POST', challenge.href, { form, signal, isAnonymous: true });
      const { access_token: token } = JSON.parse(body) as { access_token?: unknown };
      if (typeof token !== 'string') throw new Error('The answer has no token');
      return token;
    } catch (error) {
      if (!(error instanceof UcwaRefusal) || error.httpStatus !== 400) throw error;
      if (mayRenew && this.store.discard()) return this.#token(header, signal, false);
      throw new SessionError('credentials-refused', 'User name or password are wrong', {
        status: 401,
        cause: error,
      });
    }
  }
}

/** Throws `SessionError` for what is no resource. */
export function readResource(body: string): ReturnType<typeof parseUcwaResource> {
  try {
    return parseUcwaResource(body);
  } catch (cause) {
    throw new SessionError('connection-failed', 'The server does not speak UCWA', { cause });
  }
}
