import { buildReason } from '../../protocol/reason';
import { normalizeApplicationId, parseSessionInvite } from '../../protocol/session-invite';
import type { SessionInvite } from '../../protocol/session-invite';
import type { ContextApplication, ConversationState, FailureSnapshot } from '../contract';
import type { Conversation } from '../conversation';
import { conversationIdHeader } from '../im/im-invite';
import { assertedIdentity, isTrusted } from '../identity';
import type { IncomingInvite } from '../signaling/signaling';
import { ContextChannel } from './context-channel';

export interface ContextChannelHost {
  readonly contextApplications: readonly ContextApplication[];
  readonly trustedApplications: readonly string[];
  /** Of this agent. */
  readonly roles: readonly string[];
  readonly recoveryTimeout: number;
  getConversation(id: string): Conversation | undefined;
}

/** `recovering`: the inviter may be quicker to restore the channel than the conversation. */
const LIVE: readonly ConversationState[] = ['established', 'conferenced', 'recovering'];

/** Answers `application/ms-session-invite+xml`: who is asking, for which conversation, for which application. Rejects with what went wrong late. */
export async function receiveContextInvite(invite: IncomingInvite, host: ContextChannelHost): Promise<void> {
  const remoteUri = assertedIdentity(invite);
  // The edge refuses others already; the client checks again.
  if (!isTrusted(remoteUri, host.trustedApplications)) return invite.reject(403);
  let content: SessionInvite;
  try {
    content = parseSessionInvite(invite.body);
  } catch (error) {
    return invite.reject(400, {
      reason: error instanceof Error ? `Bad invitation (${error.message})` : 'Bad invitation',
    });
  }
  const conversation = host.getConversation(invite.header(conversationIdHeader) ?? '');
  if (!conversation || !LIVE.includes(conversation.state)) {
    return invite.reject(481, { reason: 'No such conversation' });
  }
  const application = host.contextApplications.find(
    ({ id }) => normalizeApplicationId(id) === content.applicationId,
  );
  const options = {
    remoteUri,
    applicationName: application?.name ?? content.applicationName ?? content.applicationId,
    recoveryTimeout: host.recoveryTimeout,
  };
  const old = conversation.contextChannels.find((channel) => channel.applicationId === content.applicationId);
  if (!application || !isForRoles(application, host.roles)) {
    refuse(invite);
    if (old) conversation.removeChannel(old);
    const refused = new ContextChannel(conversation, content, { ...options, registered: false });
    conversation.addChannel(refused);
    refused.refuse(notInstalled(options.applicationName));
    return;
  }
  if (old && (old.state === 'established' || old.state === 'recovering')) return old.replace(invite, content);
  if (old) conversation.removeChannel(old);
  const installLink = content.installLink ?? application.installLink;
  const withLink = installLink === undefined ? content : { ...content, installLink };
  const channel = new ContextChannel(conversation, withLink, { ...options, registered: true });
  conversation.addChannel(channel);
  await channel.receive(invite);
}

/** An application without roles is for everybody. */
function isForRoles({ roles }: ContextApplication, own: readonly string[]): boolean {
  return !roles?.length || roles.some((role) => own.includes(role));
}

function refuse(invite: IncomingInvite): void {
  const reason = buildReason({ protocol: 'SIP', cause: 480, text: 'application not installed' });
  invite.reject(480, { headers: [['Reason', reason]] });
}

function notInstalled(name: string): FailureSnapshot {
  return {
    code: 'application-not-installed',
    message: `${name} is not installed here, or not for this agent`,
    status: 480,
  };
}
