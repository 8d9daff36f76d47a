import { StringTable } from '../../internal/localisation/strings';
import en, { type ParticipantsStrings } from './en';

export type { ParticipantsStrings } from './en';

export const strings = new StringTable<ParticipantsStrings>('participants', en, {
  de: () => import('./de'),
  fr: () => import('./fr'),
  es: () => import('./es'),
  ar: () => import('./ar'),
  ja: () => import('./ja'),
});
