import { register } from '../internal/define';
import { LyncParkPanel } from './park-panel';

/** Registers `<prefix-park-panel>`. @since 0.1.0 */
export function registerParkPanel(prefix = 'lync'): CustomElementConstructor {
  return register('park-panel', LyncParkPanel, prefix);
}
