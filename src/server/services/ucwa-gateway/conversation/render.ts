import {
  buildDataUri,
  buildUcwaDate,
  ucwaImportanceOf,
  type UcwaLinks,
  type UcwaResource,
} from '../../../../protocol/ucwa';
import type { Hrefs } from '../hrefs';
import type { UcwaPerson } from '../services';
import { acceptTypesOf } from '../sip/session-description';
import type { UcwaConversation } from './conversation';
import type { StoredMessage } from './message-store';
import type { TextContent } from '../sip/read-content';

export function conversationResource(conversation: UcwaConversation): UcwaResource {
  const { href, init, state, queue } = conversation;
  const isConnected = state === 'Connected';
  return {
    rel: 'conversation',
    state,
    threadId: init.threadId,
    subject: init.subject,
    activeModalities: isConnected ? ['Messaging'] : [],
    importance: ucwaImportanceOf(init.importance),
    recording: false,
    ...(queue && { queue }),
    _links: {
      self: { href: href.self },
      messaging: { href: href.messaging },
      participants: { href: href.participants },
      ...(isConnected && { localParticipant: localLink(conversation) }),
    },
  };
}

export function messagingResource(conversation: UcwaConversation): UcwaResource {
  const { formats, href, messagingState: state } = conversation;
  const links: UcwaLinks = {
    self: { href: href.messaging },
    conversation: { href: href.self },
    ...(state !== 'Disconnected' && { stopMessaging: { href: `${href.messaging}/terminate` } }),
    ...(state === 'Connected' && {
      sendMessage: { href: `${href.messaging}/messages` },
      setIsTyping: { href: `${href.messaging}/typing` },
      typingParticipants: { href: href.typingParticipants },
    }),
  };
  return {
    rel: 'messaging',
    state,
    ...(state === 'Connected' && { negotiatedMessageFormats: formats }),
    _links: links,
  };
}

export function invitationResource(conversation: UcwaConversation): UcwaResource {
  const { href, hrefs, init, invitation, peer } = conversation;
  const { direction, id, importance, message, operationId, subject } = invitation.init;
  const self = hrefs.invitation(id);
  const incoming = direction === 'Incoming';
  return {
    rel: 'messagingInvitation',
    direction,
    importance: ucwaImportanceOf(importance),
    threadId: init.threadId,
    state: invitation.state,
    ...(operationId !== undefined && { operationId }),
    subject,
    _links: {
      self: { href: self },
      from: incoming ? { href: href.participant, title: peer.name } : localLink(conversation),
      to: incoming ? localLink(conversation) : { href: hrefs.contact(peer.uri), title: peer.name },
      ...(incoming && invitation.isOpen
        ? { accept: { href: `${self}/accept` }, decline: { href: `${self}/decline` } }
        : {}),
      ...(!incoming && invitation.state === 'Connecting'
        ? { cancel: { href: `${href.messaging}/terminate` } }
        : {}),
      conversation: { href: href.self },
      messaging: { href: href.messaging },
      ...(message && { message: { href: dataUri(message) } }),
    },
    // Some clients show the name without asking whether it is there.
    ...(incoming && { _embedded: { from: remoteParticipant(conversation) } }),
    ...(!incoming &&
      invitation.state === 'Connected' && {
        _embedded: { acceptedByParticipant: [remoteParticipant(conversation)] },
      }),
  };
}

export function localParticipant(conversation: UcwaConversation): UcwaResource {
  const { href, hrefs, user } = conversation;
  return participant(user, true, user.kind === 'guest', {
    self: { href: href.localParticipant },
    conversation: { href: href.self },
    me: { href: hrefs.me },
    participantMessaging: { href: `${href.localParticipant}/messaging` },
  });
}

export function remoteParticipant(conversation: UcwaConversation): UcwaResource {
  const { hasPeerPresence, href, hrefs, peer } = conversation;
  const contact = hrefs.contact(peer.uri);
  return participant(peer, false, /^sip:guest-/.test(peer.uri), {
    self: { href: href.participant },
    conversation: { href: href.self },
    contact: { href: contact },
    ...(hasPeerPresence && { contactPresence: { href: `${contact}/presence` } }),
    participantMessaging: { href: `${href.participant}/messaging` },
  });
}

function participant(
  { uri, name }: UcwaPerson,
  local: boolean,
  anonymous: boolean,
  links: UcwaLinks,
): UcwaResource {
  return {
    rel: 'participant',
    sourceNetwork: 'SameEnterprise',
    anonymous,
    name,
    uri,
    role: 'Attendee',
    local,
    organizer: false,
    inLobby: false,
    _links: links,
  };
}

export function participantMessaging(conversation: UcwaConversation, local: boolean): UcwaResource {
  const { href } = conversation;
  const self = local ? href.localParticipant : href.participant;
  return {
    rel: 'participantMessaging',
    _links: { self: { href: `${self}/messaging` }, participant: { href: self } },
  };
}

export function messageResource(conversation: UcwaConversation, message: StoredMessage): UcwaResource {
  const { href, hrefs, peer } = conversation;
  const { content, direction, notice, number, operationId, at } = message;
  const body = { href: dataUri(content) };
  return {
    rel: 'message',
    direction,
    timeStamp: buildUcwaDate(at),
    ...(operationId !== undefined && { operationId }),
    ...(notice !== undefined && { notice }),
    _links: {
      self: { href: href.message(number) },
      messaging: { href: href.messaging },
      ...(direction === 'Incoming'
        ? {
            contact: { href: hrefs.contact(peer.uri), title: peer.name },
            participant: { href: href.participant, title: peer.name },
            [content.format === 'Html' ? 'htmlMessage' : 'plainMessage']: body,
          }
        : {}),
    },
  };
}

function localLink({ href, user }: UcwaConversation): { href: string; title: string } {
  return { href: href.localParticipant, title: user.name };
}

function dataUri({ format, text }: TextContent): string {
  return buildDataUri(text, acceptTypesOf([format])[0]);
}

/** The list of live conversations. */
export function conversationsResource(
  hrefs: Hrefs,
  conversations: readonly UcwaConversation[],
): UcwaResource {
  return {
    rel: 'conversations',
    _links: { self: { href: `${hrefs.communication}/conversations?filter=active` } },
    _embedded: { conversation: conversations.map(conversationResource) },
  };
}
