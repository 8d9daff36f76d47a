import { parseUcwaReason } from '../../protocol/ucwa';
import type { UcwaReason } from '../../protocol/ucwa';
import { SessionError } from '../contract';
import { asSessionError } from '../failures';
import { delay } from '../retrying';
import { codeOfStatus } from './reasons';

/** How long a request that does not wait for events may take, in milliseconds. */
const REQUEST_TIMEOUT = 20_000;
/** How often a server that is busy is asked again, and how long it may ask us to wait, in seconds. */
const PATIENCE = { times: 3, seconds: 10 };

export interface UcwaRequest {
  /** An object is sent as JSON. */
  readonly json?: object;
  readonly text?: { readonly contentType: string; readonly body: string };
  readonly form?: URLSearchParams;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Milliseconds. */
  readonly timeout?: number;
  /** Without a token: the answer to a request that gets one, or asks where. */
  readonly isAnonymous?: boolean;
}

export interface UcwaResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** Where it came from: what its links are relative to. */
  readonly url: string;
}

/** The server has said no. */
export class UcwaRefusal extends SessionError {
  constructor(
    readonly httpStatus: number,
    readonly reason: UcwaReason | undefined,
  ) {
    const said = [reason?.code, reason?.subcode, reason?.message].filter(Boolean).join(': ');
    super(codeOfStatus(httpStatus), said || `HTTP ${httpStatus}`);
  }
}

/** Requests of one sign-in: with its token, which is renewed when it has expired. A token goes to nobody but who asked for one. */
export class UcwaHttp {
  /** By origin. */
  readonly #tokens = new Map<string, string>();
  readonly #renewing = new Map<string, Promise<string>>();

  constructor(
    /** The server's address; nothing is asked over less secure ways than that. */
    private readonly root: string,
    private readonly fetch: typeof globalThis.fetch,
    /** Gets a token where this challenge says. */
    private readonly authenticate: (challenge: string, signal: AbortSignal | undefined) => Promise<string>,
  ) {}

  /**
   * Rejects with `UcwaRefusal` for what is no 2xx, with `connection-failed` when there was no answer: then it is not known whether the request was heard,
   * and with `aborted`.
   */
  async send(method: string, href: string, request: UcwaRequest = {}): Promise<UcwaResponse> {
    const url = new URL(href, this.root);
    if (url.protocol !== 'https:' && (url.protocol !== 'http:' || this.root.startsWith('https:')))
      throw new SessionError('forbidden', 'A link leads to a place that is less secure');
    let isRenewed = request.isAnonymous ?? false;
    for (let attempt = 1; ;) {
      const token = this.#tokens.get(url.origin);
      const response = await this.#once(method, url.href, request, token);
      if (response.status < 300) return response;
      if (response.status === 401 && !isRenewed) {
        isRenewed = true;
        await this.#renew(url.origin, token, response, request.signal);
        continue;
      }
      const wait = retryAfter(response);
      if (wait !== undefined && attempt++ <= PATIENCE.times) {
        await delay(wait * 1000, request.signal ?? new AbortController().signal);
        continue;
      }
      throw new UcwaRefusal(response.status, parseUcwaReason(response.body));
    }
  }

  /** As `send`, whatever the answer is. */
  async #once(
    method: string,
    url: string,
    request: UcwaRequest,
    token: string | undefined,
  ): Promise<UcwaResponse> {
    const { form, json, text, timeout = REQUEST_TIMEOUT } = request;
    const given = request.signal;
    const limit = AbortSignal.timeout(timeout);
    const contentType = json ? 'application/json' : text && `${text.contentType}; charset=utf-8`;
    try {
      const response = await this.fetch(url, {
        method,
        headers: {
          Accept: 'application/json',
          ...(token && !request.isAnonymous && { Authorization: `Bearer ${token}` }),
          ...(contentType && { 'Content-Type': contentType }),
          ...request.headers,
        },
        ...((json || text || form) && { body: json ? JSON.stringify(json) : (text?.body ?? form ?? null) }),
        signal: given ? AbortSignal.any([given, limit]) : limit,
        // Tokens, not cookies, say who asks.
        credentials: 'omit',
        cache: 'no-store',
      });
      const { headers, status } = response;
      return { body: await response.text(), headers, status, url: response.url || url };
    } catch (error) {
      if (given?.aborted) throw new SessionError('aborted', 'Aborted', { cause: error });
      throw new SessionError('connection-failed', `No answer from ${new URL(url).host}`, { cause: error });
    }
  }

  /** One renewal serves all who were refused with the same token. */
  async #renew(
    origin: string,
    refused: string | undefined,
    { headers }: UcwaResponse,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (this.#tokens.get(origin) !== refused) return;
    let renewing = this.#renewing.get(origin);
    if (!renewing) {
      const challenge = headers.get('WWW-Authenticate') ?? '';
      renewing = this.authenticate(challenge, signal).finally(() => this.#renewing.delete(origin));
      this.#renewing.set(origin, renewing);
    }
    try {
      this.#tokens.set(origin, await renewing);
    } catch (error) {
      throw asSessionError(error, 'credentials-refused', 'No token');
    }
  }
}

/** Seconds, where the server wants to be asked again soon. */
function retryAfter({ headers, status }: UcwaResponse): number | undefined {
  if (status !== 429 && status !== 503) return undefined;
  const seconds = Number(headers.get('Retry-After') ?? Number.NaN);
  return seconds >= 0 && seconds <= PATIENCE.seconds ? seconds : undefined;
}
