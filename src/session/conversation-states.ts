import type { ConversationState } from './contract';

/**
 * `start`, `invite`: it begins, by us or by the peer. `lose`: the connection went. `resume`: a conversation of before a page reload.
 * `restart`: a message of an ended conversation is tried again, which calls the peer anew in the same thread. `confer`: it is in a conference.
 */
export type ConversationTransition =
  | 'start'
  | 'invite'
  | 'resume'
  | 'accept'
  | 'establish'
  | 'lose'
  | 'recover'
  | 'end'
  | 'ended'
  | 'restart'
  | 'confer';

export const conversationTransitions: readonly {
  readonly from: ConversationState;
  readonly on: ConversationTransition;
  readonly to: ConversationState;
}[] = [
  { from: 'idle', on: 'start', to: 'establishing' },
  { from: 'idle', on: 'invite', to: 'incoming' },
  { from: 'idle', on: 'resume', to: 'recovering' },
  { from: 'idle', on: 'accept', to: 'establishing' },
  { from: 'idle', on: 'end', to: 'terminating' },
  { from: 'incoming', on: 'accept', to: 'establishing' },
  { from: 'incoming', on: 'end', to: 'terminating' },
  { from: 'establishing', on: 'establish', to: 'established' },
  { from: 'establishing', on: 'end', to: 'terminating' },
  { from: 'establishing', on: 'confer', to: 'conferenced' },
  { from: 'established', on: 'confer', to: 'conferenced' },
  { from: 'recovering', on: 'confer', to: 'conferenced' },
  { from: 'conferenced', on: 'lose', to: 'recovering' },
  { from: 'conferenced', on: 'end', to: 'terminating' },
  { from: 'established', on: 'lose', to: 'recovering' },
  { from: 'established', on: 'end', to: 'terminating' },
  { from: 'recovering', on: 'recover', to: 'established' },
  { from: 'recovering', on: 'end', to: 'terminating' },
  { from: 'terminating', on: 'ended', to: 'terminated' },
  { from: 'terminated', on: 'restart', to: 'establishing' },
];

/** The state after `on`, or undefined where the table has no such row. */
export function nextConversationState(
  from: ConversationState,
  on: ConversationTransition,
): ConversationState | undefined {
  return conversationTransitions.find((row) => row.from === from && row.on === on)?.to;
}
