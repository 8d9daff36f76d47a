import { parsePidf, pidfContentType } from '../../../protocol/presence';
import { WireFormatError } from '../../../protocol/wire-format-error';
import { XmlError } from '../../../protocol/xml/xml-error';
import type { Timer } from '../../sip/clock';
import type { Subscription } from '../../sip/endpoint';
import type { SipRequest } from '../../sip/message';
import type { ContactCenterServices } from './contact-center-services';
import type { Agent } from './domain/agent';

const expiresSeconds = 3600;
const firstRetryMs = 1000;
const longestRetryMs = 60_000;

export interface AgentPresence {
  readonly present: boolean;
  /** Says that they are in a call, with whomever. */
  readonly onThePhone: boolean;
}

const absent: AgentPresence = { present: false, onThePhone: false };

/** Watches the published presence of the configured agents (RFC 3856) and tells who is there. */
export class AgentWatcher {
  readonly #watches: AgentWatch[];

  constructor(services: ContactCenterServices, onPresence: (agent: Agent, presence: AgentPresence) => void) {
    this.#watches = services.maker.roster.all.map((agent) => new AgentWatch(agent, services, onPresence));
  }

  start(): void {
    for (const watch of this.#watches) watch.start();
  }

  async close(): Promise<void> {
    await Promise.all(this.#watches.map((watch) => watch.close()));
  }
}

class AgentWatch {
  #subscription: Subscription | undefined;
  #retry: Timer | undefined;
  #delay = firstRetryMs;
  #closed = false;

  constructor(
    private readonly agent: Agent,
    private readonly services: ContactCenterServices,
    private readonly onPresence: (agent: Agent, presence: AgentPresence) => void,
  ) {}

  start(): void {
    this.#subscribe().catch((error: unknown) => {
      this.services.log.warn('agent-not-watched', { agent: this.agent.uri, error });
      this.#later();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#retry?.cancel();
    await this.#subscription?.unsubscribe();
  }

  async #subscribe(): Promise<void> {
    const { endpoint, uri } = this.services;
    const subscription = await endpoint.subscribe(this.agent.uri, {
      from: uri,
      headers: [['P-Asserted-Identity', `<${uri}>`]],
      event: 'presence',
      expires: expiresSeconds,
      accept: pidfContentType,
      onNotify: (notify) => this.#notified(notify),
      onTerminated: (reason) => this.#terminated(reason),
    });
    if (this.#closed) return subscription.unsubscribe();
    this.#subscription = subscription;
  }

  #notified({ body }: SipRequest): void {
    if (this.#closed) return;
    this.#delay = firstRetryMs;
    this.onPresence(this.agent, this.#presenceIn(body.toString('utf8')));
  }

  /** Open and not busy, away or the like, a call excepted. What cannot be read is no presence. */
  #presenceIn(document: string): AgentPresence {
    if (document.trim() === '') return absent;
    try {
      const { availability, onThePhone = false } = parsePidf(document);
      return { present: availability === 'online' || onThePhone, onThePhone };
    } catch (error) {
      if (!(error instanceof XmlError || error instanceof WireFormatError)) throw error;
      this.services.log.warn('presence-unreadable', { agent: this.agent.uri, error });
      return absent;
    }
  }

  #terminated(reason: string): void {
    this.#subscription = undefined;
    if (this.#closed) return;
    this.services.log.info('agent-watch-ended', { agent: this.agent.uri, reason });
    this.onPresence(this.agent, absent);
    this.#later();
  }

  #later(): void {
    if (this.#closed) return;
    this.#retry = this.services.clock.setTimeout(() => this.start(), this.#delay);
    this.#delay = Math.min(this.#delay * 2, longestRetryMs);
  }
}
