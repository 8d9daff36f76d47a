import { mediaTypeOf } from '../protocol/content-type';
import type { ContextApplication } from './contract';
import type { Conversation } from './conversation';
import { asSessionError } from './failures';
import { assertedIdentity } from './identity';
import { receiveImInvite } from './im/receive-im-invite';
import { readContent } from './im/read-message';
import { isGuest } from './resume-token';
import type { SessionCore } from './session-core';
import type { IncomingInvite, IncomingRequest } from './signaling/signaling';

/** `application/ms-session-invite+xml`, whose reader is loaded with the channels. */
const SESSION_INVITE = 'application/ms-session-invite+xml';
const CONF_INVITE = 'application/ms-conf-invite+xml';

export const loadContextChannels = () => import('./context/receive-context-invite');

/** Whom the page believes, and for what. */
export interface Trust {
  readonly contextApplications: readonly ContextApplication[];
  readonly trustedApplications: readonly string[];
}

/** An INVITE goes to the part of the session whose business it is. */
export function receiveInvite(invite: IncomingInvite, core: SessionCore, trust: Trust): void {
  const handOver = (loading: Promise<{ receive(invite: IncomingInvite): unknown }>): void =>
    void loading
      .then((part) => part.receive(invite))
      .catch((error: unknown) => {
        invite.reject(500);
        core.report(
          asSessionError(error, 'server-error', 'An invitation could not be answered').toSnapshot(),
        );
      });
  if (/^m=audio /m.test(invite.body)) return handOver(core.loadCalls());
  const type = mediaTypeOf(invite.contentType);
  if (type === CONF_INVITE) return handOver(core.loadConferences());
  if (type !== SESSION_INVITE) return receiveImInvite(invite, imInviteHost(core, trust));
  // A visitor's browser has no channels.
  if (isGuest(core.uri)) return invite.reject(488);
  handOver(
    loadContextChannels().then(({ receiveContextInvite }) => ({
      receive: () => receiveContextInvite(invite, contextHost(core, trust)),
    })),
  );
}

/** Outside of dialogs there are delivery notifications, and pager-mode messages, which this session does not take. */
export function receiveRequest(request: IncomingRequest, conversations: readonly Conversation[]): void {
  try {
    const content = readContent(request);
    if (content.kind !== 'delivery')
      return request.respond(405, { headers: [['Allow', 'INVITE, ACK, BYE, CANCEL, INFO']] });
    const from = assertedIdentity(request);
    for (const { messaging, peer } of conversations) {
      if (peer.uri.toLowerCase() === from) messaging.onNotification(content.messageId, content.failedStatus);
    }
    request.respond(200);
  } catch (error) {
    request.respond(400, { reason: error instanceof Error ? error.message : 'Malformed' });
  }
}

function imInviteHost({ conversations: registry }: SessionCore, { trustedApplications }: Trust) {
  return {
    conversations: registry.all,
    trustedApplications,
    getConversation: registry.get.bind(registry),
    isResumable: registry.isResumable.bind(registry),
    addIncoming: registry.addIncoming.bind(registry),
  };
}

function contextHost(
  { conversations: registry, recoveryTimeout, roles }: SessionCore,
  { contextApplications, trustedApplications }: Trust,
) {
  return {
    contextApplications,
    trustedApplications,
    roles,
    recoveryTimeout,
    getConversation: registry.get.bind(registry),
  };
}
