import { StringTable } from '../../internal/localisation/strings';
import en, { type RoomsStrings } from './en';

export type { RoomsStrings };

/** The texts of `<lync-rooms>` and `<lync-room>`, namespace `rooms`. */
export const strings = new StringTable<RoomsStrings>('rooms', en, {
  de: () => import('./de'),
  fr: () => import('./fr'),
  es: () => import('./es'),
  ar: () => import('./ar'),
  ja: () => import('./ja'),
});
