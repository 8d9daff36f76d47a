import { StringTable } from '../../internal/localisation/strings';
import en, { type ConversationStrings } from './en';

export type { ConversationStrings };

/** The texts of `<lync-conversation>`, namespace `conversation`. */
export const strings = new StringTable<ConversationStrings>('conversation', en, {
  de: () => import('./de'),
  fr: () => import('./fr'),
  es: () => import('./es'),
  ar: () => import('./ar'),
  ja: () => import('./ja'),
});
