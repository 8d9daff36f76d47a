import { integer, number, oneOf, optional, readJson, shape, text, writeJson } from './json-reader';

export const queueStatusContentType = 'application/vnd.lync-widgets.queue-status+json';

/** What the contact centre tells a waiting visitor. The same form as the session's `QueueSnapshot`. */
export interface QueueStatus {
  readonly state: 'queued' | 'offering' | 'connected' | 'ended';
  /** 1 is next. */
  readonly position?: number;
  /** Estimated wait in seconds. */
  readonly estimatedWait?: number;
  readonly queueName?: string;
  /** Display name of the agent; never an address. */
  readonly agentName?: string;
}

const queueStatus = shape<QueueStatus>({
  state: oneOf('queued', 'offering', 'connected', 'ended'),
  position: optional(integer(1, 1e6)),
  estimatedWait: optional(number(0, 1e7)),
  queueName: optional(text(256)),
  agentName: optional(text(256)),
});

/** Throws `WireFormatError`. At most 4,096 bytes. */
export function parseQueueStatus(body: string): QueueStatus {
  return readJson(body, queueStatus, 4096);
}

/** Throws `WireFormatError` on values the other side would refuse. */
export function buildQueueStatus(status: QueueStatus): string {
  return writeJson(status, queueStatus, 4096);
}
