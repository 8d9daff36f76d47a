import type { Agent } from './agent';
import type { Contact } from './contact';

/** Calls one agent may have at once: nobody talks to two. Chats are limited by the agent's own capacity, in which a call counts as one. */
const maxCalls = 1;

/** Whether the agent could talk to this contact too. A contact that is no call needs nothing but a free place. */
export function mayTalk(
  agent: Agent,
  contact: Pick<Contact, 'id' | 'audio'>,
  contactOf: (id: string) => Contact | undefined,
): boolean {
  if (!contact.audio) return true;
  const calls = [...agent.contactIds].filter((id) => id !== contact.id && contactOf(id)?.audio);
  return calls.length < maxCalls;
}
