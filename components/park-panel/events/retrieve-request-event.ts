import { LyncEvent } from '../../internal/lync-event';

/** The user wants to pick up the call at `orbit`. `preventDefault()` keeps the panel from doing it; `retrieveTarget` is then for `session.retrieve()`. @since 0.1.0 */
export class LyncRetrieveRequestEvent extends LyncEvent {
  constructor(
    readonly orbit: string,
    /** A safe retrieval URI for a call of the user’s own, else the orbit. */
    readonly retrieveTarget: string,
  ) {
    super('lync-retrieve-request', true);
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-retrieve-request': LyncRetrieveRequestEvent;
  }
}
