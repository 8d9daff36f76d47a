import type { CallSnapshot, ConversationAction, ConversationState } from '../contract';
import type { Provisioning } from './provisioning';
import { isLiveCall } from './call-states';

/** What a call adds to what can be done in its conversation. */
export function callActions(
  { state, audio, remote }: CallSnapshot,
  conversation: ConversationState,
  provisioning: Provisioning | undefined,
  isGuest = false,
): readonly ConversationAction[] {
  if (!isLiveCall(state)) return conversation === 'established' ? ['audio', 'video'] : [];
  // Whom a guest talks to is not for the guest to choose.
  const transfer = isGuest ? ([] as const) : (['transfer'] as const);
  if (state === 'held') return ['hold', ...transfer];
  if (state !== 'connected') return [];
  // Who is parked cannot be parked again: the service would refuse it as a double park.
  const canPark = audio !== 'none' && !remote?.isParkService && isParkAvailable(provisioning);
  return ['video', 'hold', ...transfer, ...(canPark ? (['park'] as const) : [])];
}

/** The service is provisioned, policy allows it, and the pool is not in resiliency mode. */
function isParkAvailable(provisioning: Provisioning | undefined): boolean {
  return !!provisioning?.callParkServerUri && provisioning.enableCallPark && !provisioning.isInResiliencyMode;
}
