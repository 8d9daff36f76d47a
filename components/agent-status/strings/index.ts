import { StringTable } from '../../internal/localisation/index';
import { en, type AgentStatusStrings } from './en';

export type { AgentStatusStrings } from './en';

export const strings = new StringTable<AgentStatusStrings>('agent-status', en, {
  de: () => import('./de'),
  fr: () => import('./fr'),
  es: () => import('./es'),
  ar: () => import('./ar'),
  ja: () => import('./ja'),
});
