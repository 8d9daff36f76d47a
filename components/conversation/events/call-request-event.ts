import type { ConversationContract } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/** The user asks for a call. `preventDefault()` refuses it, e.g. outside business hours. @since 0.1.0 */
export class LyncCallRequestEvent extends LyncEvent {
  constructor(
    readonly conversation: ConversationContract,
    readonly medium: 'audio' | 'video',
  ) {
    super('lync-call-request', true);
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-call-request': LyncCallRequestEvent;
  }
}
