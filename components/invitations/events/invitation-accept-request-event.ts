import type { ConversationContract, InvitationSnapshot } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/**
 * `lync-invitation-accept-request`: the person wants to accept an invitation. `preventDefault()` leaves it to the page, which then
 * answers `conversation` itself; the toast stays until it is no longer incoming.
 * @since 0.1.0
 */
export class LyncInvitationAcceptRequestEvent extends LyncEvent {
  constructor(
    readonly conversation: ConversationContract,
    readonly invitation: InvitationSnapshot | undefined,
  ) {
    super('lync-invitation-accept-request', true);
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-invitation-accept-request': LyncInvitationAcceptRequestEvent;
  }
}
