import { StringTable } from '../../internal/localisation/strings';
import en, { type ParkPanelStrings } from './en';

export type { ParkPanelStrings } from './en';

export const strings = new StringTable<ParkPanelStrings>('park-panel', en, {
  de: () => import('./de'),
  fr: () => import('./fr'),
  es: () => import('./es'),
  ar: () => import('./ar'),
  ja: () => import('./ja'),
});
