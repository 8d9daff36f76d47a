import { contextChannelFailureOf, isDanglingDialog } from '../../../protocol/failure-map';
import type { ContextChannelTransitionReason } from '../../../protocol/context-channel-states';
import { sipReasonOf } from '../../../protocol/reason';
import { SipFailureError, SipTransactionError } from '../../sip/errors';
import { ContextChannelError } from './errors';

/** The reason of a transition when nobody answered: `first-hop-unreachable` when even the edge is gone. */
export function unreachableReason(error: unknown): ContextChannelTransitionReason | undefined {
  if (!(error instanceof SipTransactionError)) return undefined;
  if (error.code === 'connection-lost') return 'first-hop-unreachable';
  return error.code === 'timeout' || error.code === 'dialog-terminated' ? 'remote-unreachable' : undefined;
}

/** 408, 480, 481 (RFC 5057), 410, and 430: the flow to the peer is gone (RFC 5626 section 11.6). */
export function isConnectionLoss({ status }: { readonly status: number }): boolean {
  return isDanglingDialog(status) || status === 410 || status === 430;
}

/** What failed, as the documented causes of UCMA. */
export function establishFailure(error: unknown, aborted: boolean): ContextChannelError {
  if (aborted) return new ContextChannelError('aborted', 'The channel was withdrawn.', undefined, error);
  if (error instanceof SipFailureError && error.code === 'rejected') {
    const reason = sipReasonOf(error.response?.headers.get('Reason'))?.text;
    const code = contextChannelFailureOf(error.status, reason);
    return new ContextChannelError(code, `The peer answered ${error.status}.`, error.status, error);
  }
  return new ContextChannelError('fatal-server-error', 'The peer did not answer.', undefined, error);
}

/** The person or the client said no: asking again would be an annoyance. Anything else may be a peer that is not back yet. */
export function isDefinitiveRefusal(error: unknown): boolean {
  if (!(error instanceof SipFailureError) || error.code !== 'rejected') return false;
  const code = establishFailure(error, false).code;
  if (code === 'rejected-by-user' || code === 'application-not-installed' || code === 'not-trusted')
    return true;
  return code === 'remote-not-supported' && [405, 415, 488].includes(error.status);
}
