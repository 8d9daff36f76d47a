import type { Machine } from './machine';

export type ServerInviteState = 'proceeding' | 'completed' | 'accepted' | 'terminated';
export type ServerInviteEvent =
  /** The same INVITE again. */
  | 'request'
  | 'ack'
  | 'cancel'
  /** Responses of the transaction user. */
  | 'provisional'
  | 'success'
  | 'failure'
  /** 17.2.1: the user has been silent for 200 ms. */
  | 'timer-100'
  | 'timer-h'
  /** RFC 6026 7.1. */
  | 'timer-l'
  | 'transport-error';
export type ServerInviteAction =
  | 'send-response'
  | 'send-trying'
  | 'resend-last'
  | 'pass-ack'
  | 'pass-cancel'
  | 'stop-timer'
  | 'start-h'
  | 'start-l'
  | 'report-timeout'
  | 'report-transport-error';

/** RFC 3261 17.2.1 with RFC 6026 8.7. Timer I is zero: there is no `confirmed` state. */
export const serverInvite: Machine<ServerInviteState, ServerInviteEvent, ServerInviteAction> = {
  proceeding: {
    request: { to: 'proceeding', do: ['resend-last'] },
    cancel: { to: 'proceeding', do: ['pass-cancel'] },
    provisional: { to: 'proceeding', do: ['stop-timer', 'send-response'] },
    success: { to: 'accepted', do: ['stop-timer', 'send-response', 'start-l'] },
    failure: { to: 'completed', do: ['stop-timer', 'send-response', 'start-h'] },
    'timer-100': { to: 'proceeding', do: ['send-trying'] },
    'transport-error': { to: 'terminated', do: ['stop-timer', 'report-transport-error'] },
  },
  completed: {
    request: { to: 'completed', do: ['resend-last'] },
    ack: { to: 'terminated', do: ['stop-timer'] },
    'timer-h': { to: 'terminated', do: ['report-timeout'] },
    'transport-error': { to: 'terminated', do: ['stop-timer', 'report-transport-error'] },
  },
  accepted: {
    // The INVITE again is absorbed; the user repeats its 2xx (13.3.1.4), a proxy passes on those of other branches.
    request: { to: 'accepted', do: [] },
    success: { to: 'accepted', do: ['send-response'] },
    ack: { to: 'accepted', do: ['pass-ack'] },
    'timer-l': { to: 'terminated', do: [] },
    'transport-error': { to: 'terminated', do: ['stop-timer', 'report-transport-error'] },
  },
  terminated: {},
};
