import type { UcwaEvent, UcwaEventType, UcwaReason, UcwaResource } from '../../../../protocol/ucwa';
import type { SentEvent } from '../events/event-log';
import type { UcwaConversation } from './conversation';
import type { StoredMessage } from './message-store';
import {
  conversationResource,
  invitationResource,
  localParticipant,
  messageResource,
  messagingResource,
  participantMessaging,
} from './render';

/** Groups of events, in the order of the captures: some clients find things by their position (reference, 6.3 and 7). */

export function outgoingStarted(conversation: UcwaConversation): SentEvent[] {
  return [
    ofCommunication(conversation, invitationEvent(conversation, 'started')),
    ofCommunication(conversation, conversationEvent(conversation, 'added')),
    ofConversation(conversation, localAdded(conversation)),
    ofConversation(conversation, messagingUpdated(conversation)),
  ];
}

export function outgoingConnected(conversation: UcwaConversation): SentEvent[] {
  const of = (event: UcwaEvent): SentEvent => ofConversation(conversation, event);
  return [
    ofCommunication(conversation, conversationEvent(conversation, 'updated')),
    of(participantAdded(conversation)),
    of(messagingOfParticipant(conversation, false)),
    of(messagingOfParticipant(conversation, true)),
    of(messagingUpdated(conversation)),
    ofCommunication(conversation, { ...invitationEvent(conversation, 'completed'), status: 'Success' }),
  ];
}

export function incomingStarted(conversation: UcwaConversation): SentEvent[] {
  return [
    ofCommunication(conversation, invitationEvent(conversation, 'started')),
    ofCommunication(conversation, conversationEvent(conversation, 'added')),
    ofConversation(conversation, localAdded(conversation)),
  ];
}

export function incomingParticipant(conversation: UcwaConversation): SentEvent[] {
  return [ofConversation(conversation, participantAdded(conversation))];
}

export function invitationUpdated(conversation: UcwaConversation): SentEvent[] {
  return [ofCommunication(conversation, invitationEvent(conversation, 'updated'))];
}

export function incomingConnected(conversation: UcwaConversation): SentEvent[] {
  const of = (event: UcwaEvent): SentEvent => ofConversation(conversation, event);
  return [
    of(messagingOfParticipant(conversation, false)),
    of(messagingOfParticipant(conversation, true)),
    of(messagingUpdated(conversation)),
    ofCommunication(conversation, conversationEvent(conversation, 'updated')),
    ofCommunication(conversation, { ...invitationEvent(conversation, 'completed'), status: 'Success' }),
  ];
}

/** The conversation is over; `failed`: without ever having been. */
export function ended(
  conversation: UcwaConversation,
  reason: UcwaReason | undefined,
  failed: boolean,
): SentEvent[] {
  const because = reason && { reason };
  const completed: UcwaEvent = {
    ...invitationEvent(conversation, 'completed'),
    status: 'Failure',
    ...because,
  };
  return [
    ...(failed ? [ofCommunication(conversation, completed)] : []),
    ofConversation(conversation, { ...messagingUpdated(conversation), ...because }),
    ofCommunication(conversation, { ...conversationEvent(conversation, 'updated'), ...because }),
    ofCommunication(conversation, {
      link: { rel: 'conversation', href: conversation.href.self },
      type: 'deleted',
      ...because,
    }),
  ];
}

export function conversationUpdated(conversation: UcwaConversation): SentEvent[] {
  return [ofCommunication(conversation, conversationEvent(conversation, 'updated'))];
}

export function messageCompleted(
  conversation: UcwaConversation,
  message: StoredMessage,
  reason?: UcwaReason,
): SentEvent[] {
  const event: UcwaEvent = {
    link: { rel: 'message', href: conversation.href.message(message.number) },
    status: reason ? 'Failure' : 'Success',
    ...(reason && { reason }),
    _embedded: { message: messageResource(conversation, message) },
    type: 'completed',
  };
  return [ofConversation(conversation, event)];
}

export function typingChanged(conversation: UcwaConversation, isTyping: boolean): SentEvent[] {
  const { href, peer } = conversation;
  return [
    ofConversation(conversation, {
      link: { rel: 'participant', href: href.participant, title: peer.name },
      in: { rel: 'typingParticipants', href: href.typingParticipants },
      type: isTyping ? 'added' : 'deleted',
    }),
  ];
}

function ofCommunication({ hrefs }: UcwaConversation, event: UcwaEvent): SentEvent {
  return { sender: { rel: 'communication', href: hrefs.communication }, event };
}

function ofConversation({ href }: UcwaConversation, event: UcwaEvent): SentEvent {
  return { sender: { rel: 'conversation', href: href.self }, event };
}

function embedding(rel: string, href: string, resource: UcwaResource, type: UcwaEventType): UcwaEvent {
  return { link: { rel, href }, _embedded: { [rel]: resource }, type };
}

function invitationEvent(conversation: UcwaConversation, type: UcwaEventType): UcwaEvent {
  const href = conversation.hrefs.invitation(conversation.invitation.id);
  return embedding('messagingInvitation', href, invitationResource(conversation), type);
}

function conversationEvent(conversation: UcwaConversation, type: UcwaEventType): UcwaEvent {
  return embedding('conversation', conversation.href.self, conversationResource(conversation), type);
}

function messagingUpdated(conversation: UcwaConversation): UcwaEvent {
  return embedding('messaging', conversation.href.messaging, messagingResource(conversation), 'updated');
}

function localAdded(conversation: UcwaConversation): UcwaEvent {
  const { href } = conversation;
  return embedding('localParticipant', href.localParticipant, localParticipant(conversation), 'added');
}

/** A link only: the resource has to be asked for. */
function participantAdded({ href, peer }: UcwaConversation): UcwaEvent {
  return { link: { rel: 'participant', href: href.participant, title: peer.name }, type: 'added' };
}

function messagingOfParticipant(conversation: UcwaConversation, local: boolean): UcwaEvent {
  const { href, peer, user } = conversation;
  const self = local ? href.localParticipant : href.participant;
  const link = { rel: 'participantMessaging', href: `${self}/messaging` };
  const within = local
    ? { rel: 'localParticipant', href: self, title: user.name }
    : { rel: 'participant', href: self, title: peer.name };
  return local
    ? {
        link,
        in: within,
        _embedded: { participantMessaging: participantMessaging(conversation, true) },
        type: 'added',
      }
    : { link, in: within, type: 'added' };
}
