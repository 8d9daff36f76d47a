import type { AgentStateSnapshot, PresenceAvailability } from '../../src/session/contract';
import type { AgentStatusStrings } from './strings/index';

/** A reason not to be ready. `reason` goes to the contact centre; `label` is what the agent reads. */
export interface AgentStateOption {
  readonly reason: string;
  readonly label?: string;
}

export const DEFAULT_STATES: readonly AgentStateOption[] = Object.freeze(
  ['break', 'lunch', 'training', 'meeting'].map((reason) => Object.freeze({ reason })),
);

export const AVAILABILITIES: readonly PresenceAvailability[] = [
  'online',
  'busy',
  'do-not-disturb',
  'be-right-back',
  'away',
  'offline',
];

export function presenceName(availability: PresenceAvailability, t: AgentStatusStrings): string {
  const names: Record<PresenceAvailability, string> = {
    online: t.online,
    busy: t.busy,
    'do-not-disturb': t.doNotDisturb,
    'be-right-back': t.beRightBack,
    away: t.away,
    offline: t.offline,
  };
  return names[availability];
}

export function reasonName(option: AgentStateOption, t: AgentStatusStrings): string {
  if (option.label) return option.label;
  const known: Readonly<Record<string, string>> = {
    break: t.break,
    lunch: t.lunch,
    training: t.training,
    meeting: t.meeting,
  };
  return (Object.hasOwn(known, option.reason) ? known[option.reason] : undefined) ?? option.reason;
}

/** `lunch, training` as in the attribute. */
export function parseStates(text: string | null): readonly AgentStateOption[] {
  return (text ?? '')
    .split(',')
    .map((reason) => reason.trim())
    .filter((reason) => reason)
    .map((reason) => ({ reason }));
}

/** What the contact centre's view of the agent means for them. */
export function stateText(agent: AgentStateSnapshot, t: AgentStatusStrings): string {
  switch (agent.state) {
    case 'not-present':
      return t.stateNotPresent;
    case 'not-ready':
      return t.stateNotReady;
    case 'ready':
      return t.stateReady;
    case 'offering':
      return t.stateOffering;
    case 'busy':
      // At capacity, or on the phone with somebody who is no contact.
      return agent.active < agent.capacity ? t.stateOnThePhone : t.stateBusy;
    case 'wrap-up':
      return '';
  }
}
