import type { LyncSipTrace } from './sip-trace';
import { registerSipTrace } from './register';

export { LyncSipTrace } from './sip-trace';
export type { SipTraceEntry } from './trace-message';
export { registerSipTrace } from './register';

registerSipTrace();

declare global {
  interface HTMLElementTagNameMap {
    'lync-sip-trace': LyncSipTrace;
  }
}
