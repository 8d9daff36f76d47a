import { register } from '../internal/define';
import { LyncParticipants } from './participants';

/** Registers `<prefix-participants>`. @since 0.1.0 */
export function registerParticipants(prefix = 'lync'): CustomElementConstructor {
  return register('participants', LyncParticipants, prefix);
}
