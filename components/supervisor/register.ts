import { register } from '../internal/define';
import { LyncSupervisor } from './supervisor';

/** Registers `<lync-supervisor>`, or a copy under another prefix. Never throws when the tag is taken. @since 0.1.0 */
export const registerSupervisor = (prefix = 'lync'): CustomElementConstructor =>
  register('supervisor', LyncSupervisor, prefix);
