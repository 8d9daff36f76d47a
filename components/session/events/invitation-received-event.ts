import type { ConversationContract } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** Somebody invites this user. `preventDefault()` keeps the built-in toast away. @since 0.1.0 */
export class LyncInvitationReceivedEvent extends LyncEvent {
  constructor(readonly conversation: ConversationContract) {
    super('lync-invitation-received', true);
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-invitation-received': LyncInvitationReceivedEvent;
  }
}
