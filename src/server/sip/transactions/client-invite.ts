import type { Machine } from './machine';

export type ClientInviteState = 'calling' | 'proceeding' | 'accepted' | 'terminated';
export type ClientInviteEvent =
  | 'provisional'
  | 'success'
  | 'failure'
  /** No response at all. */
  | 'timer-b'
  /** RFC 6026 7.2: no more 2xx can come. */
  | 'timer-m'
  /** 9.1: a cancelled INVITE got no final response in 64*T1. */
  | 'cancel-timeout'
  | 'transport-error';
export type ClientInviteAction =
  'pass-response' | 'send-ack' | 'stop-timer' | 'start-m' | 'report-timeout' | 'report-transport-error';

/** RFC 3261 17.1.1 with RFC 6026 8.4. Timer D is zero: there is no `completed` state. */
export const clientInvite: Machine<ClientInviteState, ClientInviteEvent, ClientInviteAction> = {
  calling: {
    provisional: { to: 'proceeding', do: ['stop-timer', 'pass-response'] },
    success: { to: 'accepted', do: ['stop-timer', 'start-m', 'pass-response'] },
    failure: { to: 'terminated', do: ['stop-timer', 'send-ack', 'pass-response'] },
    'timer-b': { to: 'terminated', do: ['report-timeout'] },
    'transport-error': { to: 'terminated', do: ['stop-timer', 'report-transport-error'] },
  },
  proceeding: {
    provisional: { to: 'proceeding', do: ['pass-response'] },
    success: { to: 'accepted', do: ['stop-timer', 'start-m', 'pass-response'] },
    failure: { to: 'terminated', do: ['stop-timer', 'send-ack', 'pass-response'] },
    'cancel-timeout': { to: 'terminated', do: ['report-timeout'] },
    'transport-error': { to: 'terminated', do: ['stop-timer', 'report-transport-error'] },
  },
  accepted: {
    // 13.2.2.4: each 2xx is the user's: the first, its retransmissions, and those of other branches.
    success: { to: 'accepted', do: ['pass-response'] },
    'timer-m': { to: 'terminated', do: [] },
    'transport-error': { to: 'terminated', do: ['stop-timer'] },
  },
  terminated: {},
};
