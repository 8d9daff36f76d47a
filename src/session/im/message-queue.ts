import type { FailureSnapshot, MessageDelivery, MessageFormat } from '../contract';

export interface OutgoingMessage {
  readonly id: string;
  readonly body: string;
  readonly format: MessageFormat;
}

/** `returned`: it could not be asked at all, because the dialog or the connection went; the message waits for the next one. */
export type DeliveryOutcome =
  'delivered' | 'returned' | FailureSnapshot | { readonly confirmed: Promise<DeliveryOutcome> };

export interface MessageQueueHandlers<M = OutgoingMessage> {
  /** Sends one message; never rejects. A `confirmed` outcome lets the next message go while this one waits for its notification. */
  deliver(message: M): Promise<DeliveryOutcome>;
  onDelivery(message: M, delivery: MessageDelivery, failure?: FailureSnapshot): void;
}

interface Entry<M> {
  readonly message: M;
  readonly sequence: number;
  delivery: Exclude<MessageDelivery, 'delivered'>;
}

/**
 * The one ordered queue of a conversation: one message at a time, each sent once per dialog, kept until confirmed. What was on its way
 * when the dialog went is sent again in the next one, with the same id, so that the receiver can drop what it had already.
 */
export class MessageQueue<M extends { readonly id: string } = OutgoingMessage> {
  #entries: Entry<M>[] = [];
  #sequence = 0;
  #open = false;
  /** Counts dialogs: an outcome of an earlier one says nothing any more. */
  #epoch = 0;
  #busy = false;

  constructor(private readonly handlers: MessageQueueHandlers<M>) {}

  get unconfirmed(): readonly M[] {
    return this.#entries.map((entry) => entry.message);
  }

  add(message: M): void {
    this.#entries.push({ message, sequence: this.#sequence++, delivery: 'queued' });
    this.#pump();
  }

  /** Queues a failed message at its old place among those that wait. False if it has not failed. */
  retry(id: string): boolean {
    const entry = this.#entries.find(({ delivery, message }) => message.id === id && delivery === 'failed');
    if (!entry) return false;
    this.#set(entry, 'queued');
    this.#pump();
    return true;
  }

  /** Removes a message that nobody has been sent yet. */
  withdraw(id: string): boolean {
    const found = this.#entries.some(({ delivery, message }) => message.id === id && delivery !== 'sending');
    if (found) this.#entries = this.#entries.filter(({ message }) => message.id !== id);
    return found;
  }

  /** Says what became of a message, whoever learned it and whenever: nothing is sent again then. */
  conclude(id: string, outcome: 'delivered' | FailureSnapshot): void {
    const entry = this.#entries.find(({ delivery, message }) => message.id === id && delivery !== 'failed');
    if (entry) this.#settle(entry, outcome, this.#epoch);
  }

  /** The message to embed in the INVITE, if `fits`; it counts as on its way until `open` says what became of it. */
  embed(fits: (message: M) => boolean): M | undefined {
    const first = this.#entries.find(({ delivery }) => delivery === 'queued');
    if (!first || !fits(first.message)) return undefined;
    this.#set(first, 'sending');
    return first.message;
  }

  /** A dialog is there. `embeddedTaken`: the peer has shown the embedded message; otherwise it is sent as a message now. */
  open(embeddedTaken = false): void {
    this.#recall(embeddedTaken);
    this.#open = true;
    this.#pump();
  }

  /** The dialog is gone: what was on its way waits again. */
  close(): void {
    this.#open = false;
    this.#recall(false);
  }

  /** Nothing will be sent any more: everything that waits has failed. */
  fail(failure: FailureSnapshot): void {
    this.#open = false;
    this.#epoch++;
    this.#busy = false;
    for (const entry of this.#entries) if (entry.delivery !== 'failed') this.#set(entry, 'failed', failure);
  }

  #recall(taken: boolean): void {
    this.#epoch++;
    this.#busy = false;
    for (const entry of this.#entries.filter(({ delivery }) => delivery === 'sending')) {
      if (taken) this.#delivered(entry);
      else this.#set(entry, 'queued');
    }
  }

  #pump(): void {
    if (!this.#open || this.#busy) return;
    const entry = this.#entries.find(({ delivery }) => delivery === 'queued');
    if (!entry) return;
    this.#busy = true;
    this.#set(entry, 'sending');
    const epoch = this.#epoch;
    void this.handlers.deliver(entry.message).then((outcome) => {
      if (epoch !== this.#epoch) return;
      this.#busy = false;
      this.#settle(entry, outcome, epoch);
      this.#pump();
    });
  }

  #settle(entry: Entry<M>, outcome: DeliveryOutcome, epoch: number): void {
    if (outcome === 'delivered') this.#delivered(entry);
    else if (outcome === 'returned') this.close();
    else if ('code' in outcome) this.#set(entry, 'failed', outcome);
    else void outcome.confirmed.then((late) => epoch === this.#epoch && this.#settle(entry, late, epoch));
  }

  #delivered(entry: Entry<M>): void {
    this.#entries = this.#entries.filter((other) => other !== entry);
    this.handlers.onDelivery(entry.message, 'delivered');
  }

  #set(entry: Entry<M>, delivery: Entry<M>['delivery'], failure?: FailureSnapshot): void {
    entry.delivery = delivery;
    this.handlers.onDelivery(entry.message, delivery, failure);
  }
}
