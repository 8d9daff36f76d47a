import type { Clock, Timer } from '../../../sip/clock';
import { UcwaFailure } from '../failure';
import { EventLog, type EventBatch, type EventGroup, type EventPriority, type SentEvent } from './event-log';

/** What a client asked for; what it left out stays as it said before. Seconds. */
export interface PollRequest {
  readonly ack: number;
  readonly low?: number;
  readonly medium?: number;
  readonly timeout?: number;
  readonly priority?: number;
}

export type PollAnswer =
  | { readonly kind: 'batch'; readonly batch: EventBatch }
  /** The client lost its place: `number` is where to go on. */
  | { readonly kind: 'resync'; readonly number: number }
  | { readonly kind: 'failed'; readonly failure: UcwaFailure };

interface Waiting {
  readonly priority: number;
  readonly answer: (answer: PollAnswer) => void;
  readonly timeout: Timer;
}

/** DOC EventChannelDetails: defaults, and what may be asked for. Seconds. */
const aggregation = { least: 5, most: 1_800 };
/** Shorter than documented is allowed: proxies end requests that wait for a minute. */
const patience = { least: 10, usual: 180, most: 1_800 };

export interface PublishOptions {
  readonly priority?: EventPriority;
  readonly replaces?: string;
  readonly onAcknowledged?: () => void;
}

/** The event channel of one application: who polls it waits here until there is something to say. */
export class EventChannel {
  readonly #log = new EventLog();
  readonly #seconds = { low: 15, medium: 5, timeout: patience.usual, priority: 0 };
  #waiting: Waiting | undefined;
  #due: Timer | undefined;
  #closed: UcwaFailure | undefined;
  /** When the last request that waited was answered or went away. */
  #left: number;

  constructor(
    private readonly clock: Clock,
    /** A request begins or has ceased to wait. */
    private readonly onPresence: (isWaiting: boolean) => void,
  ) {
    this.#left = clock.now();
  }

  get isWaiting(): boolean {
    return this.#waiting !== undefined;
  }

  /** The number of the next batch, for links. */
  get number(): number {
    return this.#log.number;
  }

  /** Characters that wait for the client. */
  get size(): number {
    return this.#log.size;
  }

  /** Milliseconds since the client last was there; 0 while it is. */
  get absence(): number {
    return this.#waiting ? 0 : this.clock.now() - this.#left;
  }

  publish(events: readonly SentEvent[], options: PublishOptions = {}): void {
    if (this.#closed || events.length === 0) return;
    const { priority = 'high', replaces, onAcknowledged } = options;
    const group: EventGroup = {
      ...{ events, priority, at: this.clock.now(), size: JSON.stringify(events).length },
      ...(replaces !== undefined && { replaces }),
      ...(onAcknowledged && { onAcknowledged }),
    };
    this.#log.append(group);
    this.#tell();
  }

  /** `answer` is called once, perhaps at once, unless the result is called before: the client went away. */
  poll(request: PollRequest, answer: (answer: PollAnswer) => void): () => void {
    if (this.#closed) {
      answer({ kind: 'failed', failure: this.#closed });
      return () => undefined;
    }
    const { priority = this.#seconds.priority } = request;
    const isLost = !this.#log.acknowledge(request.ack);
    if (!isLost && this.#waiting && priority < this.#waiting.priority) {
      answer({ kind: 'failed', failure: replaced() });
      return () => undefined;
    }
    this.#remember(request);
    if (isLost) {
      answer({ kind: 'resync', number: this.#log.number });
      // A stray request says nothing of the one that waits at the right place.
      if (!this.#waiting) this.#seen();
      return () => undefined;
    }
    this.#release({ kind: 'failed', failure: replaced() });
    const timeout = this.clock.setTimeout(() => this.#answer(), this.#seconds.timeout * 1000);
    const waiting: Waiting = { priority, answer, timeout };
    this.#waiting = waiting;
    this.onPresence(true);
    this.#tell();
    return () => {
      if (this.#waiting === waiting) this.#leave();
    };
  }

  /** Whoever waits, and whoever comes later, is told `failure`. */
  close(failure: UcwaFailure): void {
    if (this.#closed) return;
    this.#closed = failure;
    this.#due?.cancel();
    this.#release({ kind: 'failed', failure });
  }

  #remember({ low, medium, timeout, priority }: PollRequest): void {
    const seconds = this.#seconds;
    if (low !== undefined) seconds.low = clamp(low, aggregation);
    if (medium !== undefined) seconds.medium = clamp(medium, aggregation);
    if (timeout !== undefined) seconds.timeout = clamp(timeout, patience);
    if (priority !== undefined) seconds.priority = priority;
  }

  /** Answers who waits, now or when what there is becomes due. */
  #tell(): void {
    this.#due?.cancel();
    this.#due = undefined;
    if (!this.#waiting) return;
    if (this.#log.batch) return this.#answer();
    const due = this.#log.due({ low: this.#seconds.low * 1000, medium: this.#seconds.medium * 1000 });
    if (due === undefined) return;
    const delay = due - this.clock.now();
    if (delay <= 0) this.#answer();
    else this.#due = this.clock.setTimeout(() => this.#answer(), delay);
  }

  #answer(): void {
    this.#release({ kind: 'batch', batch: this.#log.form() });
  }

  #release(answer: PollAnswer): void {
    const waiting = this.#waiting;
    if (!waiting) return;
    this.#leave();
    waiting.answer(answer);
  }

  #leave(): void {
    this.#waiting?.timeout.cancel();
    this.#waiting = undefined;
    this.#due?.cancel();
    this.#due = undefined;
    this.#seen();
  }

  #seen(): void {
    this.#left = this.clock.now();
    this.onPresence(false);
  }
}

function replaced(): UcwaFailure {
  return new UcwaFailure('Conflict', 'PGetReplaced', 'Another request waits for the same events.');
}

function clamp(value: number, { least, most }: { least: number; most: number }): number {
  return Math.min(most, Math.max(least, value));
}
