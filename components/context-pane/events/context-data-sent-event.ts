import type { ContextChannelContract } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/**
 * `lync-context-data-sent`: data that an application of the pane sent was confirmed by the other side. `body` is as it was on the wire.
 * @since 0.1.0
 */
export class LyncContextDataSentEvent extends LyncEvent {
  constructor(
    readonly channel: ContextChannelContract,
    readonly contentType: string,
    readonly body: string,
  ) {
    super('lync-context-data-sent');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-context-data-sent': LyncContextDataSentEvent;
  }
}
