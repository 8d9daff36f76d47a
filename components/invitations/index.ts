import type { LyncInvitations } from './invitations';
import { registerInvitations } from './register';

export { LyncInvitations } from './invitations';
export { registerInvitations } from './register';
export { LyncInvitationAcceptRequestEvent } from './events/invitation-accept-request-event';
export { LyncInvitationDeclineRequestEvent } from './events/invitation-decline-request-event';

registerInvitations();

declare global {
  interface HTMLElementTagNameMap {
    'lync-invitations': LyncInvitations;
  }
}
