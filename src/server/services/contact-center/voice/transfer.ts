import { addressOfRecord, parseUri } from '../../../sip/message';
import type { IncomingRequest } from '../../../sip/endpoint';
import type { Logger } from '../../../sip/log';
import { diagnosticsHeader } from '../diagnostics';
import type { CallDialog } from './call-dialog';

export interface TransferTarget {
  isQueue(uri: string): boolean;
  /** False: no room there. */
  transfer(queueUri: string): boolean;
}

/** An agent sends the contact to another queue (RFC 3515, RFC 5589 blind transfer). The contact stays ours: nobody is called. */
export function receiveRefer(
  incoming: IncomingRequest,
  call: CallDialog,
  target: TransferTarget,
  log: Logger,
): void {
  const uri = queueIn(incoming.request.headers.get('Refer-To'));
  if (uri === undefined)
    return incoming.respond(400, { headers: [diagnosticsHeader('malformed-body', 'Refer-To')] });
  if (!target.isQueue(uri)) return incoming.respond(404, { headers: [diagnosticsHeader('unknown-queue')] });
  incoming.respond(202);
  // The goodbye to the agent waits until they have heard how it went.
  let told: (answer: Promise<unknown>) => void = () => undefined;
  call.sayFirst(new Promise((resolve) => (told = resolve)));
  const done = target.transfer(uri);
  // RFC 3515 section 2.4.4.
  const notified = call
    .request('NOTIFY', {
      headers: [
        ['Event', 'refer'],
        ['Subscription-State', 'terminated;reason=noresource'],
      ],
      contentType: 'message/sipfrag;version=2.0',
      body: done ? 'SIP/2.0 200 OK\r\n' : 'SIP/2.0 486 Busy Here\r\n',
    })
    .catch((error: unknown) => log.info('transfer-not-notified', { callId: call.callId, error }));
  told(notified);
}

/** A Replaces in it would name a dialog that we do not know. */
function queueIn(header: string | undefined): string | undefined {
  const value = (header ?? '').trim();
  const uri = /<([^<>]*)>/.exec(value)?.[1] ?? value;
  if (uri.includes('?') || !parseUri(uri)?.user) return undefined;
  return addressOfRecord(uri);
}
