import type {
  ActionAvailabilityChangedEvent,
  ConversationContract,
  ConversationStateChangedEvent,
  MessageEvent_,
  ParticipantEvent,
} from '../../src/session/contract';
import type { CallStateChangedEvent } from '../../src/session/audio-video/call-events';
import { LyncActionAvailabilityChangedEvent } from './events/action-availability-changed-event';
import { LyncCallStateChangedEvent } from './events/call-state-changed-event';
import { LyncConversationStateChangedEvent } from './events/conversation-state-changed-event';
import { LyncMessageFailedEvent } from './events/message-failed-event';
import { LyncMessageReceivedEvent } from './events/message-received-event';
import { LyncMessageSentEvent } from './events/message-sent-event';
import { LyncParticipantAddedEvent } from './events/participant-added-event';
import { LyncParticipantRemovedEvent } from './events/participant-removed-event';
import type { FORWARDED } from './forwarded-events';

/** The element's event for one of the conversation's. */
export function forward(conversation: ConversationContract, event: Event): Event | undefined {
  switch (event.type as (typeof FORWARDED)[number]) {
    case 'state-changed': {
      const { previousState, state, reason } = event as ConversationStateChangedEvent;
      return new LyncConversationStateChangedEvent(conversation, previousState, state, reason);
    }
    case 'message-received':
      return new LyncMessageReceivedEvent(conversation, (event as MessageEvent_).message);
    case 'message-sent':
      return new LyncMessageSentEvent(conversation, (event as MessageEvent_).message);
    case 'message-failed':
      return new LyncMessageFailedEvent(conversation, (event as MessageEvent_).message);
    case 'participant-added':
      return new LyncParticipantAddedEvent(conversation, (event as ParticipantEvent).participant);
    case 'participant-removed':
      return new LyncParticipantRemovedEvent(conversation, (event as ParticipantEvent).participant);
    case 'action-availability-changed': {
      const { action, isAvailable } = event as ActionAvailabilityChangedEvent;
      return new LyncActionAvailabilityChangedEvent(conversation, action, isAvailable);
    }
    case 'call-state-changed': {
      const { previousState, state, reason, failure } = event as CallStateChangedEvent;
      return new LyncCallStateChangedEvent(conversation, previousState, state, reason, failure);
    }
  }
}
