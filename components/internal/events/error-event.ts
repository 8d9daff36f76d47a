import type { FailureSnapshot } from '../../../src/session/contract';
import { LyncEvent } from '../lync-event';

/**
 * `lync-error`: something the element was asked to do failed. It is already shown to the user where it concerns them; listen for
 * it to log or to offer another way.
 * @since 0.1.0
 */
export class LyncErrorEvent extends LyncEvent {
  constructor(readonly failure: FailureSnapshot) {
    super('lync-error');
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-error': LyncErrorEvent;
  }
}
