import { StringTable } from '../../internal/localisation/strings';
import en, { type ContactTeamStrings } from './en';

export type { ContactTeamStrings } from './en';

export const strings = new StringTable<ContactTeamStrings>('contact-team', en, {
  de: () => import('./de'),
  fr: () => import('./fr'),
  es: () => import('./es'),
  ar: () => import('./ar'),
  ja: () => import('./ja'),
});
