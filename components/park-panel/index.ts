import type { LyncParkPanel } from './park-panel';
import { registerParkPanel } from './register';

export { LyncParkPanel } from './park-panel';
export { registerParkPanel } from './register';
export type { OrbitOccupancy } from '../../src/session/contract';
export type { Person } from './sharing';
export { LyncParkRequestEvent } from '../conversation/events/park-request-event';
export { LyncParkedEvent } from './events/parked-event';
export { LyncParkFailedEvent } from './events/park-failed-event';
export { LyncUnparkedEvent } from './events/unparked-event';
export { LyncRetrieveRequestEvent } from './events/retrieve-request-event';
export { LyncRetrievedEvent } from './events/retrieved-event';
export { LyncRetrieveFailedEvent } from './events/retrieve-failed-event';
export { LyncOrbitShareRequestEvent } from './events/orbit-share-request-event';

registerParkPanel();

declare global {
  interface HTMLElementTagNameMap {
    'lync-park-panel': LyncParkPanel;
  }
}
