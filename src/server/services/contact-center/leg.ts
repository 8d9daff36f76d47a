import { buildKeyboardActivity, keyboardActivityContentType } from '../../../protocol/is-composing';
import type { InviteDialog } from '../../sip/endpoint';
import type { Logger } from '../../sip/log';
import { isConnectionLoss } from '../context-channel/failures';
import type { Carrier, DeliveryResult } from './message-pump';
import { inAcceptedForm } from './text-form';

/** What an answer says about the way to the peer; 404 comes from an edge that has forgotten the contact. */
export function isLost(status: number): boolean {
  return isConnectionLoss({ status }) || status === 404;
}

/** Identifies a message over repetitions. Ours. */
export const messageIdHeader = 'Ms-Message-ID';

/** Carries messages over a dialog, in a form the peer takes. */
export function carrierOf(dialog: InviteDialog, acceptTypes: readonly string[], contactId: string): Carrier {
  return async (delivery, signal): Promise<DeliveryResult> => {
    const { contentType, body } = inAcceptedForm(delivery.contentType, delivery.body, acceptTypes);
    const headers: [string, string][] = [];
    // A client that sees a message again, because our peer's answer was lost, knows it by this.
    if (delivery.number > 0) headers.push([messageIdHeader, `${contactId}.${delivery.number}`]);
    if (delivery.notice !== undefined) headers.push(['Ms-Notice', delivery.notice]);
    // [MS-CONFIM] 2.2.1: the dialog does not say who.
    if (delivery.sender !== undefined) headers.push(['Ms-Sender', delivery.sender]);
    const { status } = await dialog.request('MESSAGE', { headers, contentType, body, signal });
    return isLost(status) ? 'lost' : { status };
  };
}

/** Typing is worth nothing later: what cannot be sent now is forgotten. */
export function sendTyping(dialog: InviteDialog, isTyping: boolean, log: Logger): void {
  const body = buildKeyboardActivity(isTyping);
  dialog.request('INFO', { contentType: keyboardActivityContentType, body }).catch((error: unknown) => {
    log.debug('typing-not-sent', { error });
  });
}
