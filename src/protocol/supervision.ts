import type { AgentQueue } from './agent-state';
import {
  boolean,
  integer,
  list,
  oneOf,
  optional,
  readJson,
  shape,
  text,
  timestamp,
  writeJson,
} from './json-reader';
import { WireFormatError } from './wire-format-error';

/** What supervisors are told of agents, queues and contacts: event package of SUBSCRIBE and NOTIFY at the contact centre's own address. */
export const supervisionEvent = 'vnd.lync-widgets.supervision';
export const supervisionContentType = 'application/vnd.lync-widgets.supervision+json';

/**
 * How a supervisor takes part. `monitor`: hears and reads everything, is heard and read by nobody. `whisper`: is heard and read by the agents alone.
 * `barge`: is heard and read by everybody.
 */
export type SupervisionMode = 'monitor' | 'whisper' | 'barge';
export const supervisionModes: readonly SupervisionMode[] = ['monitor', 'whisper', 'barge'];

export interface SupervisedAgent {
  readonly uri: string;
  readonly displayName: string;
  readonly state: 'not-present' | 'not-ready' | 'ready' | 'offering' | 'busy' | 'wrap-up';
  /** Why not ready: the agent's word, or `missed-offers`. */
  readonly reason?: string;
  readonly active: number;
  readonly capacity: number;
  /** Milliseconds since 1970: last contact begun or ended, or came back. */
  readonly idleSince: number;
  readonly onThePhone?: boolean;
}

/** Somebody who has a contact besides the customer. */
export interface ContactMember {
  readonly uri: string;
  readonly displayName: string;
  readonly role: 'agent' | 'colleague' | 'supervisor';
  /** `ringing`: asked, and has not answered. */
  readonly state: 'ringing' | 'connected';
  /** Of a supervisor. */
  readonly mode?: SupervisionMode;
}

export interface SupervisedContact {
  readonly id: string;
  /** Where a supervisor calls to listen in. */
  readonly uri: string;
  readonly customerName: string;
  readonly queueUri: string;
  readonly queueName: string;
  readonly subject?: string;
  readonly state: 'queued' | 'offering' | 'connected' | 'parked';
  /** Milliseconds since 1970. */
  readonly queuedAt: number;
  readonly answeredAt?: number;
  readonly audio: boolean;
  readonly messages: boolean;
  readonly members: readonly ContactMember[];
}

export interface SupervisionOverview {
  readonly agents: readonly SupervisedAgent[];
  readonly queues: readonly AgentQueue[];
  readonly contacts: readonly SupervisedContact[];
  /** Contacts that there was no room for. */
  readonly omitted?: number;
}

const uri = text(512);
const name = text(256);
const count = integer(0, 1e6);

export const contactMember = shape<ContactMember>({
  uri,
  displayName: name,
  role: oneOf('agent', 'colleague', 'supervisor'),
  state: oneOf('ringing', 'connected'),
  mode: optional(oneOf('monitor', 'whisper', 'barge')),
});

const overview = shape<SupervisionOverview>({
  agents: list(
    shape<SupervisedAgent>({
      uri,
      displayName: name,
      state: oneOf('not-present', 'not-ready', 'ready', 'offering', 'busy', 'wrap-up'),
      reason: optional(text(128)),
      active: count,
      capacity: count,
      idleSince: timestamp,
      onThePhone: optional(boolean),
    }),
    2048,
  ),
  queues: list(shape<AgentQueue>({ uri, name, waiting: count, longestWaitSince: optional(timestamp) }), 256),
  contacts: list(
    shape<SupervisedContact>({
      id: text(64),
      uri,
      customerName: name,
      queueUri: uri,
      queueName: name,
      subject: optional(text(1024)),
      state: oneOf('queued', 'offering', 'connected', 'parked'),
      queuedAt: timestamp,
      answeredAt: optional(timestamp),
      audio: boolean,
      messages: boolean,
      members: list(contactMember, 64),
    }),
    2048,
  ),
  omitted: optional(count),
});

/** Throws `WireFormatError`. At most 64 kB. */
export function parseSupervision(body: string): SupervisionOverview {
  return readJson(body, overview);
}

/** Throws `WireFormatError` when the other side would refuse it, as `too-large` does. */
export function buildSupervision(value: SupervisionOverview): string {
  return writeJson(value, overview);
}

/** Whether an error says that there is too much to tell. */
export function isTooMuch(error: unknown): boolean {
  return error instanceof WireFormatError && (error.code === 'too-large' || error.code === 'too-many');
}
