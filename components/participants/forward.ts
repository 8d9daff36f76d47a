import type {
  ConferenceParticipantEvent,
  ConferenceStateChangedEvent,
  ConversationContract,
} from '../../src/session/contract';
import { LyncParticipantAddedEvent } from '../conversation/events/participant-added-event';
import { LyncParticipantRemovedEvent } from '../conversation/events/participant-removed-event';
import { LyncConferenceStateChangedEvent } from './events/conference-state-changed-event';
import { LyncParticipantChangedEvent } from './events/participant-changed-event';

/** The element's event for one of the conference's. */
export function forwardConference(conversation: ConversationContract, event: Event): Event | undefined {
  if (event.type === 'state-changed') {
    const { previousState, state, reason } = event as ConferenceStateChangedEvent;
    return new LyncConferenceStateChangedEvent(conversation, previousState, state, reason);
  }
  const { participant, previous } = event as ConferenceParticipantEvent;
  const isTyping = conversation.snapshot.participants.some(
    (one) => one.uri === participant?.uri && one.isTyping,
  );
  switch (event.type) {
    case 'participant-added':
      return new LyncParticipantAddedEvent(conversation, { isTyping, ...participant });
    case 'participant-removed':
      return new LyncParticipantRemovedEvent(conversation, { isTyping, ...participant });
    case 'participant-changed':
      return new LyncParticipantChangedEvent(conversation, participant, previous);
    default:
      return undefined;
  }
}
