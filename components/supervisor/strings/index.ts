import { StringTable } from '../../internal/localisation/strings';
import en, { type SupervisorStrings } from './en';

export type { SupervisorStrings } from './en';

export const strings = new StringTable<SupervisorStrings>('supervisor', en, {
  de: () => import('./de'),
  fr: () => import('./fr'),
  es: () => import('./es'),
  ar: () => import('./ar'),
  ja: () => import('./ja'),
});
