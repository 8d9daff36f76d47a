import type { SipRequest, Via } from '../message';
import { addressOfRecord, isTransactionBranch, splitCommas } from '../message';

/**
 * What tells the server transactions of one flow apart (RFC 3261 17.2.3). `method` is that of the transaction looked
 * for: INVITE for an ACK, and for a CANCEL that looks for what it cancels.
 */
export function serverKey(request: SipRequest, via: Via, method: string): string {
  if (isTransactionBranch(via.branch)) {
    return via.port === undefined
      ? `${via.branch} ${via.host} ${method}`
      : `${via.branch} ${via.host}:${via.port} ${method}`;
  }
  // RFC 2543: Call-ID, From tag, CSeq and the whole top Via. The To tag of an ACK is compared by the caller. The
  // Request-URI is left out: all of a flow's requests with the same CSeq are the same request.
  const top = splitCommas(request.headers.get('Via') ?? '')[0];
  return `${request.callId()} ${request.fromTag()} ${request.cseq()?.number} ${top} ${method}`;
}

/** Whether an ACK was matched by the RFC 2543 rules, which also need the To tag of the response. */
export function needsToTag(via: Via): boolean {
  return !isTransactionBranch(via.branch);
}

/** Client transactions of one flow: the branch is ours, and only a CANCEL shares that of another (17.1.3). */
export function clientKey(branch: string, method: string): string {
  return method === 'CANCEL' ? `${branch} CANCEL` : branch;
}

/**
 * Equal for a request that reaches us twice over different paths (8.2.2.2). From's address is part of it: some clients
 * derive Call-ID and tag from the clock, so that two users can have the same.
 */
export function mergeKey(request: SipRequest): string {
  const from = addressOfRecord(request.headers.get('From') ?? '');
  return `${request.callId()} ${request.fromTag()} ${request.cseq()?.number} ${request.method} ${from}`;
}
