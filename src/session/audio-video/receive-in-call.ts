import { receiveInDialog } from '../im/receive-in-dialog';
import type { IncomingRequest } from '../signaling/signaling';
import type { AudioVideoCall } from './call';
import type { CallLeg } from './call-leg';
import { answerDtmf, isDtmf } from './dtmf';
import { receiveRefer } from './receive-refer';

/** A request within a call's dialog: of the call itself, or of its conversation, which may have no other dialog. */
export function receiveInCall(call: AudioVideoCall, leg: CallLeg, request: IncomingRequest): void {
  const { conversation } = call;
  switch (request.method) {
    case 'INFO':
      if (isDtmf(request)) return answerDtmf(request, conversation.audioVideo);
      return receiveInDialog(conversation, request);
    case 'MESSAGE':
      return receiveInDialog(conversation, request);
    case 'REFER':
      return receiveRefer(call, leg, request);
    case 'NOTIFY':
      leg.onNotify?.(request);
      return request.respond(200);
    default:
      request.respond(405, {
        headers: [['Allow', 'INVITE, ACK, BYE, CANCEL, INFO, MESSAGE, NOTIFY, REFER']],
      });
  }
}
