import type { ConversationContract } from '../../src/session/contract';
import { shortAddress } from './address';

/** A call park service is at the other end: this call is parked there, or about to be picked up. */
export const isAtParkService = ({ audioVideo }: ConversationContract): boolean =>
  !!audioVideo?.snapshot.remote?.isParkService;

/** The other side has parked this call. Who calls the service, to pick somebody up, is not parked. */
export function isParkedByOther({ audioVideo, snapshot }: ConversationContract): boolean {
  const remote = audioVideo?.snapshot.remote;
  return !!remote?.isParkService && remote.uri !== snapshot.participants[0]?.uri.replace(/;.*$/, '');
}

/** Who is at the other end of a call, for people; empty if nobody knows. */
export function partyName({ audioVideo, snapshot }: ConversationContract): string {
  // At the other end there is a mixer, with everybody.
  if (snapshot.conference)
    return (
      snapshot.subject ||
      snapshot.participants.map((one) => one.displayName || shortAddress(one.uri)).join(', ')
    );
  const remote = audioVideo?.snapshot.remote;
  const [person] = snapshot.participants;
  // After a transfer or a retrieval it is another than the conversation's participant. A service is nobody.
  if (remote && remote.uri !== person?.uri && !remote.isParkService)
    return remote.displayName || shortAddress(remote.uri);
  const known = person?.displayName || (remote?.isParkService ? '' : remote?.displayName);
  return snapshot.queue?.agentName ?? (known || shortAddress(person?.uri ?? ''));
}
