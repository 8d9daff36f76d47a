import type { ConversationContract, SupervisedContact } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/**
 * `lync-supervision-started`: the supervisor listens in from now on; `conversation` plays and shows it, in a `<lync-conversation>` for instance.
 * @since 0.1.0
 */
export class LyncSupervisionStartedEvent extends LyncEvent {
  constructor(
    readonly contact: SupervisedContact,
    readonly conversation: ConversationContract,
  ) {
    super('lync-supervision-started');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-supervision-started': LyncSupervisionStartedEvent;
  }
}
