import { parseDiagnostics } from '../../../../protocol/diagnostics';
import { sipReasonOf } from '../../../../protocol/reason';
import type { UcwaCode, UcwaInvitationState, UcwaReason, UcwaSubcode } from '../../../../protocol/ucwa';
import { SipFailureError, SipTransactionError, type SipResponse } from '../../../sip';

type Pair = readonly [code: UcwaCode, subcode: UcwaSubcode];

const pairs: Readonly<Record<number, Pair>> = {
  401: ['Forbidden', 'NotAllowed'],
  403: ['Forbidden', 'NotAllowed'],
  407: ['Forbidden', 'NotAllowed'],
  404: ['NotFound', 'DestinationNotFound'],
  408: ['RemoteFailure', 'Timeout'],
  410: ['NotFound', 'DestinationNotFound'],
  415: ['NotAcceptable', 'ModalityNotSupported'],
  480: ['RemoteFailure', 'TemporarilyUnavailable'],
  481: ['RemoteFailure', 'Ended'],
  486: ['RemoteFailure', 'Busy'],
  487: ['LocalFailure', 'Canceled'],
  488: ['NotAcceptable', 'ModalityNotSupported'],
  600: ['RemoteFailure', 'Busy'],
  603: ['RemoteFailure', 'Declined'],
  604: ['NotFound', 'DestinationNotFound'],
  606: ['NotAcceptable', 'NotAcceptable'],
};

/** What a SIP answer other than 2xx is in UCWA's words; the text is the peer's, where it gives one. */
export function reasonOfStatus(status: number, response?: SipResponse): UcwaReason {
  const [code, subcode]: Pair =
    pairs[status] ?? (status >= 500 ? ['RemoteFailure', 'Unavailable'] : ['RemoteFailure', 'Unreachable']);
  const message =
    parseDiagnostics(response?.headers.text('ms-diagnostics'))?.reason ??
    sipReasonOf(response?.headers.text('Reason'))?.text;
  return { code, subcode, ...(message !== undefined && { message }) };
}

/** Why a call failed, and the state in which its invitation ends. */
export function failedInvitation(error: unknown): {
  readonly state: UcwaInvitationState;
  readonly reason: UcwaReason;
} {
  if (error instanceof SipFailureError) {
    if (error.code === 'cancelled') return { state: 'Cancelled', reason: reasonOfStatus(487) };
    if (error.code === 'expired') return { state: 'Failed', reason: reasonOfStatus(408) };
    const declined = error.status === 603 || error.status === 486 || error.status === 600;
    return {
      state: declined ? 'Declined' : 'Failed',
      reason: reasonOfStatus(error.status, error.response),
    };
  }
  return { state: 'Failed', reason: reasonOfLoss(error) };
}

/** There was no answer at all. */
export function reasonOfLoss(error: unknown): UcwaReason {
  if (error instanceof SipTransactionError && error.code === 'timeout') return reasonOfStatus(408);
  return { code: 'RemoteFailure', subcode: 'Unreachable' };
}
