import { SignalingError } from '../signaling/signaling';
import type { HeaderList, SipBody, Signaling, SipResponse } from '../signaling/signaling';

/** Seconds. */
const EXPIRES = 600;

/** One piece of published event state (RFC 3903), kept alive until somebody else takes over or the session ends. */
export class Publication {
  #entityTag: string | undefined;
  #body: SipBody | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly event: string,
    private readonly onFailure: (response: SipResponse) => void,
  ) {}

  /** Publishes `body`, or refreshes what was published before. The final response, whatever it says. */
  async publish(signaling: Signaling, to: string, body?: SipBody): Promise<SipResponse> {
    if (body) this.#body = body;
    clearTimeout(this.#timer);
    const headers: HeaderList = [
      ['Event', this.event],
      ['Expires', String(EXPIRES)],
      ...(this.#entityTag ? ([['SIP-If-Match', this.#entityTag]] as const) : []),
    ];
    const response = await signaling.request('PUBLISH', to, { headers, ...(body && { body }) });
    if (response.status === 412 && this.#entityTag) {
      // RFC 3903 section 4.4: the server has forgotten it, so all of it is said again.
      this.#entityTag = undefined;
      return this.publish(signaling, to, this.#body);
    }
    if (response.status < 300) {
      this.#entityTag = response.header('sip-etag');
      const granted = Number(response.header('expires')) || EXPIRES;
      this.#timer = setTimeout(() => void this.#refresh(signaling, to), Math.min(granted * 800, 2 ** 31 - 1));
    }
    return response;
  }

  /** After a reconnect: the old tag names the old state, so that there are not two. */
  async restore(signaling: Signaling, to: string): Promise<void> {
    if (!this.#body) return;
    const response = await this.publish(signaling, to, this.#body);
    if (response.status >= 300) this.onFailure(response);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  async #refresh(signaling: Signaling, to: string): Promise<void> {
    try {
      const response = await this.publish(signaling, to);
      if (response.status >= 300) this.onFailure(response);
    } catch (error) {
      // The connection went: `restore` follows when there is a new one.
      if (!(error instanceof SignalingError)) throw error;
    }
  }
}
