import { register } from '../internal/define';
import { LyncInvitations } from './invitations';

/** Registers `<lync-invitations>`, or a copy under another prefix. Never throws when the tag is taken. @since 0.1.0 */
export const registerInvitations = (prefix = 'lync'): CustomElementConstructor =>
  register('invitations', LyncInvitations, prefix);
