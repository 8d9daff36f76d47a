import { StringTable } from '../../internal/localisation/index';
import { en, type SipTraceStrings } from './en';

export type { SipTraceStrings } from './en';

export const strings = new StringTable<SipTraceStrings>('sip-trace', en, {
  de: () => import('./de'),
  fr: () => import('./fr'),
  es: () => import('./es'),
  ar: () => import('./ar'),
  ja: () => import('./ja'),
});
