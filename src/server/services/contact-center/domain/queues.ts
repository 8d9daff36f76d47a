import type { Clock } from '../../../sip/clock';
import type { QueueConfiguration } from '../configuration';
import type { Contact } from './contact';
import { KeyedTimers } from './keyed-timers';
import { WaitingQueue } from './waiting-queue';

/** The queues, who waits in them, and for how long they may. */
export class Queues {
  readonly #queues = new Map<string, WaitingQueue>();
  readonly #waits: KeyedTimers;

  constructor(
    configurations: readonly QueueConfiguration[],
    clock: Clock,
    private readonly changed: (queueUri: string) => void,
    private readonly waitedTooLong: (contact: Contact) => void,
  ) {
    this.#waits = new KeyedTimers(clock);
    for (const queue of configurations) this.#queues.set(queue.uri, new WaitingQueue(queue));
  }

  get all(): readonly WaitingQueue[] {
    return [...this.#queues.values()];
  }

  get(uri: string): WaitingQueue | undefined {
    return this.#queues.get(uri);
  }

  /** The queue the contact is in, or was in when it was answered. */
  of(contact: Contact): WaitingQueue {
    const queue = this.#queues.get(contact.queueUri);
    if (!queue) throw new RangeError(`There is no queue ${contact.queueUri}.`);
    return queue;
  }

  /** The contact waits in its queue from now on. */
  enter(contact: Contact): void {
    const queue = this.of(contact);
    queue.add(contact);
    contact.entryPosition = queue.positionOf(contact) ?? 1;
    const ms = queue.configuration.maxWaitSeconds * 1000;
    this.#waits.arm(contact.id, ms, () => this.waitedTooLong(contact));
    this.changed(contact.queueUri);
  }

  returnToHead(contact: Contact): void {
    const queue = this.of(contact);
    queue.remove(contact);
    contact.returned = true;
    queue.add(contact);
    this.changed(contact.queueUri);
  }

  leave(contact: Contact): WaitingQueue {
    const queue = this.of(contact);
    queue.remove(contact);
    this.#waits.cancel(contact.id);
    this.changed(contact.queueUri);
    return queue;
  }

  close(): void {
    this.#waits.cancelAll();
  }
}
