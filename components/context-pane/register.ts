import { register } from '../internal/define';
import { LyncContextPane } from './context-pane';

/** Registers `<lync-context-pane>`, or a copy under another prefix. Never throws when the tag is taken. @since 0.1.0 */
export const registerContextPane = (prefix = 'lync'): CustomElementConstructor =>
  register('context-pane', LyncContextPane, prefix);
