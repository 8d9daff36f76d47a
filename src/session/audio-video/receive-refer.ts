import { asSessionError } from '../failures';
import { addressOf } from '../identity';
import type { HeaderList, IncomingRequest } from '../signaling/signaling';
import type { AudioVideoCall } from './call';
import { TransferRequestedEvent } from './call-events';
import type { CallLeg } from './call-leg';
import { parseReferTo } from './replaces';
import type { ReferTarget } from './replaces';
import { buildSipFragment, sipFragmentContentType } from './sip-fragment';

/**
 * The other side sends this call elsewhere (RFC 3515, RFC 5589). It is who we talk to, so we follow unless the page objects; the call park service hands over
 * the parked party in the same way.
 */
export function receiveRefer(call: AudioVideoCall, leg: CallLeg, request: IncomingRequest): void {
  const target = parseReferTo(request.header('refer-to'));
  if (!target) return request.respond(400, { reason: 'Bad Refer-To' });
  // The call park service hands over right after its answer: its REFER may be here before the media has taken that answer.
  if (!call.leg && call.status.can('answer')) {
    const again = () => receiveRefer(call, leg, request);
    return call.conversation.audioVideo.addEventListener('call-state-changed', again, { once: true });
  }
  if (leg !== call.leg || !call.status.can('replace')) return request.respond(491);
  const referredBy = addressOf(request.header('referred-by') ?? leg.remote.uri);
  const event = new TransferRequestedEvent(target.uri, referredBy);
  if (!call.conversation.audioVideo.dispatchEvent(event)) return request.respond(603);
  request.respond(202);
  void decide(call, leg, target, referredBy, event.decision);
}

async function decide(
  call: AudioVideoCall,
  leg: CallLeg,
  target: ReferTarget,
  referredBy: string,
  decision: Promise<boolean> | undefined,
): Promise<void> {
  // Who calls next does not wait for the answer to this: NOTIFYs have an order of their own (RFC 3515 section 2.4.4).
  void notify(leg, 100, 'Trying', false);
  if (!decision) return follow(call, leg, target, referredBy);
  const isWanted = await decision.catch((error: unknown) => {
    call.report(error, 'Nobody could be asked about the transfer');
    return false;
  });
  if (call.leg !== leg) return;
  if (isWanted && call.status.can('replace')) return follow(call, leg, target, referredBy);
  await notify(leg, 603, 'Decline', true);
}

async function follow(
  call: AudioVideoCall,
  leg: CallLeg,
  { replaces, uri }: ReferTarget,
  referredBy: string,
): Promise<void> {
  const attempt = new AbortController();
  const headers: HeaderList = [
    ['Referred-By', `<${referredBy}>`],
    ...(replaces === undefined
      ? []
      : ([
          ['Replaces', replaces],
          ['Require', 'replaces'],
        ] as const)),
  ];
  let next;
  try {
    next = await call.place(uri, headers, attempt);
  } catch (error) {
    const { details, message } = asSessionError(error, 'unreachable', 'The transfer failed');
    await notify(
      leg,
      details.status ?? 503,
      details.status ? message.replace(/^\d+ /, '') : 'Service Unavailable',
      true,
    );
    return;
  }
  // It was ended, or has gone elsewhere, while the target was called.
  if (call.leg !== leg || !call.status.can('replace')) return void next.close();
  // Before the transferor hears of it, because it ends the old dialog then.
  call.established(next, 'replace');
  await notify(leg, 200, 'OK', true);
  await leg.close();
}

/** The implicit subscription (RFC 3515 section 2.4.4). What cannot be notified is not needed: the dialog is gone then. */
async function notify({ dialog }: CallLeg, status: number, reason: string, isLast: boolean): Promise<void> {
  const headers: HeaderList = [
    ['Event', 'refer'],
    ['Subscription-State', isLast ? 'terminated;reason=noresource' : 'active;expires=60'],
  ];
  const body = { contentType: sipFragmentContentType, content: buildSipFragment(status, reason) };
  await dialog?.request('NOTIFY', { headers, body }).catch(() => undefined);
}
