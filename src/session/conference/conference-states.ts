import type { ConferenceState } from '../contract';

/** `join`: it begins. `joined`: the focus took us and the roster is here. `lose`: the connection, or the focus's memory of us, went. */
export type ConferenceTransition = 'join' | 'joined' | 'lose' | 'leave' | 'left' | 'end';

export const conferenceTransitions: readonly {
  readonly from: ConferenceState;
  readonly on: ConferenceTransition;
  readonly to: ConferenceState;
}[] = [
  { from: 'idle', on: 'join', to: 'connecting' },
  { from: 'idle', on: 'end', to: 'disconnected' },
  { from: 'connecting', on: 'joined', to: 'connected' },
  { from: 'connecting', on: 'leave', to: 'disconnecting' },
  { from: 'connecting', on: 'end', to: 'disconnected' },
  { from: 'connected', on: 'lose', to: 'connecting' },
  { from: 'connected', on: 'leave', to: 'disconnecting' },
  { from: 'connected', on: 'end', to: 'disconnected' },
  { from: 'disconnecting', on: 'left', to: 'disconnected' },
  { from: 'disconnecting', on: 'end', to: 'disconnected' },
];

/** The state after `on`, or undefined where the table has no such row. */
export function nextConferenceState(
  from: ConferenceState,
  on: ConferenceTransition,
): ConferenceState | undefined {
  return conferenceTransitions.find((row) => row.from === from && row.on === on)?.to;
}
