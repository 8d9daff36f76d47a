import { register } from '../internal/define';
import { LyncAgentStatus } from './agent-status';

/** Registers `<lync-agent-status>`, or a copy under another prefix. Never throws when the tag is taken. @since 0.1.0 */
export const registerAgentStatus = (prefix = 'lync'): CustomElementConstructor =>
  register('agent-status', LyncAgentStatus, prefix);
