import { StringTable } from '../../internal/localisation/strings';
import en, { type CallStrings } from './en';

export type { CallStrings } from './en';

export const strings = new StringTable<CallStrings>('call', en, {
  de: () => import('./de'),
  fr: () => import('./fr'),
  es: () => import('./es'),
  ar: () => import('./ar'),
  ja: () => import('./ja'),
});
