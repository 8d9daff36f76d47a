import type { PriorityHeader } from '../../../protocol/importance';
import { sdpContentType } from '../../../protocol/sdp-message';
import { buildTextFormat } from '../../../protocol/text-format';
import type { InviteDialog, InviteOptions } from '../../sip/endpoint';
import { SipFailureError } from '../../sip/errors';
import type { ContactCenterServices } from './contact-center-services';
import type { Agent } from './domain/agent';
import { offerMessages, type SessionOffer, type SessionOffers } from './session-offer';

/** Longest toast, in characters: the header it rides in has a limit. */
const maxToast = 1000;

export interface AgentOfferOptions {
  /** For the log. */
  readonly id: string;
  readonly agent: Agent;
  readonly conversationId: string;
  readonly subject: string;
  readonly priority: PriorityHeader;
  readonly from: string;
  readonly toast: string;
  readonly seconds: number;
  /** Messages when absent. */
  readonly session?: SessionOffers;
  onAnswered(dialog: InviteDialog): void;
  /** Never after `withdraw`. */
  onRefused(result: 'declined' | 'missed' | 'failed'): void;
}

/** One agent asked by INVITE, at all their contacts at once. */
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
    this.id = options.id;
    this.#ask().then(
      (dialog) => options.onAnswered(dialog),
      (error: unknown) => this.#refused(error),
    );
  }

  withdraw(): void {
    this.#abort.abort();
  }

  async #ask(): Promise<InviteDialog> {
    const { agent, from, seconds } = this.options;
    const session = await (this.options.session ?? offerMessages)();
    const headers = offerHeaders(this.options);
    return inviteTo(this.services, agent.uri, session, {
      from,
      headers,
      expires: seconds,
      signal: this.#abort.signal,
    });
  }

  #refused(error: unknown): void {
    const { agent } = this.options;
    // Withdrawn by us: the match maker knows.
    if (error instanceof SipFailureError && error.code === 'cancelled') return;
    this.services.log.info('offer-refused', { offer: this.id, agent: agent.uri, error });
    this.options.onRefused(resultOf(error));
  }
}

/** What an INVITE tells an agent of the contact. */
export function offerHeaders({
  conversationId,
  subject,
  priority,
  from,
  toast,
}: Pick<AgentOfferOptions, 'conversationId' | 'subject' | 'priority' | 'from' | 'toast'>): [
  string,
  string,
][] {
  const headers: [string, string][] = [
    ['P-Asserted-Identity', from],
    ['Priority', priority],
    ['Ms-Conversation-ID', conversationId],
    ['Ms-Text-Format', buildTextFormat(toast.slice(0, maxToast))],
  ];
  if (subject) headers.push(['Subject', subject]);
  return headers;
}

/** Calls somebody with an offer, and gives up what the offer holds when nothing comes of it. */
export async function inviteTo(
  { endpoint }: Pick<ContactCenterServices, 'endpoint'>,
  uri: string,
  session: SessionOffer,
  options: Pick<InviteOptions, 'from' | 'headers' | 'expires' | 'signal'>,
): Promise<InviteDialog> {
  const { sdp: body, headers = [] } = session;
  let dialog: InviteDialog;
  try {
    dialog = await endpoint.invite(uri, {
      ...options,
      headers: [...(options.headers ?? []), ...headers],
      contentType: sdpContentType,
      body,
    });
  } catch (error) {
    session.withdraw();
    throw error;
  }
  try {
    return await session.accept(dialog);
  } catch (error) {
    session.withdraw();
    void dialog.bye({ cause: 488, text: 'the answer cannot be used' });
    throw error;
  }
}

function resultOf(error: unknown): 'declined' | 'missed' | 'failed' {
  if (!(error instanceof SipFailureError)) return 'failed';
  if (error.code === 'expired') return 'missed';
  if ([480, 486, 600, 603].includes(error.status)) return 'declined';
  return error.status === 408 || error.status === 487 ? 'missed' : 'failed';
}
