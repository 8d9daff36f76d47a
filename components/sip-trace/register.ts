import { register } from '../internal/define';
import { LyncSipTrace } from './sip-trace';

/** Registers `<lync-sip-trace>`, or a copy under another prefix. Never throws when the tag is taken. @since 0.1.0 */
export const registerSipTrace = (prefix = 'lync'): CustomElementConstructor =>
  register('sip-trace', LyncSipTrace, prefix);
