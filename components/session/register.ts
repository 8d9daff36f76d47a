import { register } from '../internal/define';
import { LyncSessionElement } from './session';

/** Registers `<prefix-session>`; see the rules on prefixes in the elements guide. @since 0.1.0 */
export const registerSession = (prefix = 'lync'): CustomElementConstructor =>
  register('session', LyncSessionElement, prefix);
