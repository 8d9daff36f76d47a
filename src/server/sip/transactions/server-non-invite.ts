import type { Machine } from './machine';

export type ServerNonInviteState = 'trying' | 'proceeding' | 'terminated';
export type ServerNonInviteEvent = 'request' | 'provisional' | 'final' | 'transport-error';
export type ServerNonInviteAction = 'send-response' | 'resend-last' | 'report-transport-error';

/** RFC 3261 17.2.2. Timer J is zero: there is no `completed` state. */
export const serverNonInvite: Machine<ServerNonInviteState, ServerNonInviteEvent, ServerNonInviteAction> = {
  trying: {
    request: { to: 'trying', do: [] },
    provisional: { to: 'proceeding', do: ['send-response'] },
    final: { to: 'terminated', do: ['send-response'] },
    'transport-error': { to: 'terminated', do: ['report-transport-error'] },
  },
  proceeding: {
    request: { to: 'proceeding', do: ['resend-last'] },
    provisional: { to: 'proceeding', do: ['send-response'] },
    final: { to: 'terminated', do: ['send-response'] },
    'transport-error': { to: 'terminated', do: ['report-transport-error'] },
  },
  terminated: {},
};
