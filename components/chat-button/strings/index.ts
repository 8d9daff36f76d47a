import { StringTable } from '../../internal/localisation/strings';
import en, { type ChatStrings } from './en';

export type { ChatStrings };

/** The texts of the chat panel, namespace `chat`. */
export const strings = new StringTable<ChatStrings>('chat', en, {
  de: () => import('./de'),
  fr: () => import('./fr'),
  es: () => import('./es'),
  ar: () => import('./ar'),
  ja: () => import('./ja'),
});
