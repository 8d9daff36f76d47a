import type { LyncContactTeam } from './contact-team';
import { registerContactTeam } from './register';

export { LyncContactTeam } from './contact-team';
export { registerContactTeam } from './register';
export { LyncColleagueInviteRequestEvent } from './events/colleague-invite-request-event';
export { LyncColleagueRemoveRequestEvent } from './events/colleague-remove-request-event';

registerContactTeam();

declare global {
  interface HTMLElementTagNameMap {
    'lync-contact-team': LyncContactTeam;
  }
}
