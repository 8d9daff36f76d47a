import { SessionError } from '../contract';
import type { SessionCredentials } from '../contract';
import { asSessionError, responseError } from '../failures';
import type { ReconnectPolicy } from '../reconnect-policy';
import { delay, isFinal } from '../retrying';
import { SignalingError } from '../signaling/signaling';
import type { IncomingInvite, IncomingRequest, Signaling, SignalingHandlers } from '../signaling/signaling';
import { openConnection } from './connection-attempt';
import type { ConnectionOptions } from './connection-attempt';

/** Seconds asked for. A dead browser's binding should not live long. */
const REGISTRATION_EXPIRES = 600;

/** How long the registrar may take to say goodbye, in milliseconds. */
const GOODBYE_TIMEOUT = 2000;

const REFUSED = [401, 403, 407];

export interface ConnectorHandlers {
  onInvite(invite: IncomingInvite): void;
  onRequest(request: IncomingRequest): void;
  onTrace(direction: 'in' | 'out', text: string): void;
  onMalformed(text: string, cause: unknown): void;
  /** REGISTER is on its way and other requests may follow it at once. */
  onSendable(signaling: Signaling, credentials: SessionCredentials): void;
  onLost(): void;
  /** An attempt to come back is due at this time (milliseconds since 1970). */
  onRetryAt(at: number): void;
  onRecovering(): void;
  onRecovered(): void;
  /** It will not come back by itself. */
  onGivenUp(error: SessionError): void;
}

/** Keeps one registered connection: opens it, refreshes the registration, and brings it back when it is lost. */
export class Connector {
  #signaling: Signaling | undefined;
  #run: AbortController | undefined;
  #refresh: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly options: ConnectionOptions & { readonly policy: ReconnectPolicy },
    private readonly handlers: ConnectorHandlers,
  ) {}

  get signaling(): Signaling | undefined {
    return this.#signaling;
  }

  /** Resolves when registered. Rejects with `SessionError`; nothing is open then. */
  async open(signal?: AbortSignal): Promise<void> {
    const run = (this.#run = new AbortController());
    const onAbort = () => run.abort(signal?.reason);
    signal?.addEventListener('abort', onAbort);
    if (signal?.aborted) onAbort();
    try {
      await this.#connect(run, () => undefined);
    } catch (error) {
      this.#drop();
      throw error;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  async close(): Promise<void> {
    const signaling = this.#signaling;
    this.#run?.abort();
    this.#forget();
    if (!signaling) return;
    // The binding should go, but nobody waits for a server that is gone.
    const answered = new AbortController();
    const unregistered = signaling.register(0).catch(() => undefined);
    await Promise.race([unregistered, delay(GOODBYE_TIMEOUT, answered.signal)]);
    answered.abort();
    await signaling.close();
  }

  async #connect(run: AbortController, beforeRegister: () => void, mayRenew = true): Promise<void> {
    const { credentials, signaling } = await openConnection(
      this.options,
      this.#signalingHandlers(run),
      run.signal,
    );
    this.#signaling = signaling;
    beforeRegister();
    // Goes out first; what waits for a connection follows it at once, without its answer.
    const registered = signaling.register(REGISTRATION_EXPIRES);
    registered.catch(() => undefined);
    this.handlers.onSendable(signaling, credentials);
    const { expires, response } = await abortable(registered, run.signal).catch((error: unknown) => {
      throw asSessionError(error, 'connection-failed', 'Not registered');
    });
    if (response.status >= 300) {
      const isRefused = REFUSED.includes(response.status) && this.options.credentials.discard();
      if (!isRefused || !mayRenew) throw responseError(response);
      this.#drop();
      return this.#connect(run, beforeRegister, false);
    }
    this.#scheduleRefresh(signaling, expires, run);
  }

  #scheduleRefresh(signaling: Signaling, expires: number, run: AbortController): void {
    clearTimeout(this.#refresh);
    // Early enough for a second try, as RFC 5626 section 4.2 wants.
    this.#refresh = setTimeout(
      () => void this.#reregister(signaling, run),
      Math.min(expires * 800, 2 ** 31 - 1),
    );
  }

  async #reregister(signaling: Signaling, run: AbortController): Promise<void> {
    try {
      const { expires, response } = await signaling.register(REGISTRATION_EXPIRES);
      if (run.signal.aborted) return;
      if (response.status < 300) return this.#scheduleRefresh(signaling, expires, run);
      if (!response.local) this.options.credentials.discard();
    } catch (error) {
      // Lost meanwhile: that is being repaired already.
      if (error instanceof SignalingError) return;
      throw error;
    }
    // A server that refuses, or says nothing: begin again, with fresh credentials.
    this.#drop();
    void this.#reconnect(run);
  }

  async #reconnect(run: AbortController): Promise<void> {
    this.handlers.onLost();
    const lostAt = Date.now();
    for (let attempt = 0; !run.signal.aborted; attempt++) {
      const wait = this.options.policy.nextDelay({ attempt, elapsed: Date.now() - lostAt });
      if (wait === undefined)
        return this.#giveUp(new SessionError('connection-failed', 'The connection did not come back'));
      this.handlers.onRetryAt(Date.now() + wait);
      await delay(wait, run.signal);
      if (run.signal.aborted) return;
      try {
        await this.#connect(run, () => this.handlers.onRecovering());
        return this.handlers.onRecovered();
      } catch (error) {
        if (run.signal.aborted) return;
        const failure = asSessionError(error, 'connection-failed', 'No connection');
        this.#drop();
        if (isFinal(failure)) return this.#giveUp(failure);
        this.handlers.onLost();
      }
    }
  }

  #giveUp(error: SessionError): void {
    this.#run?.abort();
    this.handlers.onGivenUp(error);
  }

  #signalingHandlers(run: AbortController): SignalingHandlers {
    const { handlers } = this;
    return {
      onInvite: (invite) => handlers.onInvite(invite),
      onRequest: (request) => handlers.onRequest(request),
      onTrace: (direction, text) => handlers.onTrace(direction, text),
      onMalformed: (text, cause) => handlers.onMalformed(text, cause),
      onConnectionLost: () => {
        // While connecting, whoever waits for the registration hears of it.
        if (run.signal.aborted || !this.#refresh) return;
        this.#forget();
        void this.#reconnect(run);
      },
    };
  }

  #drop(): void {
    const signaling = this.#signaling;
    this.#forget();
    signaling?.close().catch(() => undefined);
  }

  #forget(): void {
    clearTimeout(this.#refresh);
    this.#refresh = this.#signaling = undefined;
  }
}

function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new SessionError('aborted', 'Aborted', { cause: signal.reason }));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
