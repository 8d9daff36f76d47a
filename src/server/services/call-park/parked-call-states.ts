import type { UnparkReason } from '../../../protocol/call-park';

/**
 * `replacing`: the INVITE with Replaces to the parkee is under way. `retrieving`: the retriever is being transferred to the parkee.
 * `ringing-back`: the parkee is being transferred to the parker. `falling-back`: the parkee is being transferred to the fallback URI.
 */
export type ParkedCallState =
  'replacing' | 'parked' | 'retrieving' | 'ringing-back' | 'falling-back' | 'ended';

/** The names of [MS-SIPAPP] 3.1.5 where it has them. */
export type ParkedCallEvent =
  | 'replaced'
  | 'replace-failed'
  | 'retriever-invited'
  | 'retriever-transferred'
  | 'retriever-transfer-failed'
  | 'auto-ringback-timer'
  | 'ringback-transferred'
  | 'ringback-failed'
  /** The last attempt failed, and there is a fallback URI. */
  | 'attempts-exhausted'
  /** The last attempt failed, and there is none. */
  | 'park-time-expired'
  | 'fallback-transferred'
  | 'fallback-failed'
  /** BYE in the audio dialog, or its media or its peer are gone. */
  | 'parkee-gone'
  /** The service ends. */
  | 'shut-down';

export interface ParkedCallTransition {
  readonly from: ParkedCallState;
  readonly on: ParkedCallEvent;
  readonly to: ParkedCallState;
  /** What the parker is told, when the call ends so. */
  readonly reason?: UnparkReason;
}

/**
 * Nothing else is legal. The BYE of the parker changes nothing: the call stays parked. Nor does a BYE of the parkee while a retriever is
 * being transferred to it (3.1.5.5): it is what a successful Replaces looks like, and `retrieving` finds out which of the two it was.
 */
export const parkedCallTransitions: readonly ParkedCallTransition[] = [
  { from: 'replacing', on: 'replaced', to: 'parked' },
  { from: 'replacing', on: 'replace-failed', to: 'ended' },
  { from: 'replacing', on: 'shut-down', to: 'ended' },

  { from: 'parked', on: 'retriever-invited', to: 'retrieving' },
  { from: 'parked', on: 'auto-ringback-timer', to: 'ringing-back' },
  { from: 'parked', on: 'parkee-gone', to: 'ended', reason: 'hang-up' },
  { from: 'parked', on: 'shut-down', to: 'ended', reason: 'drop' },
  // The parker answered after we had stopped waiting.
  { from: 'parked', on: 'ringback-transferred', to: 'ended', reason: 'ringback' },

  { from: 'retrieving', on: 'retriever-transferred', to: 'ended', reason: 'retrieval' },
  { from: 'retrieving', on: 'retriever-transfer-failed', to: 'parked' },
  { from: 'retrieving', on: 'parkee-gone', to: 'ended', reason: 'hang-up' },
  { from: 'retrieving', on: 'shut-down', to: 'ended', reason: 'drop' },

  { from: 'ringing-back', on: 'ringback-transferred', to: 'ended', reason: 'ringback' },
  { from: 'ringing-back', on: 'ringback-failed', to: 'parked' },
  { from: 'ringing-back', on: 'attempts-exhausted', to: 'falling-back' },
  { from: 'ringing-back', on: 'park-time-expired', to: 'ended', reason: 'drop' },
  { from: 'ringing-back', on: 'parkee-gone', to: 'ended', reason: 'hang-up' },
  { from: 'ringing-back', on: 'shut-down', to: 'ended', reason: 'drop' },

  { from: 'falling-back', on: 'fallback-transferred', to: 'ended', reason: 'fallback' },
  { from: 'falling-back', on: 'fallback-failed', to: 'ended', reason: 'drop' },
  { from: 'falling-back', on: 'ringback-transferred', to: 'ended', reason: 'ringback' },
  { from: 'falling-back', on: 'parkee-gone', to: 'ended', reason: 'hang-up' },
  { from: 'falling-back', on: 'shut-down', to: 'ended', reason: 'drop' },
];

const table = new Map(
  parkedCallTransitions.map((transition) => [`${transition.from} ${transition.on}`, transition]),
);

/** Undefined if the event means nothing in that state. */
export function transitionOf(from: ParkedCallState, on: ParkedCallEvent): ParkedCallTransition | undefined {
  return table.get(`${from} ${on}`);
}

/** A mistake of ours: an event in a state that does not know it. */
export class IllegalTransitionError extends Error {
  override readonly name = 'IllegalTransitionError';
  readonly code = 'illegal-transition';
  constructor(
    readonly from: ParkedCallState,
    readonly on: ParkedCallEvent,
  ) {
    super(`${on} in ${from}`);
  }
}
