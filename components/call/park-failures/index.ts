import { StringTable } from '../../internal/localisation/strings';
import en, { type ParkFailureStrings } from './en';

export type { ParkFailureStrings } from './en';

export const strings = new StringTable<ParkFailureStrings>('park-failures', en, {
  de: () => import('./de'),
  fr: () => import('./fr'),
  es: () => import('./es'),
  ar: () => import('./ar'),
  ja: () => import('./ja'),
});
