import { parseReferTo, type ReferTarget } from '../../../../protocol/replaces';
import { addressOfRecord, reasonPhrase } from '../../../sip/message';
import type { IncomingRequest } from '../../../sip/endpoint';
import type { Logger } from '../../../sip/log';
import { diagnosticsHeader } from '../diagnostics';
import type { CallDialog } from './call-dialog';

export interface TransferTarget {
  isQueue(uri: string): boolean;
  /** False: no room there. */
  transfer(queueUri: string): boolean;
  /** Somebody is about to take the call over already, or this is not who has it. */
  isBusy(): boolean;
  /** Whether somebody of this address may be called for it. */
  mayCall(uri: string): boolean;
  /** Calls them, in place of a dialog of theirs if `replaces` names one; resolves with the status that says how it went. Never rejects. */
  call(uri: string, replaces: string | undefined): Promise<number>;
}

/**
 * Whoever has the contact sends it on (RFC 3515, RFC 5589): to another queue, where nobody is called, or to somebody else, whom we call. When that fails,
 * everything is as before.
 */
export function receiveRefer(
  incoming: IncomingRequest,
  call: CallDialog,
  target: TransferTarget,
  log: Logger,
): void {
  const refused = (status: number, ...why: Parameters<typeof diagnosticsHeader>): void =>
    incoming.respond(status, { headers: [diagnosticsHeader(...why)] });
  const header = incoming.request.headers.get('Refer-To') ?? '';
  const to = parseReferTo(header);
  // Other headers than Replaces would be words put into our mouth (RFC 3261 section 19.1.5).
  if (!to || (to.replaces === undefined && header.includes('?')))
    return refused(400, 'malformed-body', 'Refer-To');
  const uri = addressOfRecord(to.uri);
  const isQueue = target.isQueue(uri);
  // A Replaces would name a dialog that a queue does not have.
  if (isQueue && to.replaces !== undefined) return refused(400, 'malformed-body', 'Refer-To');
  if (!isQueue && !target.mayCall(uri)) return refused(404, 'unknown-queue');
  if (target.isBusy()) return refused(491, 'agent-busy');
  incoming.respond(202);
  void carryOut(isQueue, { ...to, uri }, call, target, log);
}

async function carryOut(
  isQueue: boolean,
  { uri, replaces }: ReferTarget,
  call: CallDialog,
  target: TransferTarget,
  log: Logger,
): Promise<void> {
  // The goodbye waits until they have heard how it went.
  let told: () => void = () => undefined;
  call.sayFirst(new Promise<void>((resolve) => (told = resolve)));
  try {
    if (isQueue) return await notify(call, target.transfer(uri) ? 200 : 486, log);
    const outcome = target.call(uri, replaces);
    await notify(call, 100, log);
    await notify(call, await outcome, log);
  } finally {
    told();
  }
}

/** RFC 3515 section 2.4.4. Never rejects: whoever has hung up need not know. */
async function notify(call: CallDialog, status: number, log: Logger): Promise<void> {
  const headers: [string, string][] = [
    ['Event', 'refer'],
    ['Subscription-State', status < 200 ? 'active;expires=60' : 'terminated;reason=noresource'],
  ];
  const body = `SIP/2.0 ${status} ${reasonPhrase(status)}\r\n`;
  try {
    await call.request('NOTIFY', { headers, contentType: 'message/sipfrag;version=2.0', body });
  } catch (error) {
    log.info('transfer-not-notified', { callId: call.callId, error });
  }
}
