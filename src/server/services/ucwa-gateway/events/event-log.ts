import type { UcwaEvent, UcwaLink } from '../../../../protocol/ucwa';

/** `high` is told at once; the others wait to be told together with what follows. */
export type EventPriority = 'high' | 'medium' | 'low';

export interface SentEvent {
  readonly sender: Required<Pick<UcwaLink, 'rel' | 'href'>>;
  readonly event: UcwaEvent;
}

/** Events that belong together: they are told in one answer, in this order. */
export interface EventGroup {
  readonly events: readonly SentEvent[];
  readonly priority: EventPriority;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** An earlier group of this name that nobody was told of yet is out of date: it is left out. */
  readonly replaces?: string;
  /** Called once the client has acknowledged it. */
  readonly onAcknowledged?: () => void;
  /** What it weighs, in characters. */
  readonly size: number;
}

export interface EventBatch {
  readonly number: number;
  readonly groups: readonly EventGroup[];
}

/** Groups waiting beyond which they are told together, so that who comes back late need not fetch them one by one. */
const crowd = 8;
const maxBatchEvents = 100;
const maxBatchSize = 262_144;

/**
 * What one client has to be told, in order: each batch is kept, and given again, until the request for the next one acknowledges it. Knows
 * no time and no connection.
 */
export class EventLog {
  readonly #queue: EventGroup[] = [];
  #batch: EventBatch | undefined;
  #number = 1;
  #size = 0;

  /** The number of the batch that is to be asked for. */
  get number(): number {
    return this.#number;
  }

  /** The batch that was given and is not acknowledged. */
  get batch(): EventBatch | undefined {
    return this.#batch;
  }

  /** Characters waiting or not acknowledged. */
  get size(): number {
    return this.#size;
  }

  get isEmpty(): boolean {
    return this.#queue.length === 0;
  }

  append(group: EventGroup): void {
    if (group.replaces !== undefined) {
      const at = this.#queue.findIndex(({ replaces }) => replaces === group.replaces);
      if (at >= 0) this.#size -= this.#queue.splice(at, 1)[0]!.size;
    }
    this.#queue.push(group);
    this.#size += group.size;
  }

  /** Whether `ack` is the place where the client should be; if it is, what comes before is acknowledged. */
  acknowledge(ack: number): boolean {
    if (ack === this.#number) return true;
    if (ack !== this.#number + 1 || this.#batch === undefined) return false;
    const { groups } = this.#batch;
    this.#batch = undefined;
    this.#number += 1;
    for (const group of groups) this.#size -= group.size;
    for (const group of groups) group.onAcknowledged?.();
    return true;
  }

  /** When what waits has to be told, in milliseconds since 1970; undefined when nothing waits. `delays` in milliseconds. */
  due(delays: { readonly medium: number; readonly low: number }): number | undefined {
    const { length } = this.#queue;
    if (length === 0) return undefined;
    return Math.min(
      ...this.#queue.map(({ at, priority }) => (priority === 'high' ? at : at + delays[priority])),
    );
  }

  /** The next batch: that which waits, or none. One at a time: the last one has been acknowledged. */
  form(): EventBatch {
    if (this.#batch) return this.#batch;
    this.#batch = { number: this.#number, groups: this.#queue.splice(0, this.#extent()) };
    return this.#batch;
  }

  /** Some clients read by position, so a group that is told at once has a batch of its own; aggregated ones have one together. */
  #extent(): number {
    const aggregated = this.#queue.findIndex(({ priority }) => priority === 'high');
    const isCrowd = this.#queue.length > crowd;
    const most = isCrowd || aggregated < 0 ? this.#queue.length : Math.max(1, aggregated);
    let [count, events, size] = [0, 0, 0];
    for (const group of this.#queue.slice(0, most)) {
      events += group.events.length;
      size += group.size;
      if (count > 0 && (events > maxBatchEvents || size > maxBatchSize)) break;
      count += 1;
    }
    return count;
  }
}
