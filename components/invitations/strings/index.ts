import { StringTable } from '../../internal/localisation/index';
import { en, type InvitationsStrings } from './en';

export type { InvitationsStrings } from './en';

export const strings = new StringTable<InvitationsStrings>('invitations', en, {
  de: () => import('./de'),
  fr: () => import('./fr'),
  es: () => import('./es'),
  ar: () => import('./ar'),
  ja: () => import('./ja'),
});
