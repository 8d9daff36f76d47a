import type { UcwaConversationState } from '../../../../protocol/ucwa';

/** What can happen to a conversation of messages. */
export type ConversationStep = 'connect' | 'disconnect';

/** An invitation comes in or goes out, is taken, and ends: the states of the documentation that a conversation of two has. */
export const conversationTransitions: readonly (readonly [
  from: UcwaConversationState,
  step: ConversationStep,
  to: UcwaConversationState,
])[] = [
  ['Incoming', 'connect', 'Connected'],
  ['Incoming', 'disconnect', 'Disconnected'],
  ['Connecting', 'connect', 'Connected'],
  ['Connecting', 'disconnect', 'Disconnected'],
  ['Connected', 'disconnect', 'Disconnected'],
];

export class IllegalTransitionError extends Error {
  override readonly name = 'IllegalTransitionError';
  readonly code = 'illegal-transition';
}

/** Throws `IllegalTransitionError`. */
export function nextConversationState(
  from: UcwaConversationState,
  step: ConversationStep,
): UcwaConversationState {
  const found = conversationTransitions.find(([state, each]) => state === from && each === step);
  if (!found) throw new IllegalTransitionError(`${step} in ${from}`);
  return found[2];
}
