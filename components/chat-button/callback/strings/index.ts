import { StringTable } from '../../../internal/localisation/strings';
import en, { type CallbackStrings } from './en';

export type { CallbackStrings };

/** The texts of asking to be called, namespace `callback`. */
export const strings = new StringTable<CallbackStrings>('callback', en, {
  de: () => import('./de'),
  fr: () => import('./fr'),
  es: () => import('./es'),
  ar: () => import('./ar'),
  ja: () => import('./ja'),
});
