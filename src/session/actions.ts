import type { ConversationAction, ConversationState } from './contract';

/** What can be done when. Actions of modalities that this session does not have yet are in no row. */
const available: Readonly<Partial<Record<ConversationState, readonly ConversationAction[]>>> = {
  incoming: ['accept', 'decline'],
  // What is written before the peer has answered, or while the connection is away, waits in the queue.
  establishing: ['send-message', 'terminate'],
  established: ['send-message', 'send-typing', 'terminate', 'share-context'],
  conferenced: ['send-message', 'send-typing', 'terminate'],
  recovering: ['send-message', 'terminate'],
};

const none: readonly ConversationAction[] = Object.freeze([]);

export function actionsOf(
  state: ConversationState,
  direction: 'incoming' | 'outgoing',
): readonly ConversationAction[] {
  const actions = available[state] ?? none;
  // Only the side that called has context of its own to share.
  return direction === 'outgoing' ? actions : actions.filter((action) => action !== 'share-context');
}

/** Every action that came or went between two states. */
export function changedActions(
  before: readonly ConversationAction[],
  after: readonly ConversationAction[],
): { action: ConversationAction; isAvailable: boolean }[] {
  return [
    ...before.filter((action) => !after.includes(action)).map((action) => ({ action, isAvailable: false })),
    ...after.filter((action) => !before.includes(action)).map((action) => ({ action, isAvailable: true })),
  ];
}
