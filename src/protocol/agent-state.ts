import { integer, list, oneOf, optional, readJson, shape, text, timestamp, writeJson } from './json-reader';
import type { Reader } from './json-reader';
import { WireFormatError } from './wire-format-error';

export const agentStateContentType = 'application/vnd.lync-widgets.agent+json';
/** Event package of SUBSCRIBE, NOTIFY and PUBLISH. */
export const agentStateEvent = 'vnd.lync-widgets.agent';

/** The agent as the contact centre sees them. Presence and readiness are two things: see the wire guide. */
export interface AgentState {
  readonly state: 'not-present' | 'not-ready' | 'ready' | 'offering' | 'busy' | 'wrap-up';
  /** The agent's own choice; `not-ready` may carry a `reason`, e.g. `lunch`. */
  readonly readiness: 'ready' | 'not-ready';
  readonly reason?: string;
  /** Parallel chats in progress and allowed. */
  readonly active: number;
  readonly capacity: number;
  /** Milliseconds since 1970 at which wrap-up ends by itself. */
  readonly wrapUpEndsAt?: number;
  /** Offers missed in a row. */
  readonly missedOffers: number;
  readonly skills: readonly string[];
  readonly roles: readonly string[];
  readonly queues: readonly AgentQueue[];
}

export interface AgentQueue {
  readonly uri: string;
  readonly name: string;
  readonly waiting: number;
  /** Milliseconds since 1970. */
  readonly longestWaitSince?: number;
}

/** What an agent asks of the contact centre. */
export type AgentCommand =
  | { readonly readiness: 'ready' }
  | { readonly readiness: 'not-ready'; readonly reason?: string }
  | { readonly wrapUp: 'end' }
  | { readonly wrapUp: 'extend'; readonly seconds: number };

const count = integer(0, 1e6);

const agentState = shape<AgentState>({
  state: oneOf('not-present', 'not-ready', 'ready', 'offering', 'busy', 'wrap-up'),
  readiness: oneOf('ready', 'not-ready'),
  reason: optional(text(128)),
  active: count,
  capacity: count,
  wrapUpEndsAt: optional(timestamp),
  missedOffers: count,
  skills: list(text(128), 256),
  roles: list(text(128), 64),
  queues: list(
    shape<AgentQueue>({
      uri: text(512),
      name: text(256),
      waiting: count,
      longestWaitSince: optional(timestamp),
    }),
    256,
  ),
});

const ready = shape<{ readiness: 'ready' }>({ readiness: oneOf('ready') });
const notReady = shape<{ readiness: 'not-ready'; reason?: string }>({
  readiness: oneOf('not-ready'),
  reason: optional(text(128)),
});
const endWrapUp = shape<{ wrapUp: 'end' }>({ wrapUp: oneOf('end') });
const extendWrapUp = shape<{ wrapUp: 'extend'; seconds: number }>({
  wrapUp: oneOf('extend'),
  seconds: integer(1, 3600),
});
const keys = shape<{ readiness?: string; wrapUp?: string }>({
  readiness: optional(oneOf('ready', 'not-ready')),
  wrapUp: optional(oneOf('end', 'extend')),
});

const agentCommand: Reader<AgentCommand> = (value, path) => {
  const { readiness, wrapUp } = keys(value, path);
  // One command, one thing: with both keys it would not be clear what a refusal refuses.
  if ((readiness === undefined) === (wrapUp === undefined)) throw new WireFormatError('invalid-value', path);
  if (readiness) return (readiness === 'ready' ? ready : notReady)(value, path);
  return (wrapUp === 'end' ? endWrapUp : extendWrapUp)(value, path);
};

/** Throws `WireFormatError`. At most 64 kB. */
export function parseAgentState(body: string): AgentState {
  return readJson(body, agentState);
}

/** Throws `WireFormatError` on values the other side would refuse. */
export function buildAgentState(state: AgentState): string {
  return writeJson(state, agentState);
}

/** Throws `WireFormatError`. At most 1,024 bytes; `reason` 128 characters; `seconds` 1 to 3,600. */
export function parseAgentCommand(body: string): AgentCommand {
  return readJson(body, agentCommand, 1024);
}

/** Throws `WireFormatError` on values the other side would refuse. */
export function buildAgentCommand(command: AgentCommand): string {
  return writeJson(command, agentCommand, 1024);
}
