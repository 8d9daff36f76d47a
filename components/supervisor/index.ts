import { registerSupervisor } from './register';
import type { LyncSupervisor } from './supervisor';

export { LyncSupervisor } from './supervisor';
export { registerSupervisor } from './register';
export { LyncSuperviseRequestEvent } from './events/supervise-request-event';
export { LyncSupervisionStartedEvent } from './events/supervision-started-event';
export { LyncSupervisionChangedEvent } from './events/supervision-changed-event';

registerSupervisor();

declare global {
  interface HTMLElementTagNameMap {
    'lync-supervisor': LyncSupervisor;
  }
}
