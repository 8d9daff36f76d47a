import type { ContactMember, ConversationContract } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/**
 * `lync-colleague-remove-request`: the agent wants somebody to leave the customer's contact, themselves perhaps. Cancelable.
 * @since 0.1.0
 */
export class LyncColleagueRemoveRequestEvent extends LyncEvent {
  constructor(
    readonly conversation: ConversationContract,
    readonly member: ContactMember,
  ) {
    super('lync-colleague-remove-request', true);
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-colleague-remove-request': LyncColleagueRemoveRequestEvent;
  }
}
