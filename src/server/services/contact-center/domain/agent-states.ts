/**
 * The ACD state of an agent. It is derived from facts that are kept apart: presence (what the agent's client publishes), readiness (the
 * agent's own choice), the offer in progress, the chats in progress and wrap-up. `busy` is "no room for another chat": an agent with one chat
 * of three is `ready`, one on the phone with somebody else is not. What may follow what is the table below; anything else is a defect and throws.
 */
export type AgentState = 'not-present' | 'not-ready' | 'ready' | 'offering' | 'busy' | 'wrap-up';

export type AgentStateEvent =
  | 'presence-changed'
  | 'readiness-changed'
  | 'offered'
  | 'offer-accepted'
  | 'offer-closed'
  /** Retrieved a parked contact, or got one by transfer: nobody asked whether there is room. */
  | 'contact-taken'
  | 'chat-ended'
  | 'wrap-up-ended';

export interface AgentFacts {
  readonly present: boolean;
  readonly ready: boolean;
  readonly offering: boolean;
  readonly wrappingUp: boolean;
  readonly full: boolean;
}

const atRest: readonly AgentState[] = ['not-present', 'not-ready', 'ready', 'busy', 'wrap-up'];

/** from -> event -> the states it may lead to. */
export const agentStateTable: Readonly<
  Record<AgentState, Partial<Readonly<Record<AgentStateEvent, readonly AgentState[]>>>>
> = {
  'not-present': {
    'presence-changed': ['not-present', 'not-ready', 'ready', 'busy', 'wrap-up'],
    'readiness-changed': ['not-present'],
    'contact-taken': ['not-present'],
    'chat-ended': ['not-present'],
    'wrap-up-ended': ['not-present'],
  },
  'not-ready': {
    'presence-changed': ['not-ready', 'not-present', 'busy'],
    'readiness-changed': ['not-ready', 'ready'],
    'contact-taken': ['not-ready', 'busy'],
    'chat-ended': ['not-ready', 'wrap-up', 'busy'],
  },
  ready: {
    'presence-changed': ['ready', 'not-present', 'busy'],
    'readiness-changed': ['ready', 'not-ready'],
    offered: ['offering'],
    'contact-taken': ['ready', 'busy'],
    'chat-ended': ['ready', 'wrap-up', 'busy'],
  },
  offering: {
    'presence-changed': ['offering'],
    'readiness-changed': ['offering'],
    'contact-taken': ['offering'],
    'chat-ended': ['offering'],
    'wrap-up-ended': ['offering'],
    'offer-accepted': atRest,
    'offer-closed': atRest,
  },
  busy: {
    'presence-changed': ['busy', 'not-present', 'ready', 'not-ready'],
    'readiness-changed': ['busy'],
    'contact-taken': ['busy', 'ready', 'not-ready'],
    'chat-ended': ['not-ready', 'ready', 'wrap-up', 'busy'],
  },
  'wrap-up': {
    'presence-changed': ['wrap-up', 'not-present'],
    'readiness-changed': ['wrap-up'],
    'contact-taken': ['wrap-up'],
    'chat-ended': ['wrap-up'],
    'wrap-up-ended': ['not-ready', 'ready', 'busy'],
  },
};

/** Presence outranks the rest: nobody is offered anything while away. An offer on its way outranks presence, because clients publish `busy` as they accept. */
export function agentStateOf(facts: AgentFacts): AgentState {
  if (facts.offering) return 'offering';
  if (!facts.present) return 'not-present';
  if (facts.wrappingUp) return 'wrap-up';
  if (facts.full) return 'busy';
  return facts.ready ? 'ready' : 'not-ready';
}

export class AgentStateError extends Error {
  override readonly name = 'AgentStateError';
  readonly code = 'illegal-transition';
}

export function nextAgentState(from: AgentState, event: AgentStateEvent, facts: AgentFacts): AgentState {
  const to = agentStateOf(facts);
  if (!agentStateTable[from][event]?.includes(to)) {
    throw new AgentStateError(`An agent cannot go from ${from} to ${to} by ${event}.`);
  }
  return to;
}
