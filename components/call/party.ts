import type { ConversationContract } from '../../src/session/contract';
import { shortAddress } from './address';

/** Who is at the other end of a call, for people; empty if nobody knows. */
export function partyName({ audioVideo, snapshot }: ConversationContract): string {
  const remote = audioVideo?.snapshot.remote;
  const [person] = snapshot.participants;
  // After a transfer or a retrieval it is another than the conversation's participant. A service is nobody.
  if (remote && remote.uri !== person?.uri && !remote.isParkService)
    return remote.displayName || shortAddress(remote.uri);
  return snapshot.queue?.agentName ?? (person?.displayName || shortAddress(person?.uri ?? ''));
}
