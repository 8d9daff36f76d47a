import type { Agent } from './agent';
import type { Contact } from './contact';

/** Calls one agent may have at once: nobody talks to two. Chats are limited by the agent's own capacity, in which a call counts as one. */
const maxCalls = 1;

/** Whether the agent may talk to this contact too; those that are being offered count. A contact that is no call needs nothing but a free place. */
export function mayTalk(
  { uri }: Agent,
  { id, audio }: Pick<Contact, 'id' | 'audio'>,
  contacts: Iterable<Contact>,
): boolean {
  if (!audio) return true;
  let calls = 0;
  for (const other of contacts) {
    const isTheirs = other.agentUri === uri || other.offer?.agentUri === uri || other.colleagues.has(uri);
    if (other.audio && isTheirs && other.id !== id) calls++;
  }
  return calls < maxCalls;
}
