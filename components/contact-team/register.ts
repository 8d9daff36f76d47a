import { register } from '../internal/define';
import { LyncContactTeam } from './contact-team';

/** Registers `<lync-contact-team>`, or a copy under another prefix. Never throws when the tag is taken. @since 0.1.0 */
export const registerContactTeam = (prefix = 'lync'): CustomElementConstructor =>
  register('contact-team', LyncContactTeam, prefix);
