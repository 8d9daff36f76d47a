import type { PriorityHeader } from '../../../protocol/importance';
import { buildMessageOffer, sdpContentType } from '../../../protocol/sdp-message';
import { buildTextFormat } from '../../../protocol/text-format';
import type { InviteDialog } from '../../sip/endpoint';
import { SipFailureError } from '../../sip/errors';
import { bridgedTypes } from './agent-leg';
import type { ContactCenterServices } from './contact-center-services';
import type { Agent } from './domain/agent';
import type { Offer } from './domain/contact';

/** Longest toast, in characters: the header it rides in has a limit. */
const maxToast = 1000;

export interface AgentOfferOptions {
  readonly agent: Agent;
  readonly offer: Offer;
  readonly conversationId: string;
  readonly subject: string;
  readonly priority: PriorityHeader;
  readonly from: string;
  readonly toast: string;
  readonly seconds: number;
  onAnswered(dialog: InviteDialog): void;
}

/** One agent asked by INVITE, at all their contacts at once. What comes of it goes to the match maker. */
export class AgentOffer {
  readonly id: string;
  readonly #abort = new AbortController();

  /** Whether a toast of this text is the whole text, so that a client which takes it needs no MESSAGE. */
  static showsWhole(text: string): boolean {
    return text.length <= maxToast;
  }

  constructor(
    private readonly services: ContactCenterServices,
    private readonly options: AgentOfferOptions,
  ) {
    this.id = options.offer.id;
    this.#ask().then(
      (dialog) => options.onAnswered(dialog),
      (error: unknown) => this.#refused(error),
    );
  }

  withdraw(): void {
    this.#abort.abort();
  }

  #ask(): Promise<InviteDialog> {
    const { agent, conversationId, subject, priority, from, toast, seconds } = this.options;
    const headers: [string, string][] = [
      ['P-Asserted-Identity', from],
      ['Priority', priority],
      ['Ms-Conversation-ID', conversationId],
      ['Ms-Text-Format', buildTextFormat(toast.slice(0, maxToast))],
    ];
    if (subject) headers.push(['Subject', subject]);
    return this.services.endpoint.invite(agent.uri, {
      from,
      headers,
      contentType: sdpContentType,
      body: buildMessageOffer(bridgedTypes),
      expires: seconds,
      signal: this.#abort.signal,
    });
  }

  #refused(error: unknown): void {
    const { agent } = this.options;
    // Withdrawn by us: the match maker knows.
    if (error instanceof SipFailureError && error.code === 'cancelled') return;
    this.services.log.info('offer-refused', { offer: this.id, agent: agent.uri, error });
    this.services.maker.refuse(this.id, resultOf(error));
  }
}

function resultOf(error: unknown): 'declined' | 'missed' | 'failed' {
  if (!(error instanceof SipFailureError)) return 'failed';
  if (error.code === 'expired') return 'missed';
  if ([480, 486, 600, 603].includes(error.status)) return 'declined';
  return error.status === 408 || error.status === 487 ? 'missed' : 'failed';
}
