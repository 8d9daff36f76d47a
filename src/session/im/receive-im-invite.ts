import { generateConversationId, isConversationId } from '../../protocol/conversation-id';
import { importanceOf } from '../../protocol/importance';
import { parseTextFormat } from '../../protocol/text-format';
import type { InvitationSnapshot } from '../contract';
import type { Conversation } from '../conversation';
import type { ConversationInit } from '../conversation';
import { addressOf, assertedIdentity, isTrusted } from '../identity';
import type { IncomingInvite } from '../signaling/signaling';
import { conversationIdHeader, readMessageSdp, resumeHeader } from './im-invite';

/** Invitations that may wait for a person at once; more than anybody can look at is an attack or a mistake. */
const MAX_WAITING = 20;
/** Longest toast shown, in characters. */
const MAX_TOAST = 500;

export interface ImInviteHost {
  readonly conversations: readonly Conversation[];
  readonly trustedApplications: readonly string[];
  getConversation(id: string): Conversation | undefined;
  /** A conversation of before a page reload. */
  isResumable(id: string, peerUri: string): boolean;
  addIncoming(
    init: ConversationInit,
    invite: IncomingInvite,
    invitation: InvitationSnapshot,
    silent: boolean,
  ): void;
}

/** Answers, or lets a person answer, an INVITE for a session of messages. */
export function receiveImInvite(invite: IncomingInvite, host: ImInviteHost): void {
  try {
    if (!readMessageSdp(invite)) return invite.reject(488);
  } catch (error) {
    return invite.reject(400, { reason: error instanceof Error ? error.message : 'Malformed' });
  }
  const peerUri = assertedIdentity(invite);
  const given = invite.header(conversationIdHeader) ?? '';
  const id = isConversationId(given) ? given : newConversationId();
  const existing = host.getConversation(id);
  if (existing && existing.state !== 'terminated') return continueWith(existing, peerUri, invite);
  const resumes = invite.header(resumeHeader)?.toLowerCase() === 'true';
  // Only who opened the conversation before may open it again without asking.
  const silent = resumes && (isTrusted(peerUri, host.trustedApplications) || host.isResumable(id, peerUri));
  const waiting = host.conversations.filter(({ state }) => state === 'incoming').length;
  if (!silent && waiting >= MAX_WAITING) return invite.reject(486);
  const init: ConversationInit = {
    id,
    direction: 'incoming',
    peerUri,
    peerName: invite.fromName,
    subject: invite.header('subject') ?? '',
    importance: importanceOf(invite.header('priority')),
  };
  host.addIncoming(init, invite, invitationOf(invite, peerUri), silent);
}

/** A second INVITE for a live conversation from the same peer replaces its dialog, which is dangling. */
function continueWith(conversation: Conversation, peerUri: string, invite: IncomingInvite): void {
  if (addressOf(conversation.init.peerUri) !== peerUri) return invite.reject(403);
  const { state } = conversation;
  // RFC 3261 section 14.1: two attempts that cross; the one that is on its way goes on.
  if (state !== 'established' && state !== 'recovering') return invite.reject(491);
  conversation.replaceDialog(invite);
}

function invitationOf(invite: IncomingInvite, fromUri: string): InvitationSnapshot {
  const text = parseTextFormat(invite.header('ms-text-format'));
  const toast =
    (text?.contentType === 'text/plain' ? text.body : undefined) ?? invite.header('subject') ?? '';
  const expires = Number(invite.header('expires'));
  const receivedAt = Date.now();
  return {
    toast: toast.slice(0, MAX_TOAST),
    fromUri,
    fromName: invite.fromName,
    receivedAt,
    ...(expires > 0 && { expiresAt: receivedAt + expires * 1000 }),
  };
}

export function newConversationId(): string {
  return generateConversationId(Date.now(), crypto.getRandomValues(new Uint8Array(16)));
}
