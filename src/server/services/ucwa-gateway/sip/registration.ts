import { buildPidf, pidfContentType, type PresenceAvailability } from '../../../../protocol/presence';
import type { Timer } from '../../../sip/clock';
import { deltaSeconds, parseNameAddr, type SipResponse } from '../../../sip/message';
import type { GatewayServices } from '../services';
import type { UserAgent } from './user-agent';

const wantedSeconds = { registration: 600, publication: 3_600 };
const retrySeconds = 30;
/** Refreshed when this much of the time granted has passed. */
const portion = 0.7;

/** Keeps a user registered at a contact of the gateway, and what they say of their presence published, until it is closed. */
export class Registration {
  #registering: Timer | undefined;
  #publishing: Timer | undefined;
  #etag: string | undefined;
  #presence: { readonly availability: PresenceAvailability; readonly note?: string } | undefined;
  #published: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(
    private readonly services: GatewayServices,
    private readonly agent: UserAgent,
    /** URI that calls come to. */
    private readonly contact: string,
  ) {}

  /** Resolves with the status of the registrar's answer. Rejects with `SipTransactionError`. */
  async start(): Promise<number> {
    const response = await this.#register(wantedSeconds.registration);
    if (response.status < 300) this.#refreshRegistration(this.#granted(response));
    return response.status;
  }

  /** Tells others, in the order of the calls. Never rejects: presence is said again later. */
  publish(presence: { readonly availability: PresenceAvailability; readonly note?: string }): Promise<void> {
    this.#presence = presence;
    return this.#publishSoon();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#registering?.cancel();
    this.#publishing?.cancel();
    await this.#published;
    // The edge forgets what was published with the last contact.
    if (this.#etag !== undefined) await this.#quietly('publication-not-removed', () => this.#withdraw());
    await this.#quietly('registration-not-removed', () => this.#register(0));
  }

  #register(seconds: number): Promise<SipResponse> {
    return this.agent.request('REGISTER', `sip:${this.services.settings.domain}`, {
      to: this.agent.user.uri,
      headers: [
        ['Contact', `<${this.contact}>`],
        ['Expires', String(seconds)],
      ],
    });
  }

  #granted(response: SipResponse): number {
    const own = response.headers
      .list('Contact')
      .map((value) => parseNameAddr(value))
      .find((contact) => contact?.uri === this.contact);
    return deltaSeconds(own?.params.get('expires')) ?? wantedSeconds.registration;
  }

  #refreshRegistration(seconds: number): void {
    if (this.#closed) return;
    this.#registering = this.services.clock.setTimeout(
      () => {
        this.start().then(
          (status) => {
            if (status < 300) return;
            this.services.log.warn('registration-refused', { user: this.agent.user.uri, status });
            this.#refreshRegistration(retrySeconds / portion);
          },
          (error: unknown) => {
            this.services.log.warn('registration-failed', { user: this.agent.user.uri, error });
            this.#refreshRegistration(retrySeconds / portion);
          },
        );
      },
      seconds * portion * 1000,
    );
  }

  #publishSoon(): Promise<void> {
    this.#published = this.#published.then(() =>
      this.#closed ? undefined : this.#quietly('presence-not-published', () => this.#publish()),
    );
    return this.#published;
  }

  async #publish(): Promise<void> {
    const { user } = this.agent;
    if (!this.#presence) return;
    const body = buildPidf({ entity: user.uri, tupleId: 'ucwa', ...this.#presence });
    const send = (): Promise<SipResponse> =>
      this.agent.request('PUBLISH', user.uri, {
        headers: [...this.#publicationHeaders(), ['Expires', String(wantedSeconds.publication)]],
        contentType: pidfContentType,
        body,
      });
    let response = await send();
    if (response.status === 412) {
      // RFC 3903, 4.1: the server has forgotten it; it is new then.
      this.#etag = undefined;
      response = await send();
    }
    if (response.status >= 300) this.services.log.warn('presence-refused', { status: response.status });
    else this.#etag = response.headers.get('SIP-ETag');
    const granted = deltaSeconds(response.headers.get('Expires')) ?? wantedSeconds.publication;
    const seconds = response.status < 300 ? granted * portion : retrySeconds;
    this.#publishing?.cancel();
    if (this.#closed) return;
    this.#publishing = this.services.clock.setTimeout(() => void this.#publishSoon(), seconds * 1000);
  }

  #withdraw(): Promise<SipResponse> {
    return this.agent.request('PUBLISH', this.agent.user.uri, {
      headers: [...this.#publicationHeaders(), ['Expires', '0']],
    });
  }

  #publicationHeaders(): [string, string][] {
    const headers: [string, string][] = [['Event', 'presence']];
    if (this.#etag !== undefined) headers.push(['SIP-If-Match', this.#etag]);
    return headers;
  }

  async #quietly(event: string, act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.services.log.warn(event, { user: this.agent.user.uri, error });
    }
  }
}
