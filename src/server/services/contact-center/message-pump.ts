import type { Clock } from '../../sip/clock';
import type { Logger } from '../../sip/log';

/** One message on its way to one side of the chat. */
export interface Delivery {
  /** Number of the transcript line; 0 for what could not be stored. */
  readonly number: number;
  readonly contentType: string;
  readonly body: Buffer;
  /** What the service says it for, when no person wrote it. */
  readonly notice?: string;
  /** Which person wrote it, as a header value, for those who are several. */
  readonly sender?: string;
  /** Answers whoever wrote it; absent when they were answered already. Called once. */
  answer?: ((status: number) => void) | undefined;
}

/** `lost`: the way to the peer is gone, nothing is known of the message. */
export type DeliveryResult = { readonly status: number } | 'lost';

/** Where a message goes at present. */
export type Carrier = (delivery: Delivery, signal: AbortSignal) => Promise<DeliveryResult>;

/** Shorter than the 32 s (64*T1) after which the writer's own request is given up: the answer must come before. */
export const deliveryTimeoutMs = 20_000;
/** What may wait for one side, in bytes. */
export const maxWaitingBytes = 262_144;

/**
 * Carries messages to one side, in order and one at a time. What cannot be carried waits; a writer who waits with it is answered `waiting`,
 * because the message is stored by then and will be delivered.
 */
export class MessagePump {
  readonly #queue: Delivery[] = [];
  #carrier: Carrier | undefined;
  #running: Promise<void> | undefined;
  /** Gives up what is on its way: nobody waits for an answer that will not come. */
  #onItsWay: AbortController | undefined;

  constructor(
    private readonly options: {
      readonly clock: Clock;
      readonly log: Logger;
      /** The answer for a message that is kept for later: 200 or 202. */
      readonly waiting: number;
      readonly onDelivered: (delivery: Delivery) => void;
      readonly onRefused: (delivery: Delivery, status: number) => void;
      readonly onLost: () => void;
    },
  ) {}

  get isOpen(): boolean {
    return this.#carrier !== undefined;
  }

  /** Messages that wait, oldest first. */
  get waiting(): readonly Delivery[] {
    return this.#queue;
  }

  /** Whether a message of so many bytes may wait too. Ask before it is stored. */
  hasRoom(bytes: number): boolean {
    return this.#queue.reduce((sum, { body }) => sum + body.length, bytes) <= maxWaitingBytes;
  }

  push(delivery: Delivery): void {
    this.#queue.push(delivery);
    if (this.#carrier) this.#run();
    else this.#answer(delivery, this.options.waiting);
  }

  /** Starts carrying; `first` goes before what waits (a history for somebody new). */
  open(carrier: Carrier, first: readonly Delivery[] = []): void {
    this.#onItsWay?.abort();
    this.#queue.unshift(...first);
    this.#carrier = carrier;
    this.#run();
  }

  /** What waits stays. */
  shut(): void {
    this.#carrier = undefined;
    this.#onItsWay?.abort();
    for (const delivery of this.#queue) this.#answer(delivery, this.options.waiting);
  }

  /** Forgets what waits and tells the writers `status`. */
  discard(status: number): void {
    this.#carrier = undefined;
    this.#onItsWay?.abort();
    for (const delivery of this.#queue.splice(0)) this.#answer(delivery, status);
  }

  /** Takes a message out of what waits: the peer has it already. */
  remove(number: number): void {
    const at = this.#queue.findIndex((delivery) => delivery.number === number);
    if (at >= 0) this.#queue.splice(at, 1);
  }

  /** Resolves when nothing waits any more, or nothing can be carried. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  #run(): void {
    if (this.#queue.length === 0) return;
    this.#running ??= this.#loop().finally(() => {
      this.#running = undefined;
      if (this.#carrier && this.#queue.length > 0) this.#run();
    });
  }

  async #loop(): Promise<void> {
    for (let next = this.#queue[0]; next && this.#carrier; next = this.#queue[0]) {
      const carrier = this.#carrier;
      const result = await this.#carry(carrier, next);
      // Somebody else carries now, or the message was taken out meanwhile.
      const at = this.#queue.indexOf(next);
      if (result === 'lost') {
        if (this.#carrier !== carrier) continue;
        this.shut();
        this.options.onLost();
        continue;
      }
      if (at >= 0) this.#queue.splice(at, 1);
      const delivered = result.status >= 200 && result.status < 300;
      if (delivered) this.options.onDelivered(next);
      else this.options.onRefused(next, result.status);
      this.#answer(next, delivered ? 200 : result.status);
    }
  }

  async #carry(carrier: Carrier, delivery: Delivery): Promise<DeliveryResult> {
    const abort = (this.#onItsWay = new AbortController());
    const timer = this.options.clock.setTimeout(() => abort.abort(), deliveryTimeoutMs);
    try {
      return await carrier(delivery, abort.signal);
    } catch (error) {
      this.options.log.info('message-not-carried', { number: delivery.number, error });
      return 'lost';
    } finally {
      timer.cancel();
      this.#onItsWay = undefined;
    }
  }

  #answer(delivery: Delivery, status: number): void {
    const { answer } = delivery;
    delivery.answer = undefined;
    answer?.(status);
  }
}
