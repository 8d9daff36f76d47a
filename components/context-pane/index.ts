import type { LyncContextPane } from './context-pane';
import { registerContextPane } from './register';

export { LyncContextPane } from './context-pane';
export { registerContextPane } from './register';
export type { ApplicationElement } from './application-instances';
export { LyncContextChannelStateChangedEvent } from './events/context-channel-state-changed-event';
export { LyncContextDataReceivedEvent } from './events/context-data-received-event';
export { LyncContextDataSentEvent } from './events/context-data-sent-event';
export { LyncContextLinkRequestEvent } from './events/context-link-request-event';
export { LyncContextReceivedEvent } from './events/context-received-event';

registerContextPane();

declare global {
  interface HTMLElementTagNameMap {
    'lync-context-pane': LyncContextPane;
  }
}
