/**
 * A transaction is a table: state x event -> next state and what to do. Each machine of RFC 3261 section 17 has its own
 * file, without I/O; `transaction-layer.ts` turns messages and timers into events and performs the actions.
 *
 * All our flows are reliable, so the retransmission timers (A, E, G) do not exist here and the timers that only
 * absorb retransmissions (D, I, J, K) are zero: datagrams are the outer proxy's business.
 */
export interface Step<State extends string, Action extends string> {
  readonly to: State;
  readonly do: readonly Action[];
}

export type Machine<State extends string, Event extends string, Action extends string> = {
  readonly [S in State]: { readonly [E in Event]?: Step<State, Action> };
};

/** The step a machine takes, or undefined: the event means nothing in this state. */
export function step<State extends string, Event extends string, Action extends string>(
  machine: Machine<State, Event, Action>,
  state: State,
  event: Event,
): Step<State, Action> | undefined {
  return machine[state][event];
}

/** RFC 3261 table 4. Milliseconds. */
export const T1 = 500;
export const T2 = 4_000;
/** How long a transaction waits for what must come: timers B, F, H, L, M. */
export const TRANSACTION_TIMEOUT = 64 * T1;
/** 17.2.1: 100 is sent when the transaction user is silent for this long. */
export const TRYING_AFTER = 200;
