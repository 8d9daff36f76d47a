import { register } from '../internal/define';
import { LyncComposer } from './composer';
import { LyncConversation } from './conversation';

/** Registers `<prefix-conversation>` and what it nests. @since 0.1.0 */
export function registerConversation(prefix = 'lync'): CustomElementConstructor {
  register('composer', LyncComposer, prefix);
  return register('conversation', LyncConversation, prefix);
}
