import { StringTable } from '../../internal/localisation/index';
import { en, type ContextPaneStrings } from './en';

export type { ContextPaneStrings } from './en';

export const strings = new StringTable<ContextPaneStrings>('context-pane', en, {
  de: () => import('./de'),
  fr: () => import('./fr'),
  es: () => import('./es'),
  ar: () => import('./ar'),
  ja: () => import('./ja'),
});
