import type { ContextChannelContract } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/**
 * `lync-context-received`: the initial context of a channel came, or a newer one. `initialContext` is decoded and is what a
 * stranger may have written: text, never HTML.
 * @since 0.1.0
 */
export class LyncContextReceivedEvent extends LyncEvent {
  constructor(
    readonly channel: ContextChannelContract,
    readonly initialContext: string,
  ) {
    super('lync-context-received');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-context-received': LyncContextReceivedEvent;
  }
}
