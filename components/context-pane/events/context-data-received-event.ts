import type { ContextChannelContract } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/**
 * `lync-context-data-received`: data of an application came. `body` is as it was on the wire. At an agent's it came over `channel`; at a
 * visitor's, who has no channels, with the conversation, and `channel` is undefined.
 * @since 0.1.0
 */
export class LyncContextDataReceivedEvent extends LyncEvent {
  constructor(
    readonly channel: ContextChannelContract | undefined,
    readonly contentType: string,
    readonly body: string,
  ) {
    super('lync-context-data-received');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-context-data-received': LyncContextDataReceivedEvent;
  }
}
