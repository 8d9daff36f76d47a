import type { ContextChannelContract } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/**
 * `lync-context-data-received`: data came over a channel. `body` is as it was on the wire.
 * @since 0.1.0
 */
export class LyncContextDataReceivedEvent extends LyncEvent {
  constructor(
    readonly channel: ContextChannelContract,
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
