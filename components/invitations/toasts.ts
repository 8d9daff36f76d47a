import type {
  CallModality,
  ContextChannelContract,
  ConversationContract,
  InvitationSnapshot,
} from '../../src/session/contract';

/** Why an invitation is no longer one, as far as a person wants to know. */
export type GoneReason = 'answered-elsewhere' | 'no-longer-waiting' | 'ran-out' | 'failed';

export type InvitationPhase = 'waiting' | 'accepting' | 'declining' | 'gone';

export interface ToastCall {
  readonly modality: CallModality;
  /** It comes within a conversation that there is already. */
  readonly isWithin: boolean;
  /** A parked call comes back. */
  readonly isRingBack: boolean;
}

export interface InvitationToast {
  readonly kind: 'invitation';
  readonly key: string;
  readonly conversation: ConversationContract;
  /** As it came; a conversation that has ended may have forgotten it. */
  readonly invitation: InvitationSnapshot | undefined;
  /** It is a call: of a new conversation, or within one. */
  readonly call?: ToastCall;
  phase: InvitationPhase;
  /** The last try to accept or decline failed. */
  failed?: 'accept' | 'decline';
  reason?: GoneReason;
}

export interface ContextToast {
  readonly kind: 'context';
  readonly key: string;
  readonly channel: ContextChannelContract;
}

export type Toast = InvitationToast | ContextToast;

/** The call that waits in this conversation, if it is one that waits. */
export function waitingCall({ snapshot, audioVideo }: ConversationContract): ToastCall | undefined {
  const call = audioVideo?.snapshot;
  const rings = call?.state === 'incoming';
  if (snapshot.state === 'incoming') {
    const { conference, modality } = snapshot.invitation ?? {};
    // Into a conference one's voice is a choice.
    return modality && !conference ? { modality, isWithin: false, isRingBack: false } : undefined;
  }
  if (!rings) return undefined;
  const modality = call.video === 'none' ? 'audio' : 'video';
  return { modality, isWithin: true, isRingBack: call.orbit !== undefined };
}

/** It wants an answer: a conversation, or a call within one. */
export const isIncoming = (conversation: ConversationContract): boolean =>
  conversation.snapshot.state === 'incoming' || waitingCall(conversation) !== undefined;

const ELSEWHERE = new Set(['answered-elsewhere', 'accepted-elsewhere', 'completed-elsewhere']);
const RAN_OUT = new Set(['no-answer', 'timeout', 'expired']);
const LOCAL = new Set(['declined', 'terminated-locally', 'busy']);

/** What became of an invitation that this person has not answered; undefined: nothing to tell, they ended it themselves. */
export function goneReason(conversation: ConversationContract, isWithin = false): GoneReason | undefined {
  const { endReason = '', failure } = isWithin
    ? (conversation.audioVideo?.snapshot ?? {})
    : conversation.snapshot;
  if (ELSEWHERE.has(endReason)) return 'answered-elsewhere';
  if (RAN_OUT.has(endReason)) return 'ran-out';
  if (LOCAL.has(endReason)) return undefined;
  return failure ? 'failed' : 'no-longer-waiting';
}

/** The share of its time that is left, 0 to 1, and the seconds; undefined when it does not end by itself. */
export function timeLeft(
  invitation: InvitationSnapshot | undefined,
  now: number,
): { readonly share: number; readonly seconds: number } | undefined {
  if (invitation?.expiresAt === undefined) return undefined;
  const total = Math.max(1, invitation.expiresAt - invitation.receivedAt);
  const left = Math.min(total, Math.max(0, invitation.expiresAt - now));
  return { share: left / total, seconds: Math.ceil(left / 1000) };
}

/** Whether somebody still waits for an answer to it. */
export function isWaiting(toast: Toast): toast is InvitationToast {
  return toast.kind === 'invitation' && toast.phase !== 'gone';
}

/** Invitations first, those that run out soonest on top; what has only something to tell comes after. */
export function inOrder(toasts: Iterable<Toast>): Toast[] {
  const rank = (toast: Toast): number => {
    if (!isWaiting(toast)) return Number.MAX_SAFE_INTEGER;
    return toast.invitation?.expiresAt ?? Number.MAX_SAFE_INTEGER - 1;
  };
  return [...toasts].sort((a, b) => rank(a) - rank(b));
}
