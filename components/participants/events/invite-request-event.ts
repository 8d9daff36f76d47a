import type { ConversationContract } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/**
 * The user wants these people in the conversation; one of two becomes a conference by it. `preventDefault()` leaves it to the page.
 * @since 0.1.0
 */
export class LyncInviteRequestEvent extends LyncEvent {
  constructor(
    readonly conversation: ConversationContract,
    /** Their SIP addresses. */
    readonly to: readonly string[],
  ) {
    super('lync-invite-request', true);
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-invite-request': LyncInviteRequestEvent;
  }
}
