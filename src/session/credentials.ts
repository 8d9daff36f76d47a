import { SessionError } from './contract';
import type { SessionCredentials } from './contract';
import { asSessionError } from './failures';
import { domainOf } from './identity';

/** A user's own password; the address is the session's `uri`. */
export interface PasswordCredentials {
  readonly password: string;
  readonly username?: string;
  readonly displayName?: string;
}

export type Credentials = SessionCredentials | PasswordCredentials;
/** A function is given the set that has expired or was refused, if there was one: a guest should stay who they are. */
export type CredentialsSource =
  Credentials | ((signal: AbortSignal, previous: SessionCredentials | undefined) => Promise<Credentials>);

/** Credentials are fetched again this long before they end, in milliseconds. */
const MARGIN = 10_000;

/** Gets credentials when they are needed, and new ones when they have expired. */
export class CredentialsStore {
  #current: SessionCredentials | undefined;
  #isRefused = false;

  constructor(
    private readonly source: CredentialsSource | undefined,
    private readonly url: string | undefined,
    private readonly uri: string | undefined,
    initial?: SessionCredentials,
    /** Of `url`, asked for beforehand. */
    private asked?: Promise<Response>,
  ) {
    this.#current = initial ?? (typeof source === 'object' ? this.#check(source) : undefined);
  }

  /** The last set, fresh or not. */
  get current(): SessionCredentials | undefined {
    return this.#current;
  }

  /** The server refused them. True if the next `get` will ask for others. */
  discard(): boolean {
    this.#isRefused = typeof this.source === 'function' || this.url !== undefined;
    return this.#isRefused;
  }

  /** A fresh set. Rejects with `SessionError` `credentials-unavailable`, or `aborted`. */
  async get(signal: AbortSignal): Promise<SessionCredentials> {
    const { expiresAt } = this.#current ?? {};
    if (this.#current && !this.#isRefused && (expiresAt === undefined || expiresAt - MARGIN > Date.now()))
      return this.#current;
    try {
      const found =
        typeof this.source === 'function'
          ? await this.source(signal, this.#current)
          : await this.#fetch(signal);
      this.#current = this.#check(found);
      this.#isRefused = false;
      return this.#current;
    } catch (error) {
      throw asSessionError(error, 'credentials-unavailable', 'No credentials');
    }
  }

  async #fetch(signal: AbortSignal): Promise<unknown> {
    if (!this.url) {
      throw new SessionError(
        'credentials-unavailable',
        this.#current ? 'The credentials have expired' : 'No credentials',
      );
    }
    const response = await (this.#takeAsked() ?? this.#ask(this.url, signal));
    if (response.status === 429)
      throw new SessionError('rate-limited', 'Too many requests for credentials', { status: 429 });
    if (!response.ok) throw new Error(`${this.url} answered ${response.status}`);
    return response.json();
  }

  #takeAsked(): Promise<Response> | undefined {
    const { asked } = this;
    this.asked = undefined;
    return asked;
  }

  #ask(url: string, signal: AbortSignal): Promise<Response> {
    const { password, username } = this.#current ?? {};
    return fetch(url, {
      method: 'POST',
      // Who proves to have had credentials may stay the guest they are; a back end that does not know that makes a new one.
      ...(username === undefined
        ? { headers: { Accept: 'application/json' } }
        : {
            headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
            body: JSON.stringify({ renew: { username, password } }),
          }),
      signal,
    });
  }

  /** What comes from a back end may be anything. */
  #check(value: unknown): SessionCredentials {
    const { uri = this.uri, ...rest } = (
      typeof value === 'object' && value !== null ? value : {}
    ) as Partial<SessionCredentials>;
    if (typeof uri !== 'string' || !domainOf(uri)) {
      throw new SessionError(
        'credentials-unavailable',
        'The credentials have no SIP address, and the session has none',
      );
    }
    if (typeof rest.password !== 'string' || !rest.password) {
      throw new SessionError('credentials-unavailable', 'The credentials have no password');
    }
    return { ...rest, uri, password: rest.password };
  }
}
