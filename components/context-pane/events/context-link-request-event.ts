import type { ContextChannelContract } from '../../../src/session/contract';
import { LyncEvent } from '../../internal/lync-event';

/**
 * `lync-context-link-request`: the agent wants to open a link that came with a channel: its simple link (`kind` is `simple-link`) or
 * where the missing application can be had (`install-link`). Nobody vouches for either. `preventDefault()` keeps it closed, for a portal that asks first or opens it elsewhere.
 * @since 0.1.0
 */
export class LyncContextLinkRequestEvent extends LyncEvent {
  constructor(
    readonly channel: ContextChannelContract | undefined,
    /** An http or https address, always. */
    readonly url: string,
    readonly kind: 'simple-link' | 'install-link',
  ) {
    super('lync-context-link-request', true);
  }
}

declare global {
  interface HTMLElementEventMap {
    'lync-context-link-request': LyncContextLinkRequestEvent;
  }
}
