import type { ContactColleague, ConversationContract } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/**
 * `lync-colleague-invite-request`: the agent wants a colleague to come to the customer's contact, or to have it instead (`handOver`). Cancelable.
 * @since 0.1.0
 */
export class LyncColleagueInviteRequestEvent extends LyncEvent {
  constructor(
    readonly conversation: ConversationContract,
    readonly colleague: ContactColleague,
    readonly handOver: boolean,
  ) {
    super('lync-colleague-invite-request', true);
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-colleague-invite-request': LyncColleagueInviteRequestEvent;
  }
}
