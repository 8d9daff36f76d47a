import { embeddedOf, linkOf, parseUcwaEvents, putMarker } from '../../protocol/ucwa';
import type { UcwaEvents, UcwaResource } from '../../protocol/ucwa';
import { SessionError } from '../contract';
import { asSessionError } from '../failures';
import type { ReconnectPolicy } from '../reconnect-policy';
import { withResolvers } from '../resolvers';
import type { Resolvers } from '../resolvers';
import { delay, isFinal } from '../retrying';
import type { UcwaRequest, UcwaResponse } from './http';
import { ignore, isGone, isLost, isReplaced, isUnwanted } from './refusals';
import { readResource } from './sign-in';
import type { UcwaSignIn } from './sign-in';
import { watchForWake } from './wake';

/** Seconds that the server may wait for something to tell: less than the minute after which proxies lose patience. */
const POLL = 45;
/** Milliseconds beyond that after which there will be no answer. */
const POLL_GRACE = 15_000;
/** The server remembers for ten minutes what an operation has made; after that, events say what became of it, or nobody does. */
const OPERATIONS_KEPT = 8 * 60_000;
/** Seconds that the first answer may take then: the shortest the server allows. */
const SHORT_POLL = 10;
/** An answer to a request for events that is of no use and comes within so many milliseconds would, asked for again at once, come for ever. */
const SOON = 2000;
/** How long a goodbye may take, in milliseconds. */
const GOODBYE_TIMEOUT = 2000;
const FORMATS = ['Plain', 'Html'];

export interface UcwaConnectionOptions {
  readonly signIn: UcwaSignIn;
  readonly userAgent: string;
  /** The same for as long as it is the same client: it gets the same application then. */
  readonly endpointId: string;
  readonly culture: string;
  readonly policy: ReconnectPolicy;
}

export interface UcwaConnectionHandlers {
  /** Everything in one answer, in order; may come again when this rejects or the connection goes meanwhile. */
  onEvents(events: UcwaEvents): Promise<void>;
  onLost(): void;
  /** An attempt to come back is due at this time (milliseconds since 1970). */
  onRetryAt(at: number): void;
  onRecovering(): void;
  onRecovered(): void;
  /** The server has forgotten the application with its conversations; another one will be made. */
  onApplicationGone(): void;
  onGivenUp(error: SessionError): void;
}

/** One application and its event channel: makes it, asks for its events, and brings it back when it is lost. */
export class UcwaConnection {
  #run: AbortController | undefined;
  #base = '';
  #application: UcwaResource | undefined;
  #next = '';
  #heardAt = 0;
  /** Requests for events that failed at once, one after the other. */
  #futile = 0;
  /** Ends the request for events that waits. */
  #doubt = new AbortController();
  /** There while the connection is lost, or will be found to be. */
  #back: Resolvers<void> | undefined;

  constructor(
    private readonly options: UcwaConnectionOptions,
    private readonly handlers: UcwaConnectionHandlers,
  ) {}

  get isOpen(): boolean {
    return this.#application !== undefined;
  }

  /** Resolves when there is an application. Rejects with `SessionError`; nothing is open then. */
  async open(signal?: AbortSignal): Promise<void> {
    const run = (this.#run = new AbortController());
    const onAbort = () => run.abort();
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted) onAbort();
    try {
      await this.#enter(run.signal);
      run.signal.throwIfAborted();
    } catch (error) {
      this.#application = undefined;
      throw run.signal.aborted ? new SessionError('aborted', 'Aborted', { cause: error }) : error;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
    watchForWake(() => this.#suspect(), run.signal);
    void this.#listen(run);
  }

  /** Says goodbye, and does not wait long for an answer. */
  async close(): Promise<void> {
    this.#run?.abort();
    const application = this.#application && linkOf(this.#application, 'self');
    this.#application = undefined;
    this.#settleBack(new SessionError('aborted', 'The session was closed'));
    if (application)
      await this.options.signIn.http
        .send('DELETE', this.resolve(application.href), { timeout: GOODBYE_TIMEOUT })
        // A server that is gone, or has forgotten it: it is over all the same.
        .catch(() => undefined);
  }

  /** The address of a link in one of the application's resources; `invalid-state` when it has none. */
  link(resource: 'communication' | 'me', rel: string): string {
    const [embedded] = this.#application ? embeddedOf(this.#application, resource) : [];
    const found = embedded && linkOf(embedded, rel);
    if (!found) throw new SessionError('invalid-state', `The server has no link ${rel} now`);
    return this.resolve(found.href);
  }

  resolve(href: string): string {
    return new URL(href, this.#base).href;
  }

  /** Rejects as `UcwaHttp.send` does. A lost answer begins the recovery. */
  async send(method: string, href: string, request: UcwaRequest = {}): Promise<UcwaResponse> {
    try {
      return await this.options.signIn.http.send(method, this.resolve(href), request);
    } catch (error) {
      if (isLost(error) || (isGone(error) && this.#isOurs(href))) this.#suspect();
      throw error;
    }
  }

  async get(href: string): Promise<UcwaResource> {
    return readResource((await this.send('GET', href)).body);
  }

  /** Does it again, each time the connection is back, until it is known what came of it: `act` must not do anything twice. */
  async persist<T>(act: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await act();
      } catch (error) {
        if (!isLost(error) || !this.#back) throw error;
        await this.#back.promise;
      }
    }
  }

  async #enter(signal: AbortSignal): Promise<void> {
    const { culture, endpointId, signIn, userAgent } = this.options;
    const applications = await signIn.discover(signal);
    const json = { userAgent, endpointId, culture };
    const { body, url } = await signIn.http.send('POST', applications, { json, signal });
    this.#base = url;
    this.#application = readResource(body);
    this.#heardAt = Date.now();
    this.#next = linkOf(this.#application, 'events')?.href ?? '';
    if (!this.#next) throw new SessionError('connection-failed', 'The application has no events');
    await this.#sayWhatWeRead(signal);
  }

  /** Users can be called from now on. Guests cannot, and have another place to say which formats they read. */
  async #sayWhatWeRead(signal: AbortSignal): Promise<void> {
    const [me, communication] = ['me', 'communication'].map(
      (rel) => this.#application && embeddedOf(this.#application, rel)[0],
    );
    const { http } = this.options.signIn;
    const available = me && linkOf(me, 'makeMeAvailable');
    if (available) {
      const json = {
        supportedModalities: ['Messaging'],
        supportedMessageFormats: FORMATS,
        // Who is away is said by people, or by what they use, as in any other session.
        inactiveTimeout: 'PT24H',
      };
      await http
        .send('POST', this.resolve(available.href), { json, signal })
        .catch((error: unknown) => ignore(error, 409));
      await this.#refresh(signal);
      return;
    }
    const self = communication && linkOf(communication, 'self');
    const marker = Object.entries(communication ?? {}).find(([, value]) => value === putMarker)?.[0];
    if (!self || !marker) return;
    const headers = { 'If-Match': `"${communication.etag ?? ''}"` };
    const json = { [marker]: putMarker, rel: 'communication', supportedMessageFormats: FORMATS };
    await http
      .send('PUT', this.resolve(self.href), { json, headers, signal })
      .catch((error: unknown) => ignore(error, 412));
  }

  async #refresh(signal: AbortSignal): Promise<void> {
    const self = this.#application && linkOf(this.#application, 'self');
    if (!self) throw new SessionError('connection-failed', 'There is no application');
    const { body } = await this.options.signIn.http.send('GET', this.resolve(self.href), { signal });
    this.#application = readResource(body);
  }

  async #listen(run: AbortController): Promise<void> {
    while (!run.signal.aborted) {
      const askedAt = Date.now();
      try {
        if (this.#back) throw new SessionError('connection-failed', 'An answer was lost');
        await this.#poll(run.signal, POLL);
        this.#futile = 0;
      } catch (error) {
        if (!this.#back) this.#futile = Date.now() - askedAt < SOON ? this.#futile + 1 : 0;
        if (run.signal.aborted || !(await this.#recover(run, error))) return;
      }
    }
  }

  async #poll(signal: AbortSignal, seconds: number): Promise<void> {
    const url = new URL(this.#next, this.#base);
    url.searchParams.set('timeout', String(seconds));
    this.#doubt = new AbortController();
    const { body } = await this.options.signIn.http.send('GET', url.href, {
      signal: AbortSignal.any([signal, this.#doubt.signal]),
      timeout: seconds * 1000 + POLL_GRACE,
    });
    this.#heardAt = Date.now();
    const events = parseUcwaEvents(body);
    await this.handlers.onEvents(events);
    signal.throwIfAborted();
    const { next, resume, resync } = events._links;
    if (resume) await this.#beginAgain(signal);
    // Only now: what was not dealt with comes again. After a resync it comes from where the server thinks we are.
    const link = next ?? resync ?? resume;
    if (!link) throw new SessionError('connection-failed', 'The answer does not say where to go on');
    this.#next = link.href;
  }

  /** DOC EventChannelDetails, `resume`: after a long absence the application is there, and nothing of what was in it. */
  async #beginAgain(signal: AbortSignal): Promise<void> {
    this.handlers.onApplicationGone();
    await this.#refresh(signal);
    await this.#sayWhatWeRead(signal);
    this.handlers.onRecovered();
  }

  /** False: it will not come back by itself, or nobody wants it to. */
  async #recover(run: AbortController, cause: unknown): Promise<boolean> {
    this.#back ??= silent(withResolvers<void>());
    this.handlers.onLost();
    const lostAt = Date.now();
    // Who was replaced by another request of the same client should not replace that one at once; nor is it of use to ask again and
    // again for what comes at once and cannot be read.
    for (let attempt = Math.max(isReplaced(cause) ? 1 : 0, this.#futile - 1); ; attempt++) {
      const wait = this.options.policy.nextDelay({ attempt, elapsed: Date.now() - lostAt });
      if (wait === undefined)
        return this.#giveUp(new SessionError('connection-failed', 'The connection did not come back'));
      this.handlers.onRetryAt(Date.now() + wait);
      await delay(wait, run.signal);
      if (run.signal.aborted) return false;
      try {
        await this.#comeBack(run.signal);
        run.signal.throwIfAborted();
        this.#settleBack();
        this.handlers.onRecovered();
        return true;
      } catch (error) {
        if (run.signal.aborted) return false;
        const failure = asSessionError(error, 'connection-failed', 'No connection');
        if (isFinal(failure)) return this.#giveUp(failure);
        this.handlers.onLost();
      }
    }
  }

  async #comeBack(signal: AbortSignal): Promise<void> {
    try {
      await this.#refresh(signal);
    } catch (error) {
      if (!isGone(error)) throw error;
      this.handlers.onApplicationGone();
      if (isUnwanted(error)) throw new SessionError('forbidden', error.message, { cause: error });
      await this.#enter(signal);
      return this.handlers.onRecovering();
    }
    this.handlers.onRecovering();
    if (Date.now() - this.#heardAt > OPERATIONS_KEPT) await this.#poll(signal, SHORT_POLL);
  }

  /** Not of an application of before. */
  #isOurs(href: string): boolean {
    const self = this.#application && linkOf(this.#application, 'self');
    return self !== undefined && this.resolve(href).startsWith(this.resolve(self.href));
  }

  #suspect(): void {
    if (this.#back || !this.#application) return;
    this.#back = silent(withResolvers<void>());
    this.#doubt.abort();
  }

  #giveUp(error: SessionError): false {
    this.#run?.abort();
    this.#application = undefined;
    this.#settleBack(error);
    this.handlers.onGivenUp(error);
    return false;
  }

  #settleBack(error?: SessionError): void {
    const back = this.#back;
    this.#back = undefined;
    if (error) back?.reject(error);
    else back?.resolve();
  }
}

/** Whoever waits hears of its failure; when nobody does, that is no unhandled rejection. */
function silent<T>(resolvers: Resolvers<T>): Resolvers<T> {
  resolvers.promise.catch(() => undefined);
  return resolvers;
}
