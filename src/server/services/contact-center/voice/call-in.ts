import type { InviteDialog } from '../../../sip/endpoint';
import { SipFailureError } from '../../../sip/errors';
import { inviteTo, offerHeaders, type AgentOfferOptions } from '../agent-offer';
import type { ContactCenterServices } from '../contact-center-services';
import type { SessionOffers } from '../session-offer';

/** Less than what a transferor waits for the outcome, call park among them. */
const ringSeconds = 45;

export interface CallInOptions {
  readonly session: SessionOffers;
  /** Address of who asked for it (RFC 3892). */
  readonly referredBy: string;
  /** Header value, of the dialog at the callee that ours shall take the place of (RFC 3891). */
  readonly replaces: string | undefined;
  readonly signal: AbortSignal;
}

/** Calls somebody who is to have the contact; resolves with the dialog, or with the status that says why there is none. Never rejects. */
export async function callIn(
  services: ContactCenterServices,
  view: Omit<AgentOfferOptions, 'id' | 'onAnswered' | 'onRefused'>,
  { session, referredBy, replaces, signal }: CallInOptions,
): Promise<{ readonly status: number; readonly dialog?: InviteDialog }> {
  const { agent, from } = view;
  const headers: [string, string][] = [...offerHeaders(view), ['Referred-By', `<${referredBy}>`]];
  if (replaces !== undefined) headers.push(['Replaces', replaces], ['Require', 'replaces']);
  try {
    const options = { from, headers, expires: ringSeconds, signal };
    return { status: 200, dialog: await inviteTo(services, agent.uri, await session(), options) };
  } catch (error) {
    services.log.info('transfer-failed', { to: agent.uri, error });
    return { status: error instanceof SipFailureError ? error.status : 503 };
  }
}
