import type { Machine } from './machine';

export type ClientNonInviteState = 'trying' | 'proceeding' | 'terminated';
export type ClientNonInviteEvent = 'provisional' | 'final' | 'timer-f' | 'transport-error';
export type ClientNonInviteAction =
  'pass-response' | 'stop-timer' | 'report-timeout' | 'report-transport-error';

/** RFC 3261 17.1.2. Timer K is zero: there is no `completed` state. Timer F runs from the start. */
export const clientNonInvite: Machine<ClientNonInviteState, ClientNonInviteEvent, ClientNonInviteAction> = {
  trying: {
    provisional: { to: 'proceeding', do: ['pass-response'] },
    final: { to: 'terminated', do: ['stop-timer', 'pass-response'] },
    'timer-f': { to: 'terminated', do: ['report-timeout'] },
    'transport-error': { to: 'terminated', do: ['stop-timer', 'report-transport-error'] },
  },
  proceeding: {
    provisional: { to: 'proceeding', do: ['pass-response'] },
    final: { to: 'terminated', do: ['stop-timer', 'pass-response'] },
    'timer-f': { to: 'terminated', do: ['report-timeout'] },
    'transport-error': { to: 'terminated', do: ['stop-timer', 'report-transport-error'] },
  },
  terminated: {},
};
