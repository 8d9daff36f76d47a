import type { ConversationAction, ConversationState } from './contract';
import type { ConversationStatus } from './conversation-status';
import type { ConversationHost } from './conversation-host';
import { isContact } from './identity';
import { isGuest } from './resume-token';

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

/** What can be done in a conversation now: by its state, its call and its conference. */
export function availableActions(
  { audioVideo, conference, init, self, state, supervision }: ConversationStatus,
  { offersCalls, offersConferences }: ConversationHost,
): readonly ConversationAction[] {
  const isConference = state === 'conferenced';
  const isConnected = isConference || state === 'established';
  const actions = [...actionsOf(state, init.direction)];
  if (audioVideo.call) actions.push(...audioVideo.call.actions);
  else if (offersCalls && isConnected) {
    actions.push('audio');
    if (!isConference && !isGuest(self.uri)) actions.push('video');
  }
  // Behind a customer's address there is the contact centre, which is not invited anywhere.
  const canInvite = conference
    ? conference.canInvoke('invite')
    : offersConferences && !isContact(init.peerUri);
  if (isConnected && canInvite) actions.push('invite');
  return Object.freeze(supervision ? actions.filter(supervision.permits) : actions);
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
