import type { CallSnapshot, ConversationAction, ConversationState } from '../contract';
import { isContact } from '../identity';
import { isGuest } from '../resume-token';
import type { Provisioning } from './provisioning';
import { isLiveCall } from './call-states';

export interface CallingConversation {
  readonly state: ConversationState;
  readonly self: { readonly uri: string };
  readonly init: { readonly peerUri: string };
}

/** What a call adds to what can be done in its conversation. */
export function callActions(
  { state, audio, remote }: CallSnapshot,
  { self, init: { peerUri }, state: conversation }: CallingConversation,
  provisioning: Provisioning | undefined,
): readonly ConversationAction[] {
  const isFromGuest = isGuest(self.uri);
  // The contact centre bridges sound only, and a guest reaches nothing else.
  const video = isFromGuest || isContact(remote?.uri ?? peerUri) ? ([] as const) : (['video'] as const);
  // The mix of a conference has no video, and is nobody's to send elsewhere.
  if (conversation === 'conferenced')
    return !isLiveCall(state) ? ['audio'] : state === 'connected' || state === 'held' ? ['hold'] : [];
  if (!isLiveCall(state)) return conversation === 'established' ? ['audio', ...video] : [];
  // Whom a guest talks to is not for the guest to choose.
  const transfer = isFromGuest ? ([] as const) : (['transfer'] as const);
  if (state === 'held') return ['hold', ...transfer];
  if (state !== 'connected') return [];
  // Who is parked cannot be parked again: the service would refuse it as a double park.
  const canPark = audio !== 'none' && !remote?.isParkService && isParkAvailable(provisioning);
  return [...video, 'hold', ...transfer, ...(canPark ? (['park'] as const) : [])];
}

/** The service is provisioned, policy allows it, and the pool is not in resiliency mode. */
function isParkAvailable(provisioning: Provisioning | undefined): boolean {
  return !!provisioning?.callParkServerUri && provisioning.enableCallPark && !provisioning.isInResiliencyMode;
}
