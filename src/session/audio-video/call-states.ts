import type { CallState } from '../contract';

/**
 * `ring`: it rings there. `answer`: both sides agreed. `hold`, `resume`: of either side, confirmed. `lose`: the connection or the path of the media went.
 * `restore`: it is back while somebody holds. `replace`: somebody else took the other end (RFC 3891). `quiet`: the ring-back of a parked call was not taken.
 */
export type CallTransition =
  | 'start'
  | 'invite'
  | 'ring'
  | 'accept'
  | 'answer'
  | 'hold'
  | 'resume'
  | 'lose'
  | 'recover'
  | 'restore'
  | 'replace'
  | 'park'
  | 'parked'
  | 'quiet'
  | 'park-failed'
  | 'transfer'
  | 'transfer-failed'
  | 'transfer-failed-held'
  | 'end';

export interface CallTransitionRow {
  readonly from: CallState;
  readonly on: CallTransition;
  readonly to: CallState;
}

export const callTransitions: readonly CallTransitionRow[] = [
  { from: 'idle', on: 'start', to: 'connecting' },
  { from: 'ended', on: 'start', to: 'connecting' },
  { from: 'idle', on: 'invite', to: 'incoming' },
  { from: 'ended', on: 'invite', to: 'incoming' },
  { from: 'parked', on: 'invite', to: 'incoming' },
  { from: 'incoming', on: 'accept', to: 'connecting' },
  { from: 'incoming', on: 'quiet', to: 'parked' },
  { from: 'connecting', on: 'quiet', to: 'parked' },
  { from: 'connecting', on: 'ring', to: 'ringing' },
  { from: 'connecting', on: 'answer', to: 'connected' },
  { from: 'ringing', on: 'answer', to: 'connected' },
  { from: 'connected', on: 'hold', to: 'held' },
  { from: 'held', on: 'resume', to: 'connected' },
  { from: 'connected', on: 'lose', to: 'recovering' },
  { from: 'held', on: 'lose', to: 'recovering' },
  { from: 'recovering', on: 'recover', to: 'connected' },
  { from: 'recovering', on: 'restore', to: 'held' },
  { from: 'connected', on: 'replace', to: 'connected' },
  { from: 'held', on: 'replace', to: 'connected' },
  { from: 'recovering', on: 'replace', to: 'connected' },
  { from: 'transferring', on: 'replace', to: 'connected' },
  { from: 'connected', on: 'park', to: 'parking' },
  { from: 'parking', on: 'parked', to: 'parked' },
  { from: 'parking', on: 'park-failed', to: 'connected' },
  { from: 'connected', on: 'transfer', to: 'transferring' },
  { from: 'held', on: 'transfer', to: 'transferring' },
  { from: 'transferring', on: 'transfer-failed', to: 'connected' },
  { from: 'transferring', on: 'transfer-failed-held', to: 'held' },
  { from: 'incoming', on: 'end', to: 'ended' },
  { from: 'connecting', on: 'end', to: 'ended' },
  { from: 'ringing', on: 'end', to: 'ended' },
  { from: 'connected', on: 'end', to: 'ended' },
  { from: 'held', on: 'end', to: 'ended' },
  { from: 'recovering', on: 'end', to: 'ended' },
  { from: 'parking', on: 'end', to: 'ended' },
  { from: 'parked', on: 'end', to: 'ended' },
  { from: 'transferring', on: 'end', to: 'ended' },
];

/** The state after `on`, or undefined where the table has no such row. */
export function nextCallState(from: CallState, on: CallTransition): CallState | undefined {
  return callTransitions.find((row) => row.from === from && row.on === on)?.to;
}

/** There is a call, or there will be. */
export const isLiveCall = (state: CallState): boolean => state !== 'idle' && state !== 'ended';
