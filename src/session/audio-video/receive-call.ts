import { isConversationId } from '../../protocol/conversation-id';
import { importanceOf } from '../../protocol/importance';
import { parseTextFormat } from '../../protocol/text-format';
import type { InvitationSnapshot } from '../contract';
import { InvitationReceivedEvent } from '../contract';
import type { Conversation } from '../conversation';
import type { ConversationRegistry } from '../conversation-registry';
import { addressOf, assertedIdentity } from '../identity';
import { conversationIdHeader } from '../im/im-invite';
import { newConversationId } from '../im/receive-im-invite';
import type { IncomingInvite } from '../signaling/signaling';
import { readAudioVideoSdp, sdpOf } from './audio-video-sdp';
import type { AudioVideoCall, CallHost } from './call';
import { isParkService } from './call-invite';
import { CallLeg } from './call-leg';
import type { RemoteParty } from './call-leg';
import { refuseCollision } from './call-recovery';
import { answerWith } from './incoming-call';
import { matchesReplaces, parseReplaces } from './replaces';

/** Calls that may ring at once; more than anybody can answer is an attack or a mistake. */
const MAX_RINGING = 5;
const MAX_TOAST = 500;

export interface CallReceiver {
  readonly host: CallHost;
  readonly registry: ConversationRegistry;
  /** Every call that was used so far. */
  readonly calls: readonly AudioVideoCall[];
  of(conversation: Conversation): AudioVideoCall;
  dispatchEvent(event: Event): boolean;
}

/** Answers, or lets a person answer, an INVITE with audio. */
export async function receiveCall(invite: IncomingInvite, receiver: CallReceiver): Promise<void> {
  let sdp;
  try {
    sdp = sdpOf(invite);
  } catch (error) {
    return invite.reject(400, { reason: error instanceof Error ? error.message : 'Malformed' });
  }
  if (sdp === undefined || readAudioVideoSdp(sdp).audio === 'none') return invite.reject(488);
  const remote = remoteOf(invite);
  const replaces = invite.header('replaces');
  if (replaces !== undefined) return replaceCall(invite, remote, replaces, receiver);
  ringFor(invite, remote, sdp, receiver);
}

/** RFC 3891 section 3: the call goes on with another party, and nobody is asked, because both who talked know of it. */
async function replaceCall(
  invite: IncomingInvite,
  remote: RemoteParty,
  header: string,
  { calls, host }: CallReceiver,
): Promise<void> {
  const replaces = parseReplaces(header);
  if (!replaces) return invite.reject(400, { reason: 'Bad Replaces' });
  const call = calls.find(({ leg }) => leg?.dialog && matchesReplaces(leg.dialog.ids, replaces));
  const old = call?.leg;
  if (!call || !old) return invite.reject(481);
  // Confirmed already.
  if (replaces.earlyOnly) return invite.reject(486);
  if (refuseCollision(invite, call)) return;
  if (!call.status.can('replace')) return invite.reject(491);
  const leg = new CallLeg(host.engine.open(host.iceServers), call, false, remote, host.random);
  // Who is not offered video sends none, and the camera need not stay on.
  if (readAudioVideoSdp(sdpOf(invite) ?? '').video === 'none' && call.media.has('video'))
    call.media.drop('video');
  try {
    // The contact centre opens its applications in the conversation that goes on here, whichever the INVITE named.
    await answerWith(leg, invite, call.media, [[conversationIdHeader, call.conversation.id]]);
  } catch (error) {
    // The old dialog stays what it was.
    return call.report(error, 'A call could not be taken over');
  }
  if (call.leg !== old) return void leg.close();
  call.recovery.replaced();
  // RFC 3891 section 3: who was replaced hears it by BYE.
  void call.established(leg, 'replace')?.close();
}

function ringFor(invite: IncomingInvite, remote: RemoteParty, sdp: string, receiver: CallReceiver): void {
  const { registry } = receiver;
  const given = invite.header(conversationIdHeader) ?? '';
  const id = isConversationId(given) ? given : newConversationId();
  const existing = registry.get(id);
  const invitation = invitationOf(invite, remote, sdp);
  if (receiver.calls.filter(({ status }) => status.state === 'incoming').length >= MAX_RINGING)
    return invite.reject(486);
  if (existing && existing.state !== 'terminated') {
    const call = receiver.of(existing);
    // A parked call may ring back from whoever was parked, or from the service.
    const isRingBack = call.status.state === 'parked';
    if (!isRingBack && addressOf(existing.init.peerUri) !== remote.uri) return invite.reject(403);
    // It rings already: the caller lost the connection and calls again.
    const isAgain = call.status.state === 'incoming';
    if (!isAgain && !call.status.can('invite')) return invite.reject(486);
    call.ring(invite, remote, invitation.expiresAt);
    if (isAgain) return;
    receiver.dispatchEvent(new InvitationReceivedEvent(existing));
    return;
  }
  const init = {
    id,
    direction: 'incoming',
    peerUri: remote.uri,
    peerName: remote.displayName,
    subject: invite.header('subject') ?? '',
    importance: importanceOf(invite.header('priority')),
    modality: invitation.modality ?? 'audio',
  } as const;
  registry.addIncoming(init, undefined, invitation, false, (conversation) =>
    receiver.of(conversation).ring(invite, remote, invitation.expiresAt),
  );
}

function remoteOf(invite: IncomingInvite): RemoteParty {
  return {
    uri: assertedIdentity(invite),
    displayName: invite.fromName,
    isParkService: isParkService(invite),
  };
}

function invitationOf(invite: IncomingInvite, remote: RemoteParty, sdp: string): InvitationSnapshot {
  const text = parseTextFormat(invite.header('ms-text-format'));
  const toast =
    (text?.contentType === 'text/plain' ? text.body : undefined) ?? invite.header('subject') ?? '';
  const expires = Number(invite.header('expires'));
  const receivedAt = Date.now();
  return Object.freeze({
    toast: toast.slice(0, MAX_TOAST),
    fromUri: remote.uri,
    fromName: remote.displayName,
    receivedAt,
    ...(expires > 0 && { expiresAt: receivedAt + expires * 1000 }),
    modality: readAudioVideoSdp(sdp).video === 'none' ? 'audio' : 'video',
  });
}
